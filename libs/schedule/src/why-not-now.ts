import { DateTime } from 'luxon';
import { isOnDay } from './calendar.ts';
import { momentOf } from './moment.ts';
import type { Place } from './place.ts';
import type { Schedule, SolarAnchor } from './schedule.ts';
import { nextSlot, windowAt, type Slot } from './slots.ts';
import { sunDay, type SunDay } from './solar-day.ts';
import { localDayOf } from './sun.ts';

/** Why no capture window is open. */
export type WhyNot =
  | { readonly reason: 'no-schedule' }
  | { readonly reason: 'all-disabled' }
  /** The windows exist, this instant is in none of them; `next` is when capture goes on. */
  | { readonly reason: 'outside-window'; readonly next: Slot }
  /** Today's weekday or date is none that an enabled schedule captures on. */
  | { readonly reason: 'not-on-this-day'; readonly next: Slot | null }
  /** Today the sun does not do what every enabled schedule waits for. */
  | {
      readonly reason: 'no-sun-event';
      readonly anchor: SolarAnchor;
      readonly polar: 'day' | 'night' | null;
      readonly next: Slot | null;
    }
  /** No window opens within 400 days (a duration of nought, a pole). */
  | { readonly reason: 'never' };

/** Null when a window is open. */
export function whyNotNow(
  schedules: readonly Schedule[],
  place: Place,
  atMs: number,
): WhyNot | null {
  if (schedules.length === 0) return { reason: 'no-schedule' };
  const enabled = schedules.filter((schedule) => schedule.enabled !== false);
  if (enabled.length === 0) return { reason: 'all-disabled' };
  if (windowAt(schedules, place, atMs) !== null) return null;

  const next = nextSlot(schedules, place, atMs);
  const day = localDayOf(place, atMs);
  const today = enabled.filter((schedule) => isOnDay(schedule, day));
  if (today.length === 0) return { reason: 'not-on-this-day', next };
  const sun = sunDay(place, day);
  const absent = today.map((schedule) => absentAnchor(schedule, sun));
  const anchor = absent[0];
  if (anchor !== undefined && anchor !== null && !absent.includes(null)) {
    return { reason: 'no-sun-event', anchor, polar: sun.polar, next };
  }
  return next === null ? { reason: 'never' } : { reason: 'outside-window', next };
}

/** The event that a schedule waits for and that the sun does not do that day. */
function absentAnchor(schedule: Schedule, { events }: SunDay): SolarAnchor | null {
  if (schedule.type === 'solar_relative') {
    return events.get(schedule.anchor) === null ? schedule.anchor : null;
  }
  if (schedule.type !== 'time_of_day') return null;
  const [start, end] = [momentOf(schedule.startTime), momentOf(schedule.endTime)];
  if (start.kind !== 'sun' || end.kind !== 'sun') return null;
  const isGone = events.get(start.anchor) === null && events.get(end.anchor) === null;
  return isGone ? start.anchor : null;
}

/** The reason as an English sentence, with times as the clocks at the place show them. */
export function sayWhyNot(why: WhyNot, place: Place): string {
  switch (why.reason) {
    case 'no-schedule':
      return 'The camera has no schedule.';
    case 'all-disabled':
      return 'All schedules of the camera are switched off.';
    case 'outside-window':
      return `Outside every capture window; ${sayNext(why.next, place)}`;
    case 'not-on-this-day':
      return `No schedule captures on this day; ${sayNext(why.next, place)}`;
    case 'no-sun-event':
      return `${sayAbsence(why.anchor, why.polar)}; ${sayNext(why.next, place)}`;
    case 'never':
      return 'No capture window opens within the next 400 days.';
  }
}

function sayAbsence(anchor: SolarAnchor, polar: 'day' | 'night' | null): string {
  const event = anchor.replaceAll('_', ' ');
  if (polar === 'day') return `There is no ${event} today, the sun stays up (polar day)`;
  if (polar === 'night') return `There is no ${event} today, the sun stays down (polar night)`;
  return `There is no ${event} today, the night does not get dark enough`;
}

function sayNext(next: Slot | null, place: Place): string {
  if (next === null) return 'none opens within the next 400 days.';
  const at = DateTime.fromMillis(next.at, { zone: place.timeZone });
  return `the next, "${next.schedule}", opens at ${at.toFormat('yyyy-MM-dd HH:mm')}.`;
}
