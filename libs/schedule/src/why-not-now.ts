import { DateTime } from 'luxon';
import type { Place } from './place.ts';
import type { Schedule, SolarAnchor } from './schedule.ts';
import { nextSlot, windowAt, type Slot } from './slots.ts';
import { anchorOf, localDayOf, sunDay } from './sun.ts';

/** Why no capture window is open. */
export type WhyNot =
  | { readonly reason: 'no-schedule' }
  | { readonly reason: 'all-disabled' }
  /** The windows exist, this instant is in none of them; `next` is when capture goes on. */
  | { readonly reason: 'outside-window'; readonly next: Slot }
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
  const today = sunDay(place, localDayOf(place, atMs));
  const absent = enabled.map((schedule) =>
    schedule.type === 'solar_relative' && anchorOf(today, schedule.anchor) === null
      ? schedule.anchor
      : null,
  );
  const anchor = absent[0];
  if (anchor !== undefined && anchor !== null && !absent.includes(null)) {
    return { reason: 'no-sun-event', anchor, polar: today.polar, next };
  }
  return next === null ? { reason: 'never' } : { reason: 'outside-window', next };
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
    case 'no-sun-event':
      return `${sayAbsence(why.anchor, why.polar)}; ${sayNext(why.next, place)}`;
    case 'never':
      return 'No capture window opens within the next 400 days.';
  }
}

function sayAbsence(anchor: SolarAnchor, polar: 'day' | 'night' | null): string {
  const event = anchor.replace('_', ' ');
  if (polar === 'day') return `There is no ${event} today, the sun stays up (polar day)`;
  if (polar === 'night') return `There is no ${event} today, the sun stays down (polar night)`;
  return `There is no ${event} today, the night does not get dark enough`;
}

function sayNext(next: Slot | null, place: Place): string {
  if (next === null) return 'none opens within the next 400 days.';
  const at = DateTime.fromMillis(next.at, { zone: place.timeZone });
  return `the next, "${next.schedule}", opens at ${at.toFormat('yyyy-MM-dd HH:mm')}.`;
}
