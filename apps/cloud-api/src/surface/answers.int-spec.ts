import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { sampleOf, staleSamples } from '../testing/operation-samples/index.ts';
import { AnswerSchemas } from '../testing/surface/answer-schemas.ts';
import { callOperation } from '../testing/surface/call.ts';
import { rightfulCaller } from '../testing/surface/callers.ts';
import { type ApiDescription, describeSurface } from '../testing/surface/documented-operations.ts';

describe('every operation of the document', () => {
  let cloud: TestApp;
  let surface: ApiDescription;
  let organisation: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    surface = await describeSurface(cloud);
    organisation = await fillOrganisation(cloud, 'heron');
  }, 180_000);
  afterAll(() => cloud.close());

  it('has a sample, and no sample is of an operation that has gone', () => {
    for (const { operation } of surface.operations) sampleOf(operation);
    expect(staleSamples(surface.operations.map(({ operation }) => operation))).toEqual([]);
  });

  it('answers its sample as the document says, and with nothing else', async () => {
    const schemas = new AnswerSchemas(surface);
    const faults: string[] = [];
    for (const described of surface.operations) {
      const sample = await sampleOf(described.operation)(organisation, cloud);
      const caller = rightfulCaller(described.operation, organisation, sample);
      const answer = await callOperation(cloud, described, sample, caller);
      if (answer.status >= 300) {
        faults.push(`${described.operation}: ${answer.status} ${answer.text}`);
      } else {
        faults.push(...schemas.faults(described, answer));
      }
    }
    expect(faults).toEqual([]);
  });

  it('sends what was read before once only: 304 to who shows its tag', async () => {
    const tagged = surface.operations.filter(({ answers }) => answers['304'] !== undefined);
    expect(tagged.length).toBeGreaterThan(30);
    const faults: string[] = [];
    for (const described of tagged) {
      const sample = await sampleOf(described.operation)(organisation, cloud);
      const caller = rightfulCaller(described.operation, organisation, sample);
      const first = await callOperation(cloud, described, sample, caller);
      const { etag } = first.headers;
      if (typeof etag !== 'string') {
        faults.push(`${described.operation}: ${first.status} without an ETag`);
        continue;
      }
      const headers = { ...sample.headers, 'if-none-match': etag };
      const again = await callOperation(cloud, described, { ...sample, headers }, caller);
      if (again.status !== 304 || again.text !== '') {
        faults.push(`${described.operation}: ${again.status} ${again.text.slice(0, 200)}`);
      }
    }
    expect(faults).toEqual([]);
  });
});
