import { describe, expect, it } from '@jest/globals';
import { sayWhyNot, whyNotNow } from './why-not-now.ts';
import type { Schedule } from './schedule.ts';

const tromso = { latitude: 69.65, longitude: 18.96, timeZone: 'Europe/Oslo' };
const sunset: Schedule = {
  name: 'evening',
  type: 'solar_relative',
  anchor: 'sunset',
  offsetMinutes: -30,
  durationMinutes: 60,
  intervalSeconds: 60,
};
const spring = Date.UTC(2026, 2, 20, 8);
const winter = Date.UTC(2026, 11, 20, 11);

describe('why the camera does not capture now', () => {
  it('is nothing while a window is open', () => {
    const always: Schedule = { name: 'all', type: 'interval', intervalSeconds: 5 };
    expect(whyNotNow([sunset, always], tromso, winter)).toBeNull();
  });

  it('tells an empty list from one switched off', () => {
    expect(whyNotNow([], tromso, spring)).toEqual({ reason: 'no-schedule' });
    const off = { ...sunset, enabled: false };
    expect(whyNotNow([off], tromso, spring)).toEqual({ reason: 'all-disabled' });
  });

  it('names the next window in the time of the place', () => {
    const why = whyNotNow([sunset], tromso, spring)!;
    expect(why).toMatchObject({ reason: 'outside-window', next: { schedule: 'evening' } });
    expect(sayWhyNot(why, tromso)).toMatch(
      /^Outside every capture window; the next, "evening", opens at 2026-03-20 17:\d\d\.$/,
    );
  });

  it('speaks of the polar night, and when it ends', () => {
    const why = whyNotNow([sunset], tromso, winter)!;
    expect(why).toMatchObject({ reason: 'no-sun-event', polar: 'night', anchor: 'sunset' });
    expect(sayWhyNot(why, tromso)).toMatch(
      /^There is no sunset today, the sun stays down \(polar night\); .* 2027-01-1\d /,
    );
  });

  it('does not blame the sun when another schedule only waits for the clock', () => {
    const morning: Schedule = {
      name: 'morning',
      type: 'time_of_day',
      startTime: '06:00',
      endTime: '07:00',
      intervalSeconds: 60,
    };
    expect(whyNotNow([sunset, morning], tromso, winter)).toMatchObject({
      reason: 'outside-window',
      next: { schedule: 'morning' },
    });
  });

  it('says never when no window can open', () => {
    const nought: Schedule = { ...sunset, durationMinutes: 0 };
    expect(whyNotNow([nought], tromso, spring)).toEqual({ reason: 'never' });
  });
});
