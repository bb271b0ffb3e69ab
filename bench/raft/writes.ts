import path from 'node:path';
import type { BenchContext, Findings } from '../harness/bench.ts';
import { processorSecondsOf, residentBytes } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import { pidsOf, type Cluster } from './cluster.ts';
import type { LoadRequest, LoadResult } from './load-process.ts';

export function sideOf({ kind }: Cluster): Side {
  return kind === 'eyrie' ? 'ours' : 'theirs';
}

/**
 * Lets a cluster that has just begun take some tens of thousands of writes. Members of a site run for
 * months, and what a virtual machine compiles in its first seconds is not what is measured.
 */
export async function warmUp({ processes, quick }: BenchContext, cluster: Cluster): Promise<void> {
  const { kind } = cluster;
  const { clients: at } = await cluster.leader();
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  const seconds = quick ? 0.2 : 8;
  const request: LoadRequest = { kind, what: 'writes', at, clients: 64, seconds };
  await load.ask<LoadResult>('load', request);
  await processes.end(load.process);
}

/** Writes for a while from so many clients, and notes rate, latencies and processor time. */
export async function measureWrites(
  { processes, progress, quick, repeats }: BenchContext,
  findings: Findings,
  measured: { cluster: Cluster; clients: number; id: string; repeat: number },
): Promise<void> {
  const { cluster, clients, id, repeat } = measured;
  const leader = await cluster.leader();
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  const ask = (seconds: number) => {
    const { kind } = cluster;
    const request: LoadRequest = { kind, what: 'writes', at: leader.clients, clients, seconds };
    return load.ask<LoadResult>('load', request);
  };
  await ask(quick ? 0.2 : 3);
  const pids = pidsOf(cluster);
  const before = processorSecondsOf(pids);
  const result = await ask(quick ? 0.5 : 10);
  const used = processorSecondsOf(pids) - before;
  await processes.end(load.process);
  const side = sideOf(cluster);
  const rate = result.done / result.seconds;
  const cost = { processorSeconds: used, wallSeconds: result.seconds };
  findings.record(id, side, rate, cost);
  if (id !== 'writes-64-slow') {
    findings.record(`${id}/p50`, side, result.p50);
    findings.record(`${id}/p99`, side, result.p99);
  }
  if (id === 'writes-64') findings.record('cpu-64', side, (used / result.done) * 10_000, cost);
  const rated = `${rate.toFixed(0)} writes/s, p99 ${result.p99.toFixed(1)} ms`;
  const refused = result.refused > 0 ? `, ${result.refused} refused` : '';
  progress(`${id}, ${cluster.kind}, repeat ${repeat} of ${repeats}: ${rated}${refused}`);
}

/** Reads keys that are all there, at the leader, from so many clients. */
export async function measureReads(
  { processes, progress, quick, repeats }: BenchContext,
  findings: Findings,
  measured: { cluster: Cluster; clients: number; repeat: number },
): Promise<void> {
  const { cluster, clients, repeat } = measured;
  const { kind } = cluster;
  const { clients: at } = await cluster.leader();
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  await load.ask('fill', { kind, at });
  const ask = (seconds: number) => {
    const request: LoadRequest = { kind, what: 'reads', at, clients, seconds };
    return load.ask<LoadResult>('load', request);
  };
  await ask(quick ? 0.2 : 3);
  const pids = pidsOf(cluster);
  const before = processorSecondsOf(pids);
  const result = await ask(quick ? 0.5 : 10);
  const used = processorSecondsOf(pids) - before;
  await processes.end(load.process);
  const rate = result.done / result.seconds;
  const cost = { processorSeconds: used, wallSeconds: result.seconds };
  findings.record('reads-64', sideOf(cluster), rate, cost);
  const rated = `${rate.toFixed(0)} reads/s, p99 ${result.p99.toFixed(1)} ms`;
  progress(`reads-64, ${kind}, repeat ${repeat} of ${repeats}: ${rated}`);
}

/** Of the three, the one that holds most. */
export function measureMemory(findings: Findings, cluster: Cluster): void {
  const bytes = Math.max(...pidsOf(cluster).map((pid) => residentBytes(pid)));
  findings.record('memory', sideOf(cluster), bytes / 1_000_000);
}
