import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Operation, accessOf } from '../authorisation/operations.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  describeSurface,
  type DocumentedOperation,
} from '../testing/surface/documented-operations.ts';

/** What a browser sends with a request that another site's page makes. */
const pages: [string, Record<string, string>][] = [
  ['another origin', { origin: 'https://evil.example' }],
  ['no origin that it names (a sandbox)', { origin: 'null' }],
  ['the same host on another port', { origin: 'http://eyrie.test:81' }],
  ['a name that begins alike', { origin: 'http://eyrie.test.evil.example' }],
  ['a cross-site fetch without an origin', { 'sec-fetch-site': 'cross-site' }],
  ['a neighbouring subdomain', { 'sec-fetch-site': 'same-site' }],
];
/** What a form can send without asking first. */
const forms: [string, string][] = [
  ['text/plain', '{"name":"x","ignored":"="}'],
  ['application/x-www-form-urlencoded', 'name=x'],
  [
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
  ],
];

describe('a page of another site, with the cookie of somebody who is logged in', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let changing: readonly DocumentedOperation[];
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    const { operations } = await describeSurface(cloud);
    changing = operations.filter(
      ({ method, operation }) => method !== 'GET' && !isOfDevices(operation),
    );
  });
  afterAll(() => cloud.close());

  const send = (
    { path, method }: DocumentedOperation,
    headers: Record<string, string>,
    body?: string,
  ) =>
    fetch(`${cloud.url}${path.replace(/\{[^}]+\}/g, 'x')}`, {
      method,
      headers: { cookie: person.cookie, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const entries = async () => {
    const [row] = await cloud.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM audit_entry WHERE organisation_id = $1',
      [person.organisationId],
    );
    return row?.count;
  };

  it.each(pages)(
    'changes nothing, by any operation: %s',
    async (_, headers) => {
      const before = await entries();
      expect(changing.length).toBeGreaterThan(50);
      for (const operation of changing) {
        const body = operation.bodySchema === null ? undefined : '{}';
        const type = body === undefined ? {} : { 'content-type': 'application/json' };
        const answer = await send(operation, { ...headers, ...type }, body);
        expect([operation.operation, answer.status]).toEqual([operation.operation, 403]);
      }
      expect(await entries()).toBe(before);
      expect((await person.fetch('/v1/session')).status).toBe(200);
    },
    60_000,
  );

  it.each(forms)(
    'changes nothing by a form sent as %s',
    async (type, body) => {
      const before = await entries();
      for (const operation of changing) {
        const answer = await send(
          operation,
          { origin: 'https://evil.example', 'content-type': type },
          body,
        );
        // What is no JSON is not even read.
        expect([operation.operation, [403, 415].includes(answer.status)]).toEqual([
          operation.operation,
          true,
        ]);
      }
      expect(await entries()).toBe(before);
    },
    60_000,
  );
});

function isOfDevices(operation: Operation): boolean {
  const access = accessOf(operation);
  return operation.startsWith('edge.') || (access !== 'public' && 'devices' in access);
}
