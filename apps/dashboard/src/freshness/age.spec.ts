import { describe, expect, it } from '@jest/globals';
import { formatAge, freshnessOf, usualInterval } from './age.ts';

describe('ages', () => {
  it('are told in the unit that fits', () => {
    expect([0, 12_000, 99_000, 240_000, 3 * 3_600_000, 72 * 3_600_000].map(formatAge)).toEqual([
      'now',
      '12 s',
      '99 s',
      '4 min',
      '3 h',
      '3 d',
    ]);
  });

  it('count as stale by the rhythm that is expected, not by a fixed time', () => {
    expect(freshnessOf(9_000, 5_000)).toBe('fresh');
    expect(freshnessOf(20_000, 5_000)).toBe('ageing');
    expect(freshnessOf(31_000, 5_000)).toBe('stale');
    expect(freshnessOf(31_000, 60_000)).toBe('fresh');
  });

  it('give the usual interval as the median, so that one gap does not spoil it', () => {
    const newestFirst = ['00:01:25', '00:01:20', '00:01:15', '00:00:05', '00:00:00'];
    expect(usualInterval(newestFirst.map((time) => `2026-06-21T${time}.000Z`))).toBe(5000);
    expect(usualInterval(['2026-06-21T00:00:00.000Z'])).toBeNull();
  });
});
