import { beforeEach, describe, expect, it } from '@jest/globals';
import { LocalLimits } from './local-limits.ts';

const delays = { free: 3, delayMs: 1_000, delayMsMax: 8_000, forgottenMs: 3_600_000 };

describe('LocalLimits', () => {
  let now: number;
  let limits: LocalLimits;
  beforeEach(() => {
    now = 1_000_000;
    limits = new LocalLimits(() => now);
  });

  const attempt = (key = 'a') => limits.attempt(key, delays);
  const fail = async (times: number): Promise<void> => {
    for (let count = 0; count < times; count += 1) await attempt();
  };

  it('lets the free attempts through, then asks to wait', async () => {
    await fail(3);
    expect(await attempt()).toBe(1_000);
  });

  it('doubles the wait with each further attempt, up to the most', async () => {
    await fail(3);
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      expect(await attempt()).toBe(waitMs);
      now += waitMs;
      expect(await attempt()).toBeNull();
    }
  });

  it('counts simultaneous attempts before any of them has failed', async () => {
    const waits = await Promise.all(Array.from({ length: 50 }, () => attempt()));
    expect(waits.filter((wait) => wait === null)).toHaveLength(3);
  });

  it('keeps keys apart, takes one attempt back, and forgets all', async () => {
    await fail(3);
    expect(await attempt('b')).toBeNull();
    await limits.undo('a');
    expect(await attempt()).toBeNull();
    expect(await attempt()).toBe(1_000);
    await limits.forget('a');
    await fail(3);
    expect(await attempt()).toBe(1_000);
  });

  it('forgets a key that has been quiet for an hour', async () => {
    await fail(10);
    now += 3_600_001;
    expect(await attempt()).toBeNull();
  });

  it('adds up what is taken in a window, and begins the next with nothing', async () => {
    expect(await limits.take('a', 5, 10_000)).toEqual({ used: 5, resetMs: 10_000 });
    now += 4_000;
    expect(await limits.take('a', 2, 10_000)).toEqual({ used: 7, resetMs: 6_000 });
    now += 6_000;
    expect(await limits.take('a', 1, 10_000)).toEqual({ used: 1, resetMs: 10_000 });
  });
});
