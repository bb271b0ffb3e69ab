import type { FigureSpec } from '../harness/figure.ts';

const peer = null;

export const workerFigures: readonly FigureSpec[] = [
  {
    id: 'jitter',
    title: 'slot to start of exposure, 1 frame/s for 10 minutes while rendering, p99',
    unit: 'ms',
    peer,
    goal: '≤ 50 ms',
    parts: { p50: { unit: 'ms', peer, goal: null }, worst: { unit: 'ms', peer, goal: null } },
  },
  {
    id: 'cpu',
    title: 'processor per frame of 1080p, 1 frame/s, records and pictures sent to the site',
    unit: 'ms',
    peer: 'sharp script',
    goal: '≤ 1.3',
    parts: {
      'without the site': { unit: 'ms', peer: 'sharp script', goal: null },
      'script that sends nothing': { unit: 'ms', peer: 'sharp script', goal: null },
      'script that only measures': { unit: 'ms', peer: 'sharp script', goal: null },
      '4 × the pixels': { unit: 'ms', peer: 'sharp script', goal: null },
    },
  },
  {
    id: 'memory-rest',
    title: 'resident memory of a worker at rest',
    unit: 'MB',
    peer,
    goal: '≤ 110 MB',
    parts: {
      proportional: { unit: 'MB', peer, goal: null },
      'after frames': { unit: 'MB', peer, goal: null },
    },
  },
  {
    id: 'memory-12mp',
    title: 'the peak of one that captures 12 megapixels every two seconds',
    unit: 'MB',
    peer,
    goal: '≤ 220 MB',
    parts: { proportional: { unit: 'MB', peer, goal: null } },
  },
  {
    id: 'memory-coordinator',
    title: 'the peak of a leading coordinator with 20 workers',
    unit: 'MB',
    peer,
    goal: '≤ 140 MB',
    parts: {
      proportional: { unit: 'MB', peer, goal: null },
      '5 workers': { unit: 'MB', peer, goal: null },
    },
  },
  {
    id: 'start',
    title: 'start to first frame on the disk; coordinator start to joined',
    unit: 's',
    peer,
    goal: '≤ 2 s',
    parts: { coordinator: { unit: 's', peer, goal: '≤ 3 s' } },
  },
];
