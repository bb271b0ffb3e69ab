import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { nextSlot, slotsBetween, windowAt } from './slots.ts';
import { sunDay } from './solar-day.ts';
import { localDayOf } from './sun.ts';
import type { Place } from './place.ts';
import type { Schedule, SolarRelativeSchedule, TimeOfDaySchedule } from './schedule.ts';

const newYork: Place = { latitude: 40.71, longitude: -74, timeZone: 'America/New_York' };
const tromso: Place = { latitude: 69.65, longitude: 18.96, timeZone: 'Europe/Oslo' };
const kiritimati: Place = { latitude: 1.87, longitude: -157.4, timeZone: 'Pacific/Kiritimati' };
const DAY = 86_400_000;
const MINUTE = 60_000;

function solar(change: Partial<SolarRelativeSchedule> = {}): SolarRelativeSchedule {
  return {
    name: 'sunrise',
    type: 'solar_relative',
    anchor: 'sunrise',
    offsetMinutes: -30,
    durationMinutes: 60,
    intervalSeconds: 300,
    ...change,
  };
}

function clock(startTime: string, endTime: string, intervalSeconds = 600): TimeOfDaySchedule {
  return { name: 'clock', type: 'time_of_day', startTime, endTime, intervalSeconds };
}

const at = (place: Place, text: string): number =>
  DateTime.fromISO(text, { zone: place.timeZone }).toMillis();

/** The clock at the place at each slot, HH:mm. */
const wallTimes = (place: Place, slots: readonly { at: number }[]): string[] =>
  slots.map((slot) => DateTime.fromMillis(slot.at, { zone: place.timeZone }).toFormat('HH:mm'));

describe('interval slots', () => {
  it('are the multiples of the interval, whenever one asks', () => {
    const schedules: Schedule[] = [{ name: 'all', type: 'interval', intervalSeconds: 7 }];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (after) => {
        const slot = nextSlot(schedules, newYork, after);
        expect(slot!.at % 7000).toBe(0);
        expect(slot!.at - after).toBeGreaterThan(0);
        expect(slot!.at - after).toBeLessThanOrEqual(7000);
      }),
    );
  });

  it('do not shift when frames take long: the slot after any instant is the same', () => {
    const schedules: Schedule[] = [{ name: 'all', type: 'interval', intervalSeconds: 5 }];
    let late = Date.UTC(2026, 2, 1);
    const seen: number[] = [];
    for (let frame = 0; frame < 1000; frame += 1) {
      const slot = nextSlot(schedules, newYork, late)!;
      seen.push(slot.at);
      late = slot.at + 3 + ((frame * 911) % 4900);
    }
    expect(seen[999]! - seen[0]!).toBe(999 * 5000);
  });
});

describe('a year of solar slots', () => {
  it.each([
    ['New York', newYork],
    ['Kiritimati', kiritimati],
    ['Tromsø', tromso],
  ])('has every slot of every window once, and no other, in %s', (_, place) => {
    const from = at(place, '2026-01-01T00:00');
    const to = at(place, '2027-01-01T00:00');
    const expected: number[] = [];
    for (let day = -2; day < 368; day += 1) {
      const { events } = sunDay(place, localDayOf(place, from + day * DAY + DAY / 2));
      const sunrise = events.get('sunrise') ?? null;
      if (sunrise === null) continue;
      for (let ms = sunrise - 31 * MINUTE; ms < sunrise + 31 * MINUTE; ms += 1) {
        if (ms % 300_000 !== 0) {
          ms += 300_000 - (ms % 300_000) - 1;
          continue;
        }
        const inside = ms >= sunrise - 30 * MINUTE && ms < sunrise + 30 * MINUTE;
        if (inside && ms >= from && ms < to) expected.push(ms);
      }
    }
    const slots = slotsBetween([solar()], place, from, to, 1e6).map((slot) => slot.at);
    expect(slots).toEqual([...new Set(expected)].sort((a, b) => a - b));
    expect(slots.length).toBeGreaterThan(2500);
  });

  it('pauses in Tromsø for the polar night and the polar day', () => {
    const last = slotsBetween(
      [solar()],
      tromso,
      at(tromso, '2026-11-01'),
      at(tromso, '2027-02-01'),
      1e6,
    );
    const gaps = last.map((slot, i) => (i === 0 ? 0 : slot.at - last[i - 1]!.at));
    const night = Math.max(...gaps) / DAY;
    expect(night).toBeGreaterThan(40);
    expect(night).toBeLessThan(60);
    const next = nextSlot([solar()], tromso, at(tromso, '2026-06-01'));
    expect(localDayOf(tromso, next!.at).month).toBe(7);
  });

  it('gives the same slots however the question is cut', () => {
    const schedules = [
      solar(),
      clock('22:00', '04:00'),
      solar({ name: 'dusk', anchor: 'civil_dusk', priority: 2 }),
    ];
    const start = Date.UTC(2026, 0, 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 360 * 1440 }),
        fc.integer({ min: 1, max: 2880 }),
        fc.integer({ min: 0, max: 2880 }),
        (minute, length, cut) => {
          const from = start + minute * MINUTE;
          const to = from + length * MINUTE;
          const middle = Math.min(to, from + cut * MINUTE);
          const whole = slotsBetween(schedules, newYork, from, to, 1e6);
          const parts = [
            ...slotsBetween(schedules, newYork, from, middle, 1e6),
            ...slotsBetween(schedules, newYork, middle, to, 1e6),
          ];
          expect(parts).toEqual(whole);
          const steps = [];
          for (let s = nextSlot(schedules, newYork, from - 1); s && s.at < to;) {
            steps.push(s);
            s = nextSlot(schedules, newYork, s.at);
          }
          expect(steps).toEqual(whole);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is null when the window has no length', () => {
    expect(nextSlot([solar({ durationMinutes: 0 })], newYork, 0)).toBeNull();
  });
});

