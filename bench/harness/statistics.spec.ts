import { describe, expect, it } from '@jest/globals';
import { median, percentile, readable, spread } from './statistics.ts';

describe('statistics', () => {
  it('takes the middle value, whatever the order', () => {
    expect(median([9, 1, 100])).toBe(9);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
    expect(() => median([])).toThrow(RangeError);
  });

  it('sorts as numbers, not as text', () => {
    expect(median([10, 9, 100])).toBe(10);
    expect(spread([10, 9, 100])).toEqual([9, 100]);
  });

  it('finds percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile([5], 1)).toBe(5);
    expect(() => percentile([], 50)).toThrow(RangeError);
    expect(() => percentile([1], 101)).toThrow(RangeError);
  });

  it('writes numbers so that a person can read them', () => {
    expect([12345.6, 123.4, 12.34, 1.234, 0.01234, 0].map(readable)).toEqual([
      '12,346',
      '123',
      '12.3',
      '1.23',
      '0.0123',
      '0',
    ]);
  });
});
