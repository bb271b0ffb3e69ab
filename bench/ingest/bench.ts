import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds, processorSecondsOfTree } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import { ingestFigures } from './figures.ts';
import type { IngestRequest, IngestResult } from './load-process.ts';
import { startSystem, type IngestSystem } from './system.ts';

const lanes = 4;
const batchRows = 500;

export const ingestBench: Bench = {
  name: 'ingest',
  sentence: 'HTTP batch to committed rows, receipt and events, against bare Postgres.',
  figures: ingestFigures,
  notes: [
    'Both write telemetry rows in batches of 500, four at a time from one client process, to one Postgres with its sync on.',
    'Bare: unnest … on conflict do nothing into a table of the same columns, over four connections.',
    'Ours: four sites of four organisations, one batch each under way; every receipt is checked.',
    'Committed rows are counted after each run.',
    'history-10x: the rows are all in the partition that is written to; “without” has what the runs before left there.',
  ],
  run: async (context, findings) => {
    findings.explain('read-p95', 'The list of the api bench is not there yet.');
    await measureRows(context, findings);
    await measureHistory(context, findings);
  },
};

const sides: readonly Side[] = ['ours', 'theirs'];

async function measureRows(context: BenchContext, findings: Findings): Promise<void> {
  const system = await startSystem(context, 'rows', lanes);
  for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
    // In turns, so that a slow minute of the machine meets both sides.
    for (const side of repeat % 2 === 1 ? sides : [...sides].reverse()) {
      await measureSide(context, findings, { side, repeat, system });
    }
  }
  await system.end();
}

async function measureSide(
  { progress, quick, repeats }: BenchContext,
  findings: Findings,
  measured: { side: Side; repeat: number; system: IngestSystem },
): Promise<void> {
  const { side, repeat, system } = measured;
  const { load, cloud, postgres } = system;
  const [method, table] =
    side === 'ours' ? (['ours', 'telemetry'] as const) : (['bare', 'bare_telemetry'] as const);
  const ask = (seconds: number) => {
    const request: IngestRequest = { seconds, batchRows };
    return load.ask<IngestResult>(method, request);
  };
  await ask(quick ? 0.3 : 3);
  const committedBefore = await load.ask<number>('committed', table);
  const used = () => {
    const api = side === 'ours' ? processorSeconds(cloud.pid) : 0;
    return api + processorSecondsOfTree(postgres.pid);
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
