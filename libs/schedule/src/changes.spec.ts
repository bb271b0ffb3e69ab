import { describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { changesBetween } from './changes.ts';
import type { Place } from './place.ts';
import type { Schedule } from './schedule.ts';

const newYork: Place = { latitude: 40.71, longitude: -74, timeZone: 'America/New_York' };
const at = (text: string) => DateTime.fromISO(text, { zone: newYork.timeZone }).toMillis();
const window = (name: string, startTime: string, endTime: string): Schedule => ({
  name,
  type: 'time_of_day',
  startTime,
  endTime,
  intervalSeconds: 60,
});
const said = (schedules: Schedule[], from: string, to: string, limit = 99) =>
  changesBetween(schedules, newYork, at(from), at(to), limit).map((change) =>
    change.change === 'clocks'
      ? `clocks ${change.shiftMinutes}`
      : `${change.schedule} ${change.change} ${DateTime.fromMillis(change.at, { zone: newYork.timeZone }).toFormat('dd HH:mm')}`,
  );

describe('what changes in a stretch of time', () => {
  it('is each window that opens and closes, of all schedules in order', () => {
    const schedules = [window('night', '22:00', '04:00'), window('noon', '12:00', '13:00')];
    expect(said(schedules, '2026-05-10T03:00', '2026-05-11T03:00')).toEqual([
      'night closes 10 04:00',
      'noon opens 10 12:00',
      'noon closes 10 13:00',
      'night opens 10 22:00',
    ]);
    expect(said(schedules, '2026-05-10T03:00', '2026-05-11T03:00', 2)).toHaveLength(2);
  });

  it('is nothing where windows touch, or a schedule is off or always on', () => {
    const always = window('always', '00:00', '00:00');
    const plain: Schedule = { name: 'plain', type: 'interval', intervalSeconds: 5 };
    const off = { ...window('noon', '12:00', '13:00'), enabled: false };
    expect(said([always, plain, off], '2026-05-10T03:00', '2026-05-13T03:00')).toEqual([]);
    const mondays: Schedule = { ...plain, name: 'mon', days: ['mon', 'tue'] };
    expect(said([mondays], '2026-05-10T03:00', '2026-05-17T03:00')).toEqual([
      'mon opens 11 00:00',
      'mon closes 13 00:00',
    ]);
  });

  it('is the clocks being set, at the minute', () => {
    expect(said([], '2026-03-01', '2026-12-01')).toEqual(['clocks 60', 'clocks -60']);
    const [change] = changesBetween([], newYork, at('2026-03-08'), at('2026-03-09'), 9);
    expect(change!.at).toBe(Date.parse('2026-03-08T07:00:00Z'));
  });

  it('has its edges from the start on and before the end', () => {
    const noon = window('noon', '12:00', '13:00');
    expect(said([noon], '2026-05-10T12:00', '2026-05-10T13:00')).toEqual(['noon opens 10 12:00']);
    expect(said([noon], '2026-05-10T13:00', '2026-05-11T12:00')).toEqual(['noon closes 10 13:00']);
  });
});
