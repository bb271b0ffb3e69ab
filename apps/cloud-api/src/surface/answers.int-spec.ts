import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { type SampleRequest, sampleOf, staleSamples } from '../testing/operation-samples/index.ts';
import { AnswerSchemas } from '../testing/surface/answer-schemas.ts';
import { callOperation } from '../testing/surface/call.ts';
import { type Caller, rightfulCaller } from '../testing/surface/callers.ts';
import {
  type ApiDescription,
  describeSurface,
  type DocumentedOperation,
} from '../testing/surface/documented-operations.ts';
import type { RawAnswer } from '../testing/surface/raw-exchange.ts';

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
  }, 180_000);

  it('sends what was read before once only: 304 to who shows its tag', async () => {
    const tagged = surface.operations.filter(({ answers }) => answers['304'] !== undefined);
    expect(tagged.length).toBeGreaterThan(30);
    const reads: Read[] = [];
    for (const described of tagged) {
      const sample = await sampleOf(described.operation)(organisation, cloud);
      const caller = rightfulCaller(described.operation, organisation, sample);
      reads.push({ described, sample, caller });
    }
    const faults: string[] = [];
    // What still goes on behind (an archive that was asked for above) may change an answer once or
    // twice; what is another answer each second never comes to rest.
    let moving = reads;
    for (const until = Date.now() + restMs; moving.length > 0 && Date.now() < until;) {
      const again = await readTwice(cloud, moving);
      faults.push(...again.faults);
      moving = again.changed;
    }
    expect(faults).toEqual([]);
    expect(moving.map(({ described }) => described.operation)).toEqual([]);
  }, 180_000);
});

interface Read {
  readonly described: DocumentedOperation;
  readonly sample: SampleRequest;
  readonly caller: Caller;
}

/** How long the answers may take to come to rest. */
const restMs = 60_000;

/** Reads all of them, and again in another second with the tags of the first time. */
async function readTwice(
  cloud: TestApp,
  reads: readonly Read[],
): Promise<{ changed: Read[]; faults: string[] }> {
  const firsts: RawAnswer[] = [];
  for (const { described, sample, caller } of reads) {
    firsts.push(await callOperation(cloud, described, sample, caller));
  }
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  const changed: Read[] = [];
  const faults: string[] = [];
  for (const [index, read] of reads.entries()) {
    const { described, sample, caller } = read;
    const first = firsts[index];
    const etag = first?.headers['etag'];
    if (typeof etag !== 'string') {
      faults.push(`${described.operation}: ${first?.status} without an ETag`);
      continue;
    }
    const headers = { ...sample.headers, 'if-none-match': etag };
    const again = await callOperation(cloud, described, { ...sample, headers }, caller);
    if (again.status === 304 && again.text === '') continue;
    if (again.status === 200 && again.text !== first?.text) changed.push(read);
    else faults.push(`${described.operation}: ${again.status} ${again.text.slice(0, 200)}`);
  }
  return { changed, faults };
}
