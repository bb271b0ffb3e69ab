import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Findings } from '../harness/bench.ts';
import type { Cluster, Member } from './cluster.ts';
import type { FirstWriteRequest } from './load-process.ts';
import { sideOf } from './writes.ts';

type Departure = 'kill' | 'stop' | 'drop';

const trials = 20;
const withinMs = 15_000;

/** Takes the leader away again and again; the trials of all repeats together are twenty or more. */
export async function measureFailovers(
  context: BenchContext,
  findings: Findings,
  measured: { cluster: Cluster; how: Departure; repeat: number },
): Promise<void> {
  const { cluster, how, repeat } = measured;
  const { processes, progress, quick, repeats } = context;
  const side = sideOf(cluster);
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  await load.ready();
  const count = quick ? 1 : Math.ceil(trials / repeats);
  const taken: number[] = [];
  for (let trial = 1; trial <= count; trial += 1) {
    const leader = await cluster.leader();
    // At no fixed point of the heartbeat's beat.
    await delay(300 + Math.random() * 300);
    const at = cluster.members.filter(({ id }) => id !== leader.id).map((one) => one.clients);
    const request: FirstWriteRequest = { kind: cluster.kind, at, withinMs };
    takeAway(cluster, leader, how);
    const ms = await load.ask<number>('firstWrite', request);
    taken.push(ms / 1000);
    await bringBack(context, cluster, { leader, how });
  }
  await processes.end(load.process);
  const key = `failover-${how}`;
  for (const seconds of taken) findings.record(key, side, seconds);
  const worst = Math.max(...taken);
  findings.recordWorst(`${key}/worst`, side, worst);
  progress(`${key}, ${cluster.kind}, repeat ${repeat} of ${repeats}: worst ${worst.toFixed(2)} s`);
}

function takeAway({ cut }: Cluster, leader: Member, how: Departure): void {
  if (how === 'drop') {
    if (!cut) throw new Error('Nothing can be cut off here.');
    cut.off(leader);
    return;
  }
  const isGone = leader.process.kill(how === 'kill' ? 'SIGKILL' : 'SIGSTOP');
  if (!isGone) throw new Error('The leader was gone before it was taken away.');
}

async function bringBack(
  { processes }: BenchContext,
  cluster: Cluster,
  { leader, how }: { leader: Member; how: Departure },
): Promise<void> {
  if (how === 'drop') {
    cluster.cut?.heal();
    return;
  }
  if (how === 'stop') {
    leader.process.kill('SIGCONT');
    return;
  }
  await processes.kill(leader.process);
  await cluster.restart(leader);
}
