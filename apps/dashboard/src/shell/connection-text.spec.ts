import { describe, expect, it } from '@jest/globals';
import type { StreamState } from '@eyrie/realtime';
import { connectionText } from './connection-text.ts';

const live: StreamState = {
  state: 'live',
  since: Date.UTC(2026, 4, 1, 10, 0),
  transport: 'sse',
  latencyMs: 12.4,
  failures: 0,
  reason: null,
  status: null,
};

describe('connectionText', () => {
  it('names the way that is taken, and never calls silence live', () => {
    expect(connectionText(null)).toBe('Connecting…');
    expect(connectionText(live)).toBe('Live · 12 ms');
    expect(connectionText({ ...live, transport: 'websocket' })).toBe('WebSocket · 12 ms');
    expect(connectionText({ ...live, transport: 'long-poll', latencyMs: null })).toBe('Polling');
    expect(connectionText({ ...live, state: 'quiet' })).toMatch(/^No news since /);
    expect(connectionText({ ...live, state: 'offline' })).toMatch(/^Offline since /);
  });
});
