import type { FigureSpec } from '../harness/figure.ts';

const peer = 'etcd';

const writes = (clients: number, goal: string, p99Goal: string | null): FigureSpec => ({
  id: `writes-${clients}`,
  title: `acknowledged 200-byte writes/s, ${clients === 1 ? '1 client' : `${clients} clients`}`,
  unit: '1/s',
  peer,
  goal,
  parts: {
    p50: { unit: 'ms', peer, goal: null },
    p99: { unit: 'ms', peer, goal: p99Goal },
  },
});

const failover = (how: string, title: string): FigureSpec => ({
  id: `failover-${how}`,
  title: `leader ${title}: to the first acknowledged write, median`,
  unit: 's',
  peer,
  goal: '≤ 0.6',
  trials: true,
  parts: { worst: { unit: 's', peer, goal: '≤ 2 s', trials: true } },
});

export const raftFigures: readonly FigureSpec[] = [
  writes(1, '≥ 1.2', null),
  writes(64, '≥ 2', '≤ 1'),
  writes(512, '≥ 2', '≤ 1'),
  {
    id: 'cpu-64',
    title: 'processor per 10,000 writes, 64 clients, whole cluster',
    unit: 's',
    peer,
    goal: '≤ 1',
  },
  {
    id: 'reads-64',
    title: 'linearizable reads/s, 64 clients',
    unit: '1/s',
    peer,
    goal: '≥ 1',
  },
  {
    id: 'writes-64-slow',
    title: 'writes/s with 5 ms injected into each fsync, 64 clients',
    unit: '1/s',
    peer,
    goal: '≥ 1.5',
  },
  failover('kill', 'killed (SIGKILL)'),
  failover('stop', 'stopped (SIGSTOP)'),
  failover('drop', 'cut off by dropped packets'),
  {
    id: 'stable',
    title: 'needless changes of leader in 24 simulated hours at 10 % loss, 200 ms jitter',
    unit: 'changes',
    peer: null,
    goal: '= 0',
  },
  {
    id: 'memory',
    title: 'resident memory per node after the writes',
    unit: 'MB',
    peer,
    goal: '≤ 1',
  },
  {
    id: 'idle-fsyncs',
    title: 'fsyncs of three nodes in an idle simulated hour',
    unit: 'fsyncs',
    peer: null,
    goal: '= 0',
  },
  {
    id: 'sim-speed',
    title: 'simulated seconds per second and core, 3 nodes, all checks on',
    unit: 's/s',
    peer: null,
    goal: '≥ 300',
  },
];
