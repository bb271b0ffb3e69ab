import { DateTime } from 'luxon';
import type { Place } from './place.ts';
import type { LocalDay } from './sun.ts';

const MINUTE_MS = 60_000;

/** When the clock on the wall shows a time of a day: once, or twice in the hour that autumn repeats. */
export interface Showings {
  /** In order; the instant of the leap for a time that spring leaps over. */
  readonly showings: readonly number[];
  readonly isLeapt: boolean;
}

/**
 * The instant when the clock on the wall shows 'HH:MM'. In the hour that autumn repeats, a window
 * takes its start from the first and its end from the second showing, so that it misses nothing;
 * a time that spring leaps over is the instant of the leap. Throws RangeError for what is no time.
 */
export function wallClock(
  place: Place,
  day: LocalDay,
  time: string,
  showing: 'first' | 'last',
): number {
  const [hour, minute] = time.split(':').map(Number);
  if (hour === undefined || minute === undefined || Number.isNaN(hour + minute)) {
    throw new RangeError(`Not a time of day: ${time}`);
  }
  const { showings } = showingsOf(place, day, hour, minute);
  return showings.at(showing === 'first' ? 0 : -1) ?? Number.NaN;
}

/** Throws RangeError for a time or a zone that does not exist. */
export function showingsOf(place: Place, day: LocalDay, hour: number, minute: number): Showings {
  const local = DateTime.fromObject({ ...day, hour, minute }, { zone: place.timeZone });
  if (!local.isValid) throw new RangeError(`Not a time of day: ${hour}:${minute}`);
  if (local.hour !== hour || local.minute !== minute) {
    return { showings: [leapBefore(local)], isLeapt: true };
  }
  const showings = local.getPossibleOffsets().map((possible) => possible.toMillis());
  return { showings: showings.sort((a, b) => a - b), isLeapt: false };
}

/** Luxon moves a time inside the gap forward by the gap's length; the leap itself lies between. */
function leapBefore(shifted: DateTime): number {
  const end = shifted.toMillis();
  return offsetChange((ms) => shifted.zone.offset(ms), end - 4 * 60 * MINUTE_MS, end);
}

/** The first instant of the offset that holds at `highMs`, where another one holds at `lowMs`. */
export function offsetChange(
  offsetAt: (ms: number) => number,
  lowMs: number,
  highMs: number,
): number {
  const after = offsetAt(highMs);
  let low = lowMs;
  let high = highMs;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === after) high = middle;
    else low = middle;
  }
  return high;
}
