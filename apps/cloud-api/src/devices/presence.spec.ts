import { describe, expect, it } from '@jest/globals';
import { heartbeatSecondsDefault, presenceOf } from './presence.ts';

const now = new Date('2026-06-01T12:00:00.000Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);

describe('presenceOf', () => {
  it.each([
    [25, null, 'online'],
    [26, null, 'late'],
    [89, true, 'late'],
    [90, true, 'offline'],
    [5, false, 'online'],
    [30, false, 'offline'],
  ])('is, %d s after the last word and connected = %p, %s', (seconds, connected, presence) => {
    const view = presenceOf({ lastSeenAt: ago(seconds), connected }, now, 10);
    expect(view.presence).toBe(presence);
    expect(view.reason === null).toBe(presence === 'online');
  });

  it.each([
    [75, null, 'online'],
    [76, null, 'late'],
    [119, true, 'late'],
    [120, true, 'offline'],
    [74, false, 'online'],
    [76, false, 'offline'],
  ])(
    'goes by the default of thirty seconds: %d s and connected = %p is %s',
    (seconds, connected, presence) => {
      const heard = { lastSeenAt: ago(seconds), connected };
      expect(presenceOf(heard, now, heartbeatSecondsDefault).presence).toBe(presence);
    },
  );

  it('is new until the first word', () => {
    expect(presenceOf({ lastSeenAt: null, connected: false }, now, 10).presence).toBe('new');
  });
});
