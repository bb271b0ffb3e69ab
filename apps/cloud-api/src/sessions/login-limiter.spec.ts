import { beforeEach, describe, expect, it } from '@jest/globals';
import { LoginLimiter } from './login-limiter.ts';

describe('LoginLimiter', () => {
  let now: number;
  let limiter: LoginLimiter;
  beforeEach(() => {
    now = 1_000_000;
    limiter = new LoginLimiter({ freeFailures: 3, delayMs: 1_000, delayMsMax: 8_000 }, () => now);
  });

  const fail = (times: number): void => {
    for (let count = 0; count < times; count += 1) limiter.begin('a');
  };

  it('lets the free attempts through, then asks to wait', () => {
    fail(3);
    expect(limiter.begin('a')).toBe(1_000);
  });

  it('doubles the wait with each further failure, up to the most', () => {
    fail(3);
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 8_000]) {
      expect(limiter.begin('a')).toBe(waitMs);
      now += waitMs;
      expect(limiter.begin('a')).toBeNull();
    }
  });

  it('counts simultaneous attempts before any of them has failed', () => {
    const passed = Array.from({ length: 50 }, () => limiter.begin('a')).filter((wait) => !wait);
    expect(passed).toHaveLength(3);
  });

  it('keeps keys apart, and forgets one that succeeded', () => {
    fail(3);
    expect(limiter.begin('b')).toBeNull();
    limiter.succeeded('a');
    expect(limiter.begin('a')).toBeNull();
  });

  it('forgets a key that has been quiet for an hour', () => {
    fail(10);
    now += 3_600_001;
    expect(limiter.begin('a')).toBeNull();
  });
});
