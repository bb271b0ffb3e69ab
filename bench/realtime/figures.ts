import type { FigureSpec } from '../harness/figure.ts';

const peer = 'bare Node';

export const realtimeFigures: readonly FigureSpec[] = [
  {
    id: 'sse-10k',
    title: '10,000 subscribers, 2 events/s to all: p99, memory and processor',
    unit: 'ms',
    peer,
    goal: '≤ 200 ms',
    parts: {
      'memory per connection': { unit: 'KB', peer, goal: '≤ 40 KB' },
      'processor per delivery': { unit: 'µs', peer, goal: '≤ 1.5' },
    },
  },
  { id: 'sse-2k', title: '2,000 subscribers, 10 events/s: p99', unit: 'ms', peer, goal: '≤ 2' },
  {
    id: 'resume',
    title: '1,000 clients after the death of a replica: time, lost, doubled',
    unit: 's',
    peer: null,
    goal: '≤ 5 s',
    parts: {
      lost: { unit: 'events', peer: null, goal: '= 0' },
      doubled: { unit: 'events', peer: null, goal: '= 0' },
    },
  },
  {
    id: 'idle-latency',
    title: 'commit in Postgres to bytes at the subscriber, p99',
    unit: 'ms',
    peer: null,
    goal: '≤ 50 ms',
  },
];
