import { DateTime } from 'luxon';
import { getPosition, getTimes } from 'suncalc';
import type { Place } from './place.ts';
import { solarAnchors, type SolarAnchor } from './schedule.ts';
import type { LocalDay } from './sun.ts';

/** From one solar midnight to the next, epoch milliseconds. Solar days follow each other without a gap. */
export interface SolarDay {
  readonly midnightBefore: number;
  readonly noon: number;
  readonly midnightAfter: number;
}

/**
 * When the sun passes an anchor on a solar day. Where it does not, `absence` says on which side of the
 * anchor's altitude it stays, and `at` is where it comes nearest to it: solar midnight or solar noon.
 */
export interface Crossing {
  readonly at: number;
  readonly absence: 'above' | 'below' | null;
}

/**
 * The sun's events of one local day, as epoch milliseconds; null where the event does not happen.
 * They belong to the day of their solar noon: in an Icelandic June the "sunset" of a day may lie
 * a few minutes after its midnight.
 */
export interface SunDay {
  readonly events: ReadonlyMap<SolarAnchor, number | null>;
  readonly noon: number;
  /** Set when the sun does not rise or does not set that day. */
  readonly polar: 'day' | 'night' | null;
}

const DAY_MS = 86_400_000;

/** Which way the sun goes at an anchor, and the geometric altitude of its centre in degrees. */
const anchorAltitudes: Readonly<
  Record<Exclude<SolarAnchor, 'noon'>, readonly ['rising' | 'setting', number]>
> = {
  astronomical_dawn: ['rising', -18],
  nautical_dawn: ['rising', -12],
  civil_dawn: ['rising', -6],
  golden_hour_morning: ['rising', -4],
  // The upper limb on the horizon, lifted by 34 minutes of arc of air.
  sunrise: ['rising', -0.833],
  golden_hour_morning_end: ['rising', 6],
  golden_hour_evening: ['setting', 6],
  sunset: ['setting', -0.833],
  golden_hour_evening_end: ['setting', -4],
  civil_dusk: ['setting', -6],
  nautical_dusk: ['setting', -12],
  astronomical_dusk: ['setting', -18],
};

/**
 * What the air adds to a height, as suncalc has it: below the horizon always what it is on the horizon,
 * and so much at the one height above it that an anchor has.
 */
const airDeg = (geometricDeg: number): number => (geometricDeg < 0 ? 0.484 : 0.14);

/** The solar day whose noon is nearest to an instant. */
export function solarDayAt(place: Place, nearMs: number): SolarDay {
  const noon = noonNear(place, nearMs);
  return {
    midnightBefore: (noonNear(place, noon - DAY_MS) + noon) / 2,
    noon,
    midnightAfter: (noon + noonNear(place, noon + DAY_MS)) / 2,
  };
}

/** The solar day of a day of the place's calendar: the one whose noon is nearest to the clock's. */
export function solarDayOf(place: Place, day: LocalDay): SolarDay {
  const clockNoon = DateTime.fromObject({ ...day, hour: 12 }, { zone: place.timeZone });
  return solarDayAt(place, clockNoon.toMillis());
}

/**
 * When the sun passes the anchor on the solar day, to the second. Its altitude only grows from midnight
 * to noon and only falls from there, so halving finds the one crossing, also where the sun but grazes it.
 */
export function crossingOf(place: Place, day: SolarDay, anchor: SolarAnchor): Crossing {
  if (anchor === 'noon') return { at: day.noon, absence: null };
  const [way, geometricDeg] = anchorAltitudes[anchor];
  const altitudeDeg = geometricDeg + airDeg(geometricDeg);
  const isAbove = (ms: number) =>
    getPosition(new Date(ms), place.latitude, place.longitude).altitude > altitudeDeg;
  const midnight = way === 'rising' ? day.midnightBefore : day.midnightAfter;
  if (!isAbove(day.noon)) return { at: day.noon, absence: 'below' };
  if (isAbove(midnight)) return { at: midnight, absence: 'above' };
  let [below, above] = [midnight, day.noon];
  while (Math.abs(above - below) > 500) {
    const middle = (above + below) / 2;
    if (isAbove(middle)) above = middle;
    else below = middle;
  }
  return { at: Math.round((above + below) / 2), absence: null };
}

/** The sun's events of a day of the place's calendar. */
export function sunDay(place: Place, day: LocalDay): SunDay {
  const solarDay = solarDayOf(place, day);
  const events = solarAnchors.map((anchor) => {
    const { at, absence } = crossingOf(place, solarDay, anchor);
    return [anchor, absence === null ? at : null] as const;
  });
  return { events: new Map(events), noon: solarDay.noon, polar: polarOf(place, solarDay) };
}

function polarOf(place: Place, day: SolarDay): SunDay['polar'] {
  const { absence } = crossingOf(place, day, 'sunrise');
  return absence === null ? null : absence === 'above' ? 'day' : 'night';
}

function noonNear({ latitude, longitude }: Place, ms: number): number {
  return getTimes(new Date(ms), latitude, longitude).solarNoon.getTime();
}
