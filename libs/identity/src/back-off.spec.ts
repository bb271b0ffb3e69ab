import { describe, expect, it } from '@jest/globals';
import { BackOff, retryAfterMs } from './back-off.ts';

describe('BackOff', () => {
  it('doubles up to the most, and begins anew after a success', () => {
    const backOff = new BackOff({ firstMs: 100, mostMs: 500, random: () => 1 });
    expect([1, 2, 3, 4, 5].map(() => backOff.next())).toEqual([100, 200, 400, 500, 500]);
    backOff.reset();
    expect(backOff.next()).toBe(100);
  });

  it('draws from the upper half, so that pauses differ but are never short', () => {
    const low = new BackOff({ firstMs: 100, random: () => 0 });
    expect([low.next(), low.next()]).toEqual([50, 100]);
  });

  it('waits for as long as the other side asks', () => {
    expect(new BackOff({ mostMs: 5_000, random: () => 0 }).next(60_000)).toBe(60_000);
  });

  it('spreads those who were all asked to come at the same moment', () => {
    const pauses = [0, 0.25, 0.5, 1].map((chance) =>
      new BackOff({ mostMs: 5_000, random: () => chance }).next(60_000),
    );
    expect(pauses).toEqual([60_000, 63_750, 67_500, 75_000]);
  });
});

describe('retryAfterMs', () => {
  const now = Date.parse('2026-11-21T10:00:00Z');

  it.each([
    ['7', 7_000],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 09:00:00 GMT', 0],
    ['99999999', 3_600_000],
    ['soon', null],
    [null, null],
  ])('reads %s as %s ms', (header, ms) => {
    expect(retryAfterMs(header, now)).toBe(ms);
  });
});
