import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds, processorSecondsOfTree } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import { ingestFigures } from './figures.ts';
import type { IngestRequest, IngestResult } from './load-process.ts';
import { ListReader } from './list-reader.ts';
import { startSystem, type IngestSystem } from './system.ts';

const lanes = 4;
const batchRows = 500;
const ofRows = ['rows', 'cpu', 'read-p95'];

export const ingestBench: Bench = {
  name: 'ingest',
  sentence: 'HTTP batch to committed rows, receipt and events, against bare Postgres.',
  figures: ingestFigures,
  notes: [
    'Both write telemetry rows in batches of 500, four at a time from one client process, to one Postgres with its sync on.',
    'Bare: unnest … on conflict do nothing into a table of the same columns, over four connections.',
    'Ours: four sites of four organisations, one batch each under way; every receipt is checked.',
    'Committed rows are counted after each run.',
    'read-p95: the list of the api bench (50 of 10,000 devices by site and presence), 50 times a second over 16 connections.',
    'history-10x: the rows are all in the partition that is written to; “without” has what the runs before left there.',
  ],
  run: async (context, findings) => {
    if (ofRows.some((id) => context.wants(id))) await measureRows(context, findings);
    if (context.wants('history-10x')) await measureHistory(context, findings);
  },
};

const sides: readonly Side[] = ['ours', 'theirs'];

async function measureRows(context: BenchContext, findings: Findings): Promise<void> {
  const system = await startSystem(context, 'rows', lanes);
  const reader = await ListReader.start(context, system);
  let most = 0;
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    // In turns, so that a slow minute of the machine meets both sides.
    for (const side of repeat % 2 === 1 ? sides : [...sides].reverse()) {
      const rate = await measureSide(context, findings, { side, repeat, system });
      if (side === 'ours') most = rate;
    }
    await measureReads(context, findings, { system, reader, rate: most / 2 });
  }
  await reader.end();
  await system.end();
}

async function measureSide(
  { progress, quick, repeats }: BenchContext,
  findings: Findings,
  measured: { side: Side; repeat: number; system: IngestSystem },
): Promise<number> {
  const { side, repeat, system } = measured;
  const { load, replica, cloud } = system;
  const [method, table] =
    side === 'ours' ? (['ours', 'telemetry'] as const) : (['bare', 'bare_telemetry'] as const);
  const ask = (seconds: number) => {
    const request: IngestRequest = { seconds, batchRows };
    return load.ask<IngestResult>(method, request);
  };
  await ask(quick ? 0.3 : 3);
  const committedBefore = await load.ask<number>('committed', table);
  const used = () => {
    const api = side === 'ours' ? processorSeconds(replica.child.pid) : 0;
    return api + processorSecondsOfTree(cloud.postgres.pid);
  };
  const before = used();
  const result = await ask(quick ? 0.7 : 15);
  const spent = used() - before;
  const committed = (await load.ask<number>('committed', table)) - committedBefore;
  if (committed !== result.rows) {
    throw new Error(`${result.rows} rows were acknowledged and ${committed} committed.`);
  }
  const cost = { processorSeconds: spent, wallSeconds: result.seconds };
  const rate = result.rows / result.seconds;
  findings.record('rows', side, rate, cost);
  findings.record('cpu', side, (spent / result.rows) * 100_000, cost);
  progress(`rows, ${method}, repeat ${repeat} of ${repeats}: ${rate.toFixed(0)} rows/s`);
  return rate;
}

/** The list of devices while nothing else happens, and while half of the most comes in. */
async function measureReads(
  { quick, progress }: BenchContext,
  findings: Findings,
  { system, reader, rate }: { system: IngestSystem; reader: ListReader; rate: number },
): Promise<void> {
  const seconds = quick ? 1 : 10;
  const idle = await reader.p95(seconds);
  const request: IngestRequest = { seconds: seconds + 1, batchRows, rate };
  const [busy] = await Promise.all([
    reader.p95(seconds),
    system.load.ask<IngestResult>('ours', request),
  ]);
  findings.record('read-p95', 'theirs', idle);
  findings.record('read-p95', 'ours', busy);
  progress(`read-p95: ${busy.toFixed(1)} ms at ${rate.toFixed(0)} rows/s, ${idle.toFixed(1)} idle`);
}

/** The same load before and after the history has become ten times as long. */
async function measureHistory(context: BenchContext, findings: Findings): Promise<void> {
  const { quick, repeats, progress } = context;
  const { load, end } = await startSystem(context, 'history', lanes);
  const request: IngestRequest = { seconds: quick ? 0.5 : 5, batchRows };
  await load.ask('addHistory', quick ? 2_000 : 200_000);
  await load.ask('ours', request);
  for (const side of ['theirs', 'ours'] as const) {
    if (side === 'ours') {
      const rows = 9 * (await load.ask<number>('committed', 'telemetry'));
      progress(`history-10x: adding ${rows} rows`);
      await load.ask('addHistory', rows);
    }
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      const { rows, seconds } = await load.ask<IngestResult>('ours', request);
      findings.record('history-10x', side, rows / seconds);
      const name = side === 'ours' ? 'ten times' : 'without';
      progress(`history-10x, ${name}: ${(rows / seconds).toFixed(0)} rows/s`);
    }
  }
  await end();
}
