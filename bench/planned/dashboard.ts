import { planned } from './planned.ts';

const peer = null;

export const dashboardBench = planned({
  name: 'dashboard',
  sentence: 'The dashboard in a real Chromium (software rendering), against fixed bars.',
  figures: [
    { id: 'lcp', title: 'largest contentful paint, desktop', unit: 's', peer, goal: '≤ 1.2 s' },
    { id: 'tbt', title: 'total blocking time, desktop', unit: 'ms', peer, goal: '≤ 50 ms' },
    { id: 'cls', title: 'cumulative layout shift', unit: '1', peer, goal: '≤ 0.02' },
    { id: 'js-kb', title: 'script to first useful screen', unit: 'KB', peer, goal: '≤ 180 KB' },
    { id: 'list-10k', title: 'first screen of 10,000 devices', unit: 's', peer, goal: '≤ 1.5 s' },
    { id: 'scroll-p95', title: 'p95 frame while scrolling', unit: 'ms', peer, goal: '≤ 16.7 ms' },
    { id: 'chart-100k', title: 'chart of 100,000 points', unit: 'ms', peer, goal: '≤ 100 ms' },
    {
      id: 'timeline-2m',
      title: 'scrub to thumbnail among 2,000,000 frames, p95',
      unit: 'ms',
      peer,
      goal: '≤ 250 ms',
    },
    { id: 'offline-start', title: 'list visible offline', unit: 's', peer, goal: '≤ 1 s' },
    { id: 'axe', title: 'WCAG 2.2 A/AA violations', unit: 'findings', peer, goal: '= 0' },
  ],
});
