import type { FigureSpec } from '../harness/figure.ts';

const peer = 'aedes';

export const mqttFigures: readonly FigureSpec[] = [
  {
    id: 'qos1',
    title: 'QoS 1 messages/s of 20 devices, identity and permissions on, against bare aedes',
    unit: '1/s',
    peer,
    goal: '≥ 0.95',
    parts: { 'to mosquitto': { unit: '1/s', peer: 'mosquitto', goal: null } },
  },
  {
    id: 'qos1-tls',
    title: 'the same with 200 connections, against mosquitto with mutual TLS',
    unit: '1/s',
    peer: 'mosquitto',
    goal: '≥ 0.5',
  },
  {
    id: 'p99-2000',
    title: 'publish to PUBACK at 2,000 messages/s, p99',
    unit: 'ms',
    peer,
    goal: '≤ 1.2',
    parts: { p50: { unit: 'ms', peer, goal: null } },
  },
  {
    id: 'idle-tls',
    title: 'resident memory of the broker per idle TLS connection',
    unit: 'KB',
    peer,
    goal: '≤ 1.3',
    parts: { 'to mosquitto': { unit: 'KB', peer: 'mosquitto', goal: null } },
  },
  {
    id: 'lost',
    title: 'records lost end to end over 20 kills of the broker',
    unit: 'records',
    peer: null,
    goal: '= 0',
  },
];
