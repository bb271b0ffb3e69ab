import type { FigureSpec } from '../harness/figure.ts';

const peer = 'Postgres';

export const ingestFigures: readonly FigureSpec[] = [
  { id: 'rows', title: 'rows/s through the API', unit: '1/s', peer, goal: '≥ 0.6' },
  { id: 'cpu', title: 'processor per 100k rows, API and Postgres', unit: 's', peer, goal: '≤ 2' },
  {
    id: 'read-p95',
    title: 'p95 of the list while ingesting at half of the maximum, against the same when idle',
    unit: 'ms',
    peer: 'idle',
    goal: '≤ 100 ms, ≤ 2',
  },
  {
    id: 'history-10x',
    title: 'rows/s with ten times the history, against without',
    unit: '1/s',
    peer: 'without',
    goal: '≥ 0.9',
  },
];
