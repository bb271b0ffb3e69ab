import { describe, expect, it } from '@jest/globals';
import { SteadyTime } from './steady-time.ts';

const hourMs = 3_600_000;
const yearMs = 365 * 24 * hourMs;

describe('the time by which ages are judged', () => {
  it('follows a clock that is kept', () => {
    const time = new SteadyTime();
    expect(time.now(1_000, 0)).toBe(1_000);
    expect(time.now(1_000 + hourMs + 500, hourMs)).toBe(1_000 + hourMs + 500);
  });

  it.each([10 * yearMs, -20 * yearMs])(
    'does not leap by %d ms before it has held for hours',
    (leap) => {
      const time = new SteadyTime();
      time.now(0, 0);
      expect(time.now(leap + hourMs, hourMs)).toBe(hourMs);
      expect(time.now(leap + 6 * hourMs, 6 * hourMs)).toBe(6 * hourMs);
      expect(time.now(leap + 7 * hourMs, 7 * hourMs)).toBe(leap + 7 * hourMs);
    },
  );

  it('has forgotten a leap that was taken back', () => {
    const time = new SteadyTime();
    time.now(0, 0);
    time.now(yearMs, hourMs);
    expect(time.now(5 * hourMs, 5 * hourMs)).toBe(5 * hourMs);
    expect(time.now(yearMs, 8 * hourMs)).toBe(8 * hourMs);
  });
});
