import type { FigureSpec } from '../harness/figure.ts';

const peer = null;

export const fleetFigures: readonly FigureSpec[] = [
  {
    id: 'sustained',
    title: '10 minutes: records committed ÷ due; nothing waiting at the end',
    unit: '1',
    peer,
    goal: '= 1',
    parts: { backlog: { unit: 'records', peer, goal: '= 0' } },
  },
  { id: 'read-p95', title: 'p95 of the list meanwhile', unit: 'ms', peer, goal: '≤ 100 ms' },
  {
    id: 'memory',
    title: 'cloud-api and Postgres together, at most',
    unit: 'GB',
    peer,
    goal: '≤ 6 GB',
  },
  {
    id: 'herd',
    title: 'all sites return after 10 minutes away: time to no backlog',
    unit: 's',
    peer: 'rate limit',
    goal: '≤ 1.2',
  },
  {
    id: 'config-p99',
    title: 'a configuration change to 1,000 connected sites, to the coordinator',
    unit: 's',
    peer,
    goal: '≤ 5 s',
  },
  {
    id: 'growth',
    title: 'processor of cloud-api and Postgres per device and minute, the whole against a tenth',
    unit: 's',
    peer: 'a tenth',
    goal: '≥ 0.8, ≤ 1.2',
    parts: {
      'at four tenths': { unit: 's', peer: 'a tenth', goal: '≥ 0.8, ≤ 1.2' },
    },
  },
];
