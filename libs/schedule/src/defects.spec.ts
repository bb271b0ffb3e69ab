import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import type { Place } from './place.ts';
import type { Schedule } from './schedule.ts';
import { countSlots, nextSlot, nextSlots, slotsBetween, whyNotComputable } from './slots.ts';
import { whyNotNow } from './why-not-now.ts';

/** What users of other timelapse software reported about its schedules; here it must not be so. */
const denver: Place = { latitude: 39.6333, longitude: -105.3167, timeZone: 'America/Denver' };
const tromso: Place = { latitude: 69.65, longitude: 18.96, timeZone: 'Europe/Oslo' };
const at = (text: string, place = denver) =>
  DateTime.fromISO(text, { zone: place.timeZone }).toMillis();
const wall = (ms: number, place = denver) =>
  DateTime.fromMillis(ms, { zone: place.timeZone }).toFormat('HH:mm');
const window = (startTime: string, endTime: string, more: object = {}): Schedule => ({
  name: `${startTime} to ${endTime}`,
  type: 'time_of_day',
  startTime,
  endTime,
  intervalSeconds: 60,
  ...more,
});
const open = (schedule: Schedule, text: string, place = denver) =>
  whyNotNow([schedule], place, at(text, place)) === null;

describe('schedule defects of other software', () => {
  it('a window across midnight fires, on both sides of it', () => {
    const night = window('22:00', '04:00');
    expect(open(night, '2026-05-10T23:30')).toBe(true);
    expect(open(night, '2026-05-11T03:30')).toBe(true);
    expect(open(night, '2026-05-11T12:00')).toBe(false);
  });

  it('an all-day schedule ends each day, whatever it is called', () => {
    const allDay = { ...window('06:30', '21:30'), name: 'all_day' };
    const end = at('2026-05-10T21:30');
    expect(nextSlot([allDay], denver, end - 1)!.at).toBe(at('2026-05-11T06:30'));
    expect(nextSlot([allDay], denver, end - 60_001)!.at).toBe(end - 60_000);
  });

  it('work that takes longer than the interval moves no later slot', () => {
    const schedule: Schedule = { name: 'fast', type: 'interval', intervalSeconds: 5 };
    let done = at('2026-05-10T12:00');
    for (let frame = 0; frame < 500; frame += 1) {
      const slot = nextSlot([schedule], denver, done)!;
      expect(slot.at % 5_000).toBe(0);
      done = slot.at + 2_300 + ((frame * 37) % 4_000);
    }
  });

  it('several profiles at short intervals share an instant instead of queueing for it', () => {
    const schedules = ['a', 'b', 'c'].map((name): Schedule => ({
      name,
      type: 'interval',
      intervalSeconds: 2,
    }));
    expect(countSlots(schedules, denver, 0, 60_000)).toBe(30);
  });

  it('an overnight window of a weekday belongs to the evening on which it began', () => {
    const friday = window('22:00', '04:00', { days: ['fri'] });
    expect(open(friday, '2026-05-09T03:00')).toBe(true); // Saturday morning.
    expect(open(friday, '2026-05-08T03:00')).toBe(false); // Friday morning.
  });

  it('the daily timelapse may start at noon and end at dusk, in words', () => {
    const [first] = nextSlots([window('noon', 'dusk')], denver, at('2026-06-01T00:00'), 1);
    expect(wall(first!.at)).toBe('13:00');
    expect(open(window('noon', 'dusk'), '2026-06-01T20:50')).toBe(true);
    expect(open(window('noon', 'dusk'), '2026-06-01T21:10')).toBe(false);
  });

  it('from before sunset until after the end of nautical twilight is one window', () => {
    const evening = window('sunset-30', 'nautical_dusk+10');
    const slots = slotsBetween([evening], denver, at('2026-06-01'), at('2026-06-02'), 999);
    expect([wall(slots[0]!.at), wall(slots.at(-1)!.at)]).toEqual(['19:54', '21:45']);
  });

  it('a window from sunset to the clock is empty when the sun sets later, and never a day long', () => {
    const early = window('sunset', '20:00');
    expect(open(early, '2026-06-02T03:00')).toBe(false);
    expect(open(early, '2026-12-01T19:00')).toBe(true);
  });

  it('few frames a day for a year are as many as they should be', () => {
    const cron: Schedule = { name: 'thrice', type: 'cron', cron: '0 9,12,15 * * *' };
    expect(countSlots([cron], denver, at('2028-01-01'), at('2029-01-01'))).toBe(3 * 366);
  });

  it('a polar day is all daylight and no night, a polar night the other way round', () => {
    const [day, night] = [window('sunrise', 'sunset'), window('sunset', 'sunrise')];
    const midsummer = [at('2026-06-15', tromso), at('2026-06-16', tromso)] as const;
    const christmas = [at('2026-12-20', tromso), at('2026-12-21', tromso)] as const;
    expect(countSlots([day], tromso, ...midsummer)).toBe(1440);
    expect(countSlots([night], tromso, ...midsummer)).toBe(0);
    expect(countSlots([day], tromso, ...christmas)).toBe(0);
    expect(countSlots([night], tromso, ...christmas)).toBe(1440);
    expect(whyNotNow([day], tromso, christmas[0])).toMatchObject({ reason: 'no-sun-event' });
  });

  it('a start asked for in the middle of the repeated hour captures nothing twice', () => {
    const newYork = { latitude: 40.7, longitude: -74, timeZone: 'America/New_York' };
    const daily: Schedule = { name: 'daily', type: 'cron', cron: '30 1 * * *' };
    const secondShowing = Date.parse('2026-11-01T06:10:00Z');
    expect(nextSlot([daily], newYork, secondShowing)!.at).toBe(Date.parse('2026-11-02T06:30:00Z'));
  });

  it('what cannot be computed says so before anything runs with it', () => {
    const cron = (text: string): Schedule => ({ name: 'c', type: 'cron', cron: text });
    for (const text of [
      '61 * * * *',
      '* * *',
      'H * * * *',
      '0 0 L * *',
      '@daily',
      '0 0 * * noday',
    ]) {
      expect(whyNotComputable(cron(text))).toContain('Not a cron expression');
    }
    expect(whyNotComputable(cron('0 0 29 2 *'))).toBeNull();
    expect(whyNotComputable(window('moonrise', '04:00'))).toBe('Not a time of day: moonrise');
    expect(whyNotComputable({ ...window('dawn', 'dusk'), enabled: false })).toBeNull();
  });
});
