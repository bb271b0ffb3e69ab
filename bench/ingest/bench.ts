import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import {
  startServer,
  type EmbeddedServer,
} from '../../apps/cloud-api/src/embedded-postgres/server.ts';
import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds, processorSecondsOfTree } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { freePorts, until } from '../harness/wait.ts';
import { ingestFigures } from './figures.ts';
import type { IngestRequest, IngestResult, PrepareRequest } from './load-process.ts';

const lanes = 4;
const batchRows = 500;
const cloudModule = path.resolve(import.meta.dirname, '../../apps/cloud-api/src/main.ts');

export const ingestBench: Bench = {
  name: 'ingest',
  sentence: 'HTTP batch to committed rows, receipt and events, against bare Postgres.',
  figures: ingestFigures,
  notes: [
    'Both write telemetry rows in batches of 500, four at a time from one client process, to one Postgres with its sync on.',
    'Bare: unnest … on conflict do nothing into a table of the same columns, over four connections.',
    'Ours: four sites of four organisations, one batch each under way; every receipt is checked.',
    'Committed rows are counted after each run.',
  ],
  run: async (context, findings) => {
    findings.explain('read-p95', 'The list of the api bench is not there yet.');
    findings.explain('history-10x', 'Making ten times the history is not part of the bench yet.');
    // Postgres runs as another user where we are root, and must be able to enter.
    await chmod(context.folder, 0o755);
    const dataDirectory = path.join(context.folder, 'postgres');
    const postgres = await startServer({ dataDirectory, port: 0, password: 'bench' });
    context.processes.onEnd(() => postgres.stop());
    await measureAll(context, findings, postgres);
  },
};

async function measureAll(
  context: BenchContext,
  findings: Findings,
  postgres: EmbeddedServer,
): Promise<void> {
  const { processes, repeats, folder } = context;
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const cloud = processes.fork(cloudModule, {
    env: {
      PORT: String(port),
      DATABASE_URL: postgres.url,
      EYRIE_MASTER_KEY: randomBytes(32).toString('base64'),
      EYRIE_DATA: path.join(folder, 'cloud'),
      EYRIE_PUBLIC_URL: url,
      EYRIE_LOG_LEVEL: 'fatal',
    },
  });
  await until('the cloud', () => answers(url), { withinMs: 60_000, everyMs: 100 });
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  const request: PrepareRequest = { databaseUrl: postgres.url, url, publicUrl: url, lanes };
  await load.ask('prepare', request);
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    // In turns, so that a slow minute of the machine meets both sides.
    for (const side of repeat % 2 === 1 ? sides : [...sides].reverse()) {
      await measureSide(context, findings, { side, repeat, load, cloud, postgres });
    }
  }
  await load.ask('close');
}

const sides: readonly Side[] = ['ours', 'theirs'];

async function measureSide(
  { progress, quick, repeats }: BenchContext,
  findings: Findings,
  measured: {
    side: Side;
    repeat: number;
    load: NodeChild;
    cloud: NodeChild;
    postgres: EmbeddedServer;
  },
): Promise<void> {
  const { side, repeat, load, cloud, postgres } = measured;
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

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
}
