import type { Camera, Frame } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { tileState } from './tile-state.ts';

const now = Date.parse('2026-06-21T12:00:00.000Z');
const cameraOf = (ageSeconds: number, ...intervals: number[]) =>
  ({
    last_frame: { captured_at: new Date(now - ageSeconds * 1000).toISOString() } as Frame,
    schedules: intervals.map((intervalSeconds) => {
      return { type: 'interval', name: 'x', enabled: true, priority: 0, intervalSeconds };
    }),
  }) as Camera;

describe('a picture on a tile', () => {
  it('is live by the rhythm of its own camera', () => {
    expect(tileState(cameraOf(300, 600), now).kind).toBe('live');
    expect(tileState(cameraOf(300, 10), now).kind).toBe('stale');
    expect(tileState(cameraOf(300, 600, 10), now).kind).toBe('stale');
  });

  it('has a moment to come here, however fast the camera is', () => {
    expect(tileState(cameraOf(15, 1), now).kind).toBe('live');
  });

  it('is none before the first frame', () => {
    expect(tileState({ ...cameraOf(0), last_frame: null }, now)).toEqual({ kind: 'empty' });
  });
});
