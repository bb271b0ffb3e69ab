import fc from 'fast-check';
import type { TestApp } from '../../app.ts';
import type { FilledOrganisation } from '../../filled-organisation.ts';
import { sampleOf, type SampleRequest } from '../../operation-samples/index.ts';
import { rightfulCaller } from '../callers.ts';
import type { ApiDescription, DocumentedOperation } from '../documented-operations.ts';
import { exchangeRaw, type RawAnswer, type RawRequest } from '../raw-exchange.ts';
import { judgeAnswer } from './judge-answer.ts';
import { makeOdd, oddities } from './odd-requests.ts';

export interface FuzzOptions {
  readonly runs: number;
  readonly seed: number;
}

export interface FuzzOutcome {
  /** Sentences, each with the request that did it. */
  readonly faults: string[];
  /** How often each status came; 0 where an operation that waits was not waited for. */
  readonly statuses: ReadonlyMap<number, number>;
}

/** Sends odd requests to one operation; the same seed sends the same ones. */
export async function fuzzOperation(
  cloud: TestApp,
  surface: ApiDescription,
  organisation: FilledOrganisation,
  operation: DocumentedOperation,
  { runs, seed }: FuzzOptions,
): Promise<FuzzOutcome> {
  const newSample = async (): Promise<SampleRequest> => {
    await repair(cloud, organisation);
    return sampleOf(operation.operation)(organisation, cloud);
  };
  // An operation that waits for something to happen may well wait.
  const waits = operation.parameters.some(({ name }) => name.startsWith('wait'));
  let sample = await newSample();
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  for (const oddity of fc.sample(oddities(operation, surface, sample), { numRuns: runs, seed })) {
    const caller = rightfulCaller(operation.operation, organisation, sample);
    const request = makeOdd(oddity, operation, sample, caller);
    const answer = await exchangeRaw(cloud.url, {
      ...request,
      giveUpMs: waits ? 500 : 20_000,
    }).catch((error: unknown): RawAnswer => ({ status: 599, headers: {}, text: String(error) }));
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    if (answer.status === 0 && !waits) faults.push(`gave no answer, asked ${describe(request)}`);
    faults.push(...judgeAnswer(answer).map((fault) => `${fault}, asked ${describe(request)}`));
    // What was taken has used the sample up.
    const isUsedUp = answer.status < 300 && operation.method !== 'GET';
    if (isUsedUp || answer.status === 401) sample = await newSample();
  }
  return { faults, statuses };
}

/** Undoes what an odd report or recovery does to its site, so that the next request gets as far. */
async function repair(
  { database }: TestApp,
  { organisationId }: FilledOrganisation,
): Promise<void> {
  await database.query(
    `UPDATE site SET site_epoch = 1, fence_epoch = 1, fence_term = 1 WHERE organisation_id = $1`,
    [organisationId],
  );
  await database.query(
    `UPDATE device SET quarantined_at = NULL, quarantine_reason = NULL
     WHERE organisation_id = $1 AND quarantined_at IS NOT NULL`,
    [organisationId],
  );
}

function describe({ method, target, headers, body }: RawRequest): string {
  const { cookie, authorization, ...told } = headers;
  const as = cookie === undefined && authorization === undefined ? ' as nobody' : '';
  const text =
    body === undefined ? '' : ` ${JSON.stringify(body.toString('latin1').slice(0, 600))}`;
  return `${method} ${target.slice(0, 300)}${as} ${JSON.stringify(told).slice(0, 300)}${text}`;
}
