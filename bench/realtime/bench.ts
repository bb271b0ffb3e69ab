import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds, processorSecondsOfTree, residentBytes } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { percentile } from '../harness/statistics.ts';
import { until } from '../harness/wait.ts';
import type { BarePort } from './bare-process.ts';
import { BenchCloud, type Replica } from '../harness/bench-cloud.ts';
import { realtimeFigures } from './figures.ts';
import type { ConnectRequest, FollowRequest, FollowResult } from './load-process.ts';

export const realtimeBench: Bench = {
  name: 'realtime',
  sentence: 'Event to subscriber over SSE, against a bare Node process that writes the same bytes.',
  figures: realtimeFigures,
  notes: [
    'Ours: one replica; each event is committed to Postgres, and its time counts from right before the commit.',
    'Bare: one Node http server without a log, log-ins or limits; the time counts from right before the first write.',
    'The subscribers are one process over raw sockets; processor per delivery is that of the server, Postgres included.',
    'Resume: 1,000 clients of libs/realtime on one of two replicas, which is killed while 20 events/s are written; their first pause of up to half a second is part of it.',
  ],
  run: async (context, findings) => {
    const cloud = await BenchCloud.start(context);
    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      // In turns, so that a slow minute of the machine meets both sides.
      for (const side of repeat % 2 === 1 ? sides : [...sides].reverse()) {
        await measureCrowd(context, findings, { cloud, side, ...crowds[0] });
        await measureCrowd(context, findings, { cloud, side, ...crowds[1] });
      }
      await measureIdle(context, findings, cloud);
      await measureResume(context, findings, cloud);
    }
  },
};

const sides: readonly Side[] = ['ours', 'theirs'];
const crowds = [
  { id: 'sse-10k', clients: 10_000, perSecond: 2 },
  { id: 'sse-2k', clients: 2_000, perSecond: 10 },
] as const;

interface Target {
  readonly pid: number;
  readonly port: number;
  readonly cookie: string;
  readonly processor: () => number;
  readonly emit: () => Promise<void>;
  readonly end: () => Promise<void>;
}

async function ours({ processes }: BenchContext, cloud: BenchCloud): Promise<Target> {
  const replica = await cloud.replica();
  const { child, port } = replica;
  const cookie = await cloud.logIn(replica);
  const writer = await cloud.writer();
  return {
    pid: child.pid,
    port,
    cookie,
    processor: () => processorSeconds(child.pid) + processorSecondsOfTree(cloud.postgres.pid),
    emit: () => writer.emit(),
    end: async () => {
      await writer.close();
      await processes.end(child.process);
    },
  };
}

async function bare({ processes }: BenchContext): Promise<Target> {
  const child = processes.fork(path.join(import.meta.dirname, 'bare-process.ts'));
  const port = await child.ask<BarePort>('listen');
  return {
    pid: child.pid,
    port,
    cookie: '',
    processor: () => processorSeconds(child.pid),
    emit: () => child.ask<undefined>('emit').then(() => undefined),
    end: () => processes.end(child.process),
  };
}

async function startLoad({ processes }: BenchContext): Promise<NodeChild> {
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  await load.ready();
  return load;
}

async function measureCrowd(
  context: BenchContext,
  findings: Findings,
  crowd: { cloud: BenchCloud; side: Side } & (typeof crowds)[number],
): Promise<void> {
  const { cloud, side, id, perSecond } = crowd;
  const clients = context.quick ? crowd.clients / 50 : crowd.clients;
  const target = side === 'ours' ? await ours(context, cloud) : await bare(context);
  const load = await startLoad(context);
  await delay(500);
  const bytesBefore = residentBytes(target.pid);
  const { port, cookie } = target;
  const request: ConnectRequest = { port, cookie, clients };
  await load.ask('connect', request);
  await emitFor(target, 2, perSecond);
  await delay(500);
  await load.ask('takeLatencies');
  const before = target.processor();
  const startedAt = performance.now();
  await emitFor(target, context.quick ? 1 : 15, perSecond);
  await delay(500);
  const processorUsed = target.processor() - before;
  const wallSeconds = (performance.now() - startedAt) / 1000;
  const memory = (residentBytes(target.pid) - bytesBefore) / clients / 1024;
  const latencies = [...(await load.ask<Float64Array>('takeLatencies'))];
  const p99 = percentile(latencies, 99);
  const cost = { processorSeconds: processorUsed, wallSeconds };
  findings.record(id, side, p99, cost);
  if (id === 'sse-10k') {
    findings.record(`${id}/memory per connection`, side, Math.max(0, memory));
    const each = (processorUsed / latencies.length) * 1e6;
    findings.record(`${id}/processor per delivery`, side, each, cost);
  }
  context.progress(`${id}, ${side}: p99 ${p99.toFixed(0)} ms, ${latencies.length} deliveries`);
  await context.processes.end(load.process);
  await target.end();
}

/** At even distances, by the clock: one that is late does not move the others. */
async function emitFor(
  target: Pick<Target, 'emit'>,
  seconds: number,
  perSecond: number,
): Promise<void> {
  const startedAt = performance.now();
  for (let n = 0; n < seconds * perSecond; n += 1) {
    await delay(Math.max(0, startedAt + (n * 1000) / perSecond - performance.now()));
    await target.emit();
  }
}

async function measureIdle(
  context: BenchContext,
  findings: Findings,
  cloud: BenchCloud,
): Promise<void> {
  const target = await ours(context, cloud);
  const load = await startLoad(context);
  const request: ConnectRequest = { port: target.port, cookie: target.cookie, clients: 1 };
  await load.ask('connect', request);
  await emitFor(target, 1, 10);
  await load.ask('takeLatencies');
  await emitFor(target, context.quick ? 1 : 20, 10);
  await delay(200);
  const p99 = percentile([...(await load.ask<Float64Array>('takeLatencies'))], 99);
  findings.record('idle-latency', 'ours', p99);
  context.progress(`idle-latency: p99 ${p99.toFixed(0)} ms`);
  await context.processes.end(load.process);
  await target.end();
}

async function measureResume(
  context: BenchContext,
  findings: Findings,
  cloud: BenchCloud,
): Promise<void> {
  const replicas: Replica[] = [await cloud.replica(), await cloud.replica()];
  const [first, second] = replicas;
  if (!first || !second) return;
  const cookie = await cloud.logIn(second);
  const writer = await cloud.writer();
  const load = await startLoad(context);
  const clients = context.quick ? 50 : 1_000;
  const request: FollowRequest = { urls: replicas.map(({ url }) => url), cookie, clients };
  await load.ask('follow', request);
  await emitFor(writer, 1, 20);
  const startedAt = performance.now();
  await Promise.all([context.processes.kill(first.child.process), emitFor(writer, 1, 20)]);
  const headThen = await writer.head();
  const standing = (head: number) => load.ask<FollowResult>('standing', head);
  await until('all clients to resume', async () => (await standing(headThen)).behind === 0, {
    withinMs: 60_000,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  await emitFor(writer, 1, 20);
  const head = await writer.head();
  await until('the last events', async () => (await standing(head)).behind === 0);
  const { lost, doubled } = await standing(head);
  findings.record('resume', 'ours', seconds);
  findings.record('resume/lost', 'ours', lost);
  findings.record('resume/doubled', 'ours', doubled);
  context.progress(`resume: ${seconds.toFixed(1)} s, lost ${lost}, doubled ${doubled}`);
  await context.processes.end(load.process);
  await writer.close();
  await context.processes.end(second.child.process);
}
