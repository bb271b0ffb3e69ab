import { describe, expect, it } from '@jest/globals';
import { backoffMs } from './backoff.ts';

const limits = { minMs: 500, maxMs: 30_000 };

describe('backoffMs', () => {
  it('doubles up to the most, in the upper half of the range', () => {
    expect([1, 2, 3, 7, 8, 1000].map((attempt) => backoffMs(attempt, limits, 0))).toEqual([
      250, 500, 1000, 15_000, 15_000, 15_000,
    ]);
    expect(backoffMs(8, limits, 0.999_999)).toBe(30_000);
  });
});
