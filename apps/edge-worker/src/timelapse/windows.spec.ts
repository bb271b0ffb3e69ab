import { describe, expect, it } from '@jest/globals';
import type { WindowFrames } from '../media/ledger-state.ts';
import { nextRipe, windowOfSlot } from './windows.ts';

const timelapse = { windowSeconds: 60, fps: 24, crf: 23 };

describe('timelapse windows', () => {
  it('follow one another on the wall clock, the end belonging to the next', () => {
    expect(windowOfSlot({ timelapse }, 59_999)).toEqual({ from: 0, to: 60_000, fps: 24, crf: 23 });
    expect(windowOfSlot({ timelapse }, 60_000)).toMatchObject({ from: 60_000, to: 120_000 });
    expect(windowOfSlot({ timelapse: null }, 0)).toBeNull();
  });

  it('are ripe when they have ended and a little longer, the oldest first, each once', () => {
    const window = (from: number, state?: 'open' | 'done', notBefore = 0): WindowFrames =>
      ({
        from,
        to: from + 60_000,
        progress: state ? { state, notBefore } : null,
      }) as unknown as WindowFrames;
    const [done, waiting, first, second] = [
      window(0, 'done'),
      window(60_000, 'open', 1e9),
      window(120_000),
      window(180_000),
    ];
    const all = [second, done, first, waiting];
    expect(nextRipe(all, 182_999, 3_000)).toBeNull();
    expect(nextRipe(all, 183_000, 3_000)).toBe(first);
    expect(nextRipe(all, 1e9, 3_000)).toBe(waiting);
  });
});
