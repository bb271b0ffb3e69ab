import { DateTime } from 'luxon';
import type { Place } from './place.ts';
import type { Schedule, SolarRelativeSchedule, TimeOfDaySchedule } from './schedule.ts';
import { anchorOf, localDayOf, sunDay, type LocalDay } from './sun.ts';

/** A stretch in which a schedule captures: epoch milliseconds, start included, end excluded. */
export interface CaptureWindow {
  readonly startsAt: number;
  readonly endsAt: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Nobody waits longer for a sun event: even at the poles it comes once a year. */
const HORIZON_DAYS = 400;

/** The windows of one schedule that end after `fromMs`, in order, for the next 400 days. */
export function* windowsFrom(
  schedule: Schedule,
  place: Place,
  fromMs: number,
): Generator<CaptureWindow> {
  if (schedule.type === 'interval') {
    yield { startsAt: -Infinity, endsAt: Infinity };
    return;
  }
  const daysBack = schedule.type === 'solar_relative' ? reachDays(schedule) : 2;
  const first = localDayOf(place, fromMs);
  for (let n = -daysBack; n <= HORIZON_DAYS; n += 1) {
    const day = addDays(first, n);
    const window =
      schedule.type === 'solar_relative'
        ? solarWindow(schedule, place, day)
        : clockWindow(schedule, place, day);
    if (window && window.endsAt > fromMs && window.endsAt > window.startsAt) yield window;
  }
}

/** How many days before an instant the event of a window open at it may lie. */
function reachDays(schedule: SolarRelativeSchedule): number {
  const reachMs = (Math.abs(schedule.offsetMinutes) + schedule.durationMinutes) * MINUTE_MS;
  return Math.ceil(reachMs / DAY_MS) + 1;
}

function solarWindow(
  schedule: SolarRelativeSchedule,
  place: Place,
  day: LocalDay,
): CaptureWindow | null {
  const eventMs = anchorOf(sunDay(place, day), schedule.anchor);
  if (eventMs === null) return null;
  const startsAt = eventMs + schedule.offsetMinutes * MINUTE_MS;
  return { startsAt, endsAt: startsAt + schedule.durationMinutes * MINUTE_MS };
}

function clockWindow(schedule: TimeOfDaySchedule, place: Place, day: LocalDay): CaptureWindow {
  const endDay = schedule.endTime <= schedule.startTime ? addDays(day, 1) : day;
  return {
    startsAt: wallClock(place, day, schedule.startTime, 'first'),
    endsAt: wallClock(place, endDay, schedule.endTime, 'last'),
  };
}

/**
 * The instant when the clock on the wall shows 'HH:MM'. In the hour that autumn repeats, a window
 * takes its start from the first and its end from the second showing, so that it misses nothing;
 * a time that spring leaps over is the instant of the leap.
 */
function wallClock(place: Place, day: LocalDay, time: string, showing: 'first' | 'last'): number {
  const [hour, minute] = time.split(':').map(Number);
  if (hour === undefined || minute === undefined || Number.isNaN(hour + minute)) {
    throw new RangeError(`Not a time of day: ${time}`);
  }
  const local = DateTime.fromObject({ ...day, hour, minute }, { zone: place.timeZone });
  if (!local.isValid) throw new RangeError(`Not a time of day: ${time}`);
  if (local.hour !== hour || local.minute !== minute) return leapBefore(local);
  const both = local.getPossibleOffsets().map((possible) => possible.toMillis());
  return showing === 'first' ? Math.min(...both) : Math.max(...both);
}

/** Luxon moves a time inside the gap forward by the gap's length; the leap itself lies between. */
function leapBefore(shifted: DateTime): number {
  const after = shifted.offset;
  let low = shifted.toMillis() - 4 * 60 * MINUTE_MS;
  let high = shifted.toMillis();
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (DateTime.fromMillis(middle, { zone: shifted.zone }).offset === after) high = middle;
    else low = middle;
  }
  return high;
}

function addDays(day: LocalDay, days: number): LocalDay {
  const moved = DateTime.fromObject(day, { zone: 'utc' }).plus({ days });
  return { year: moved.year, month: moved.month, day: moved.day };
}