describe('time of day', () => {
  it('runs across midnight', () => {
    const from = at(newYork, '2026-05-10T12:00');
    const slots = slotsBetween([clock('22:00', '04:00', 7200)], newYork, from, from + DAY, 100);
    expect(wallTimes(newYork, slots)).toEqual(['22:00', '00:00', '02:00']);
    expect(
      windowAt([clock('22:00', '04:00')], newYork, at(newYork, '2026-05-11T03:59')),
    ).not.toBeNull();
    expect(
      windowAt([clock('22:00', '04:00')], newYork, at(newYork, '2026-05-11T04:00')),
    ).toBeNull();
  });

  it('keeps to the wall clock through both changes of New York, all year', () => {
    const from = at(newYork, '2026-01-01');
    const slots = slotsBetween(
      [clock('06:30', '06:50')],
      newYork,
      from,
      at(newYork, '2027-01-01'),
      1e5,
    );
    expect(slots).toHaveLength(365 * 2);
    expect(new Set(wallTimes(newYork, slots))).toEqual(new Set(['06:30', '06:40']));
  });

  it('begins at the leap when spring skips its start', () => {
    const day = at(newYork, '2026-03-08T00:00');
    const slots = slotsBetween([clock('02:30', '03:20')], newYork, day, day + DAY / 2, 100);
    expect(wallTimes(newYork, slots)).toEqual(['03:00', '03:10']);
  });

  it('captures both showings of the hour that autumn repeats, each instant once', () => {
    const day = at(newYork, '2026-11-01T00:00');
    const slots = slotsBetween([clock('01:00', '02:00', 1800)], newYork, day, day + DAY / 2, 100);
    expect(wallTimes(newYork, slots)).toEqual(['01:00', '01:30', '01:00', '01:30']);
    expect(new Set(slots.map((slot) => slot.at)).size).toBe(4);
  });

  it('starts at the first and ends at the second showing of a repeated time', () => {
    const day = at(newYork, '2026-11-01T00:00');
    const until = slotsBetween([clock('00:30', '01:30', 1800)], newYork, day, day + DAY / 2, 100);
    expect(wallTimes(newYork, until)).toEqual(['00:30', '01:00', '01:30', '01:00']);
    const from = slotsBetween([clock('01:30', '02:30', 1800)], newYork, day, day + DAY / 2, 100);
    expect(wallTimes(newYork, from)).toEqual(['01:30', '01:00', '01:30', '02:00']);
  });

  it('has 23 and 25 hours of slots on the days of change when it is open always', () => {
    const count = (day: string, next: string) =>
      slotsBetween(
        [clock('00:00', '00:00', 3600)],
        newYork,
        at(newYork, day),
        at(newYork, next),
        99,
      ).length;
    expect(count('2026-03-08', '2026-03-09')).toBe(23);
    expect(count('2026-11-01', '2026-11-02')).toBe(25);
    expect(count('2026-11-02', '2026-11-03')).toBe(24);
  });

  it('refuses what is no time and no zone', () => {
    expect(() => nextSlot([clock('soon', '04:00')], newYork, 0)).toThrow(RangeError);
    const nowhere = { ...newYork, timeZone: 'Mars/Olympus' };
    expect(() => nextSlot([clock('01:00', '04:00')], nowhere, 0)).toThrow(RangeError);
  });
});

describe('overlapping schedules', () => {
  const slow: Schedule = { name: 'slow', type: 'interval', intervalSeconds: 60 };
  const fast: Schedule = { name: 'fast', type: 'interval', intervalSeconds: 20, priority: 5 };

  it('take one frame per instant, for the higher priority, and lose none', () => {
    const slots = slotsBetween([slow, fast], newYork, 0, 120_000, 100);
    expect(slots.map((slot) => slot.at)).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000]);
    expect(new Set(slots.map((slot) => slot.schedule))).toEqual(new Set(['fast']));
    const equal = slotsBetween([slow, { ...fast, priority: 0 }], newYork, 0, 60_000, 100);
    expect(equal.map((slot) => [slot.schedule, slot.scheduleIndex])).toEqual([
      ['slow', 0],
      ['fast', 1],
      ['fast', 1],
    ]);
  });

  it('pass over what is switched off', () => {
    const slots = slotsBetween([slow, { ...fast, enabled: false }], newYork, 0, 120_000, 100);
    expect(slots.map((slot) => slot.schedule)).toEqual(['slow', 'slow']);
    expect(slotsBetween([slow], newYork, 0, 1e9, 3)).toHaveLength(3);
  });
});
