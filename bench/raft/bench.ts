import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { NoNamespaces } from '../../libs/raft/testing/processes/network.ts';
import { findPeer, missing, type Peer } from '../harness/peers.ts';
import type { Cluster } from './cluster.ts';
import { startEtcd } from './etcd-cluster.ts';
import { startEyrie } from './eyrie-cluster.ts';
import { measureFailovers } from './failover.ts';
import { raftFigures } from './figures.ts';
import { measureSimulated } from './in-simulation.ts';
import { namespaces, type Place } from './place.ts';
import { measureMemory, measureReads, measureWrites, warmUp } from './writes.ts';

export const raftBench: Bench = {
  name: 'raft',
  sentence: 'Three nodes of libs/raft on disk over TLS, against three etcd processes.',
  figures: raftFigures,
  notes: [
    'Both: three processes, one disk, TLS between the members, plain TCP to clients, default settings.',
    'Our nodes run with the arguments of Node.js that a coordinator is run with (its package.json).',
    'Both clusters first take writes of 64 clients for 8 seconds, and before each figure its own load for 3.',
    'Clients are one process; each has a connection to the leader and one write under way: 8 bytes of key, 192 of value.',
    'etcd is spoken to over its gRPC interface by a client as lean as ours, so that neither client is what is measured.',
    'Failover: from the signal until the first of the writes that are tried every 10 ms at both survivors is acknowledged.',
    'Reads are linearizable at both, at the leader, of keys that are all there.',
    'Dropped packets: each member in a network namespace; nothing from or to the leader passes any more.',
    'stable counts every new term, which is at least every change of leader; idle-fsyncs and sim-speed run in the simulator too.',
  ],
  run: async (context, findings) => {
    const etcd = findPeer('etcd');
    if (etcd) context.progress(`peer: etcd ${etcd.version}`);
    else findings.explainPeer(raftFigures, 'etcd', missing('etcd'));

    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      const systems: Start[] = [
        (folder) => startEyrie(context.processes, folder),
        ...(etcd ? [(folder: string) => startEtcd(context.processes, etcd, folder)] : []),
      ];
      // In turns, so that a slow minute of the machine meets both.
      if (repeat % 2 === 0) systems.reverse();
      if (onCluster.some(context.wants)) {
        for (const start of systems) await measureCluster(context, findings, { start, repeat });
      }
      if (context.wants('writes-64-slow')) await measureSlow(context, findings, repeat);
      if (context.wants('failover-drop')) await measureDrops(context, findings, { etcd, repeat });
    }
    if (['idle-fsyncs', 'stable', 'sim-speed'].some(context.wants)) {
      await measureSimulated(context, findings);
    }
  },
};

const loads = [1, 64, 512];
const onCluster = [
  ...loads.map((clients) => `writes-${clients}`),
  ...['cpu-64', 'memory', 'reads-64', 'failover-kill', 'failover-stop'],
];

type Start = (folder: string) => Promise<Cluster>;

async function measureCluster(
  context: BenchContext,
  findings: Findings,
  { start, repeat }: { start: Start; repeat: number },
): Promise<void> {
  await withCluster(context, start, async (cluster) => {
    await warmUp(context, cluster);
    for (const clients of loads) {
      const id = `writes-${clients}`;
      const isCounted = clients === 64 && context.wants('cpu-64');
      // What a node holds is told after all of them.
      if (!context.wants(id) && !isCounted && !context.wants('memory')) continue;
      await measureWrites(context, findings, { cluster, clients, id, repeat });
    }
    measureMemory(findings, cluster);
    if (context.wants('reads-64')) {
      await measureReads(context, findings, { cluster, clients: 64, repeat });
    }
    for (const how of ['kill', 'stop'] as const) {
      if (!context.wants(`failover-${how}`)) continue;
      await measureFailovers(context, findings, { cluster, how, repeat });
    }
  });
}

async function measureSlow(
  context: BenchContext,
  findings: Findings,
  repeat: number,
): Promise<void> {
  const start = (folder: string) => startEyrie(context.processes, folder, { fsyncDelayMs: 5 });
  await withCluster(context, start, (cluster) =>
    measureWrites(context, findings, { cluster, clients: 64, id: 'writes-64-slow', repeat }),
  );
  findings.explain('writes-64-slow', 'A delayed file system for etcd cannot be had here.');
}

/** Each member in a network of its own, whose packets can be dropped; one cluster after the other. */
async function measureDrops(
  context: BenchContext,
  findings: Findings,
  { etcd, repeat }: { etcd: Peer | null; repeat: number },
): Promise<void> {
  const { processes } = context;
  let place: Place;
  try {
    place = namespaces(processes, [1, 2, 3]);
  } catch (error) {
    if (!(error instanceof NoNamespaces)) throw error;
    for (const key of ['failover-drop', 'failover-drop/worst'])
      findings.explain(key, error.message);
    return;
  }
  try {
    const systems: Start[] = [
      (folder) => startEyrie(processes, folder, { place }),
      ...(etcd ? [(folder: string) => startEtcd(processes, etcd, folder, place)] : []),
    ];
    for (const start of systems) {
      await withCluster(context, start, (cluster) =>
        measureFailovers(context, findings, { cluster, how: 'drop', repeat }),
      );
    }
  } finally {
    place.remove();
  }
}

async function withCluster(
  context: BenchContext,
  start: Start,
  use: (cluster: Cluster) => Promise<void>,
): Promise<void> {
  const folder = path.join(context.folder, `cluster-${performance.now().toFixed(0)}`);
  await mkdir(folder);
  const cluster = await start(folder);
  try {
    await use(cluster);
  } finally {
    await Promise.all(cluster.members.map((member) => context.processes.end(member.process)));
  }
}
