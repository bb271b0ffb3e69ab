import { planned } from './planned.ts';

const peer = null;

export const workerBench = planned({
  name: 'worker',
  sentence: 'Capture, against a bare script that makes the same outputs with sharp.',
  figures: [
    {
      id: 'jitter',
      title: 'slot to start of exposure, 1 frame/s for 10 minutes while rendering, p99',
      unit: 'ms',
      peer,
      goal: '≤ 50 ms',
    },
    { id: 'cpu', title: 'processor per frame', unit: 'ms', peer: 'sharp script', goal: '≤ 1.3' },
    { id: 'memory-rest', title: 'worker at rest', unit: 'MB', peer, goal: '≤ 110 MB' },
    { id: 'memory-12mp', title: 'capturing 12 megapixels', unit: 'MB', peer, goal: '≤ 220 MB' },
    {
      id: 'memory-coordinator',
      title: 'coordinator with 20 workers',
      unit: 'MB',
      peer,
      goal: '≤ 140 MB',
    },
    {
      id: 'start',
      title: 'start to first frame; coordinator start to joined',
      unit: 's',
      peer,
      goal: '≤ 2 s',
      parts: { coordinator: { unit: 's', peer, goal: '≤ 3 s' } },
    },
  ],
});
