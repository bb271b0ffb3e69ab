import { describe, expect, it } from '@jest/globals';
import { percentileOf } from './fsync-percentile.ts';

describe('a percentile of a histogram', () => {
  const histogram = {
    boundsMs: [1, 10, 100],
    counts: [50, 98, 100],
    count: 100,
    sumMs: 1,
    maxMs: 64,
  };

  it('is the bound of its bucket, and never more than the longest', () => {
    expect(percentileOf(histogram, 0.5)).toBe(1);
    expect(percentileOf(histogram, 0.98)).toBe(10);
    expect(percentileOf(histogram, 0.99)).toBe(64);
  });

  it('beyond the last bound is the longest, and of nothing is nothing', () => {
    expect(percentileOf({ ...histogram, counts: [0, 0, 0], maxMs: 900 }, 0.99)).toBe(900);
    expect(percentileOf({ ...histogram, count: 0 }, 0.99)).toBeNull();
  });
});
