import type { FigureSpec } from '../harness/figure.ts';

export const restoreFigures: readonly FigureSpec[] = [
  {
    id: 'rto-10gb',
    title: 'from the first step of a restore until the API is ready, of 10 GB at the rate measured',
    unit: 's',
    peer: null,
    goal: '≤ 1800',
  },
  {
    id: 'rpo',
    title: 'from a commit until the backup has it, while rows are written',
    unit: 's',
    peer: null,
    goal: '≤ 300',
  },
  {
    id: 'restore',
    title: 'the restore of the database that was made, until the API is ready',
    unit: 's',
    peer: 'tar',
    goal: null,
  },
  { id: 'database', title: 'its size', unit: 'MB', peer: null, goal: null },
  { id: 'rate', title: 'restored', unit: 'MB/s', peer: null, goal: null },
  { id: 'backup', title: 'its base backup', unit: 's', peer: null, goal: null },
];
