import { describe, expect, it } from '@jest/globals';
import { ConfirmedTail } from './confirmed-tail.ts';

const bounds = { keepMs: 30_000, recordsMax: 300, bytesMax: 30_000 };

describe('the tail of what is confirmed', () => {
  it('is kept for its time, and not much longer', () => {
    const tail = new ConfirmedTail(bounds);
    for (let second = 0; second <= 120; second += 1) {
      const kept = tail.keepFrom(second, second * 1_000);
      expect(kept).toBeLessThanOrEqual(Math.max(0, second - 30));
      expect(kept).toBeGreaterThanOrEqual(second - 32);
    }
  });

  it('ends though nothing more is confirmed', () => {
    const tail = new ConfirmedTail(bounds);
    expect(tail.keepFrom(50, 0)).toBe(0);
    expect(tail.keepFrom(50, 29_999)).toBe(0);
    expect(tail.keepFrom(50, 30_000)).toBe(50);
  });

  it('has an end by count and by bytes, however fast records are confirmed', () => {
    const many = new ConfirmedTail(bounds);
    for (let before = 0; before <= 5_000; before += 50) {
      expect(many.keepFrom(before, 0)).toBe(Math.max(0, before - 300));
    }
    const large = new ConfirmedTail(bounds);
    for (let before = 1; before <= 500; before += 1) {
      large.count(1_000);
      const kept = large.keepFrom(before, 0);
      expect(before - kept).toBeLessThanOrEqual(32);
      if (before > 40) expect(before - kept).toBeGreaterThanOrEqual(29);
    }
  });

  it('never frees what is not confirmed', () => {
    const tail = new ConfirmedTail(bounds);
    tail.keepFrom(10, 0);
    expect(tail.keepFrom(10, 1e9)).toBe(10);
    // Sent again since: it waits for its receipt anew.
    expect(tail.keepFrom(4, 1e9)).toBe(4);
  });
});
