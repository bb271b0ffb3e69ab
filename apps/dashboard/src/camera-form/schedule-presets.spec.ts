import { describe, expect, it } from '@jest/globals';
import { countSlots } from '@eyrie/schedule';
import { schedulesOfPreset, secondsOf } from './schedule-presets.ts';

const bern = { latitude: 46.95, longitude: 7.45, timeZone: 'Europe/Zurich' };
const noon = Date.parse('2026-06-21T10:00:00.000Z');
const day = 86_400_000;
const framesOf = (preset: 'always' | 'daylight' | 'sun') =>
  countSlots(schedulesOfPreset(preset, 60) ?? [], bern, noon, noon + day);

describe('the schedules to choose from', () => {
  it('capture when they say: always, while the sun is up, around its rise and set', () => {
    expect(framesOf('always')).toBe(1_440);
    // The longest day at Bern has fifteen hours and fifty minutes.
    expect(framesOf('daylight')).toBeGreaterThan(15 * 60 + 30);
    expect(framesOf('daylight')).toBeLessThan(16 * 60 + 10);
    expect(framesOf('sun')).toBe(120);
  });

  it('hold only where the interval is one', () => {
    expect([0, 1.5, NaN, 86_401].map((seconds) => schedulesOfPreset('always', seconds))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(secondsOf('2', 'minutes')).toBe(120);
    expect(secondsOf('0.5', 'minutes')).toBe(30);
    expect(secondsOf('', 'seconds')).toBeNaN();
  });
});
