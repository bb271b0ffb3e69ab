import { isLimitedToDays, isOnDay } from './calendar.ts';
import { endsNextDay, momentOf, type Moment } from './moment.ts';
import type { Place } from './place.ts';
import type { SolarRelativeSchedule, TimeOfDaySchedule, WindowSchedule } from './schedule.ts';
import { crossingOf, solarDayAt, solarDayOf, type Crossing, type SolarDay } from './solar-day.ts';
import { addDays, localDayOf, type LocalDay } from './sun.ts';
import { wallClock } from './wall-clock.ts';

/** A stretch in which a schedule captures: epoch milliseconds, start included, end excluded. */
export interface CaptureWindow {
  readonly startsAt: number;
  readonly endsAt: number;
}

/** What a schedule has of one day; null where the sun does not do what the window hangs on. */
type WindowOfDay = { readonly day: LocalDay; readonly window: CaptureWindow | null };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Nobody waits longer for a sun event: even at the poles it comes once a year. */
export const horizonDays = 400;

/** The windows of one schedule that end after `fromMs`, in order, for the next 400 days. */
export function* windowsFrom(
  schedule: WindowSchedule,
  place: Place,
  fromMs: number,
): Generator<CaptureWindow> {
  if (schedule.type === 'interval' && !isLimitedToDays(schedule)) {
    yield { startsAt: -Infinity, endsAt: Infinity };
    return;
  }
  for (const { day, window } of daysFrom(schedule, place, fromMs)) {
    if (!window || window.endsAt <= fromMs || window.endsAt <= window.startsAt) continue;
    if (isOnDay(schedule, day)) yield window;
  }
}

function daysFrom(schedule: WindowSchedule, place: Place, fromMs: number): Generator<WindowOfDay> {
  switch (schedule.type) {
    case 'interval':
      return calendarDays(place, fromMs, 1, (day) => wholeDay(place, day));
    case 'solar_relative':
      return solarDays(place, fromMs, reachDays(schedule), (day) =>
        solarWindow(schedule, place, day),
      );
    case 'time_of_day':
      return momentDays(schedule, place, fromMs);
  }
}

/** How many days before an instant the event of a window open at it may lie. */
function reachDays(schedule: SolarRelativeSchedule): number {
  const reachMs = (Math.abs(schedule.offsetMinutes) + schedule.durationMinutes) * MINUTE_MS;
  return Math.ceil(reachMs / DAY_MS) + 1;
}

function* calendarDays(
  place: Place,
  fromMs: number,
  daysBack: number,
  windowOf: (day: LocalDay) => CaptureWindow | null,
): Generator<WindowOfDay> {
  const first = localDayOf(place, fromMs);
  for (let n = -daysBack; n <= horizonDays; n += 1) {
    const day = addDays(first, n);
    yield { day, window: windowOf(day) };
  }
}

/**
 * Each solar day once, one after the other, named by the calendar's day at its noon. (Not the solar day
 * of each calendar day: where a site's zone is half a day off its sun, some days have two noons or none.)
 */
function* solarDays(
  place: Place,
  fromMs: number,
  daysBack: number,
  windowOf: (day: SolarDay, next: SolarDay) => CaptureWindow | null,
): Generator<WindowOfDay> {
  let solarDay = solarDayAt(place, fromMs - daysBack * DAY_MS);
  for (let n = -daysBack; n <= horizonDays; n += 1) {
    const next = solarDayAt(place, solarDay.noon + DAY_MS);
    yield { day: localDayOf(place, solarDay.noon), window: windowOf(solarDay, next) };
    solarDay = next;
  }
}

function wholeDay(place: Place, day: LocalDay): CaptureWindow {
  return {
    startsAt: wallClock(place, day, '00:00', 'first'),
    endsAt: wallClock(place, addDays(day, 1), '00:00', 'first'),
  };
}

function solarWindow(
  { anchor, offsetMinutes, durationMinutes }: SolarRelativeSchedule,
  place: Place,
  day: SolarDay,
): CaptureWindow | null {
  const { at, absence } = crossingOf(place, day, anchor);
  if (absence !== null) return null;
  const startsAt = at + offsetMinutes * MINUTE_MS;
  return { startsAt, endsAt: startsAt + durationMinutes * MINUTE_MS };
}

function momentDays(
  { startTime, endTime }: TimeOfDaySchedule,
  place: Place,
  fromMs: number,
): Generator<WindowOfDay> {
  const start = momentOf(startTime);
  const end = momentOf(endTime);
  const isOvernight = endsNextDay(start, end);
  if (start.kind === 'sun' && end.kind === 'sun') {
    return solarDays(place, fromMs, 3, (day, next) =>
      lightWindow(
        [start, crossingOf(place, day, start.anchor)],
        [end, crossingOf(place, isOvernight ? next : day, end.anchor)],
      ),
    );
  }
  return calendarDays(place, fromMs, 3, (day) => ({
    startsAt: instantOf(start, place, day, 'first'),
    endsAt: instantOf(end, place, isOvernight ? addDays(day, 1) : day, 'last'),
  }));
}

type SunMoment = Extract<Moment, { kind: 'sun' }>;

/**
 * From one event to another. An event that does not happen is taken where the sun comes nearest to it,
 * so that sunrise–sunset is the whole polar day and nothing of the polar night, sunset–sunrise the
 * other way round, and what lies between does not jump from one day to the next. Where nothing is left
 * between the two, minutes before and after them make no window.
 */
function lightWindow(
  [start, from]: readonly [SunMoment, Crossing],
  [end, to]: readonly [SunMoment, Crossing],
): CaptureWindow | null {
  if (from.absence !== null && to.absence !== null && to.at <= from.at) return null;
  return {
    startsAt: Math.round(from.at + start.offsetMinutes * MINUTE_MS),
    endsAt: Math.round(to.at + end.offsetMinutes * MINUTE_MS),
  };
}

function instantOf(moment: Moment, place: Place, day: LocalDay, showing: 'first' | 'last'): number {
  if (moment.kind === 'clock') return wallClock(place, day, moment.time, showing);
  const { at } = crossingOf(place, solarDayOf(place, day), moment.anchor);
  return Math.round(at + moment.offsetMinutes * MINUTE_MS);
}
