import type { FigureSpec } from '../harness/figure.ts';

export const apiFigures: readonly FigureSpec[] = [
  {
    id: 'list',
    title: 'requests/s, 64 connections',
    unit: '1/s',
    peer: 'Fastify + pg',
    goal: '≥ 0.5',
  },
  { id: 'list-p95', title: 'p95 at half load', unit: 'ms', peer: null, goal: '≤ 50 ms' },
  {
    id: 'login',
    title: 'the p95 of the list with 10 log-ins/s, against without',
    unit: 'ms',
    peer: 'without',
    goal: '≤ 1.5',
    parts: { itself: { unit: 'ms', peer: null, goal: '≤ 1500 ms' } },
  },
  {
    id: 'neighbour-p99',
    title:
      'p99 of the list of one organisation while another floods at 50 times its limits, against while it is silent',
    unit: 'ms',
    peer: 'silent',
    goal: '≤ 1.5',
    parts: {
      p50: { unit: 'ms', peer: 'silent', goal: null },
      'the machine left out': { unit: 'ms', peer: 'bare refusal', goal: null },
    },
  },
  {
    id: 'start',
    title: 'cloud-api start to ready, database migrated',
    unit: 's',
    peer: null,
    goal: '≤ 3 s',
  },
];
