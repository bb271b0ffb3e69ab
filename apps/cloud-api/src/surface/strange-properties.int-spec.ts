import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { sampledOperations, sampleOf } from '../testing/operation-samples/index.ts';
import { callOperation } from '../testing/surface/call.ts';
import { rightfulCaller } from '../testing/surface/callers.ts';
import {
  type ApiDescription,
  describeSurface,
  type JsonSchema,
} from '../testing/surface/documented-operations.ts';
import { TenantRows } from '../testing/surface/tenant-rows.ts';

/** What no property of ours has by chance. */
const planted = { text: 'plantedbysomebody', number: 424_242_424 };

/** Columns and names that are nobody's to set, beside the properties of all answers. */
const inside = [
  ...['organisation_id', 'password_hash', 'secret_hash', 'token_hash', 'public_key', 'is_admin'],
  ...['sealed_private_key', 'credential_version', 'created_by_user_id', 'fence_term', 'used_at'],
];

describe('properties that are not the caller’s to set', () => {
  let cloud: TestApp;
  let surface: ApiDescription;
  let organisation: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    surface = await describeSurface(cloud);
    organisation = await fillOrganisation(cloud, 'heron');
  });
  afterAll(() => cloud.close());

  /** Every property that any answer has, and a value that would be seen again. */
  const strangeProperties = (body: object): Record<string, unknown> => {
    const all = new Map<string, unknown>(inside.map((name) => [name, planted.text]));
    for (const { properties = {} } of Object.values(surface.schemas)) {
      for (const [name, schema] of Object.entries(properties as Record<string, JsonSchema>)) {
        const { type } = schema;
        const isNumber = type === 'integer' || type === 'number';
        if (type !== 'boolean') all.set(name, isNumber ? planted.number : planted.text);
      }
    }
    const allowed = new Set(Object.keys(body));
    return Object.fromEntries([...all].filter(([name]) => !allowed.has(name)));
  };

  /** What the body may have at its top, by its schema; everything, where that is open. */
  const writable = (schema: JsonSchema): Set<string> => {
    const { $ref, oneOf, anyOf, properties } = schema;
    if (typeof $ref === 'string') {
      return writable(surface.schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    }
    const choices = (oneOf ?? anyOf) as JsonSchema[] | undefined;
    if (choices) return new Set(choices.flatMap((choice) => [...writable(choice)]));
    return new Set(Object.keys((properties as object | undefined) ?? {}));
  };

  it.each(sampledOperations)('are passed over or refused by %s', async (operation) => {
    const described = surface.operations.find((one) => one.operation === operation);
    if (!described) throw new Error(`${operation} is not in the document.`);
    const { bodySchema } = described;
    if (bodySchema === null) return;
    const sample = await sampleOf(operation)(organisation, cloud);
    const body = sample.body as object;
    const taken = writable(bodySchema);
    const strange = Object.entries(strangeProperties(body)).filter(([name]) => !taken.has(name));
    expect(strange.length).toBeGreaterThan(50);
    const answer = await callOperation(
      cloud,
      described,
      { ...sample, body: { ...Object.fromEntries(strange), ...body } },
      rightfulCaller(operation, organisation, sample),
    );
    // A strict schema refuses them; the others do not know them.
    expect([answer.text, answer.status < 300 || answer.status === 422]).toEqual([
      answer.text,
      true,
    ]);
    expect(answer.text).not.toMatch(new RegExp(`${planted.text}|${planted.number}`));
    const rows = await TenantRows.of(cloud.database, organisation.organisationId);
    const kept = (await rows.texts()).filter(
      (row) => row.includes(planted.text) || row.includes(String(planted.number)),
    );
    expect(kept).toEqual([]);
  });
});
