import { DateTime } from 'luxon';
import { getMoonIllumination, getMoonPosition, getPosition, getTimes } from 'suncalc';
import type { Place } from './place.ts';
import type { SolarAnchor } from './schedule.ts';

/** Where a body stands in the sky. Altitude is apparent (refraction included); azimuth 0 is north, 90 east. */
export interface SkyPosition {
  readonly altitudeDeg: number;
  readonly azimuthDeg: number;
}

export interface MoonPosition extends SkyPosition {
  /** Share of the disc that is lit, 0 (new) to 1 (full). */
  readonly litFraction: number;
  /** 0 new, 0.25 first quarter, 0.5 full, 0.75 last quarter. */
  readonly phase: number;
}

/**
 * The sun's events of one local day, as epoch milliseconds; null where the event does not happen.
 * They belong to the day of their solar noon: in an Icelandic June the "sunset" of a day may lie
 * a few minutes after its midnight.
 */
export interface SunDay {
  readonly sunrise: number | null;
  readonly sunset: number | null;
  readonly civilDawn: number | null;
  readonly civilDusk: number | null;
  readonly noon: number;
  /** Set when the sun does not rise or does not set that day. */
  readonly polar: 'day' | 'night' | null;
}

/** A day of the calendar at the place, without a time. */
export interface LocalDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const HOUR_MS = 3_600_000;

/** Where the sun stands, seen from the place. */
export function sunAt(place: Place, epochMs: number): SkyPosition {
  const { altitude, azimuth } = getPosition(new Date(epochMs), place.latitude, place.longitude);
  return { altitudeDeg: altitude, azimuthDeg: azimuth };
}

/** Where the moon stands and how much of it is lit. */
export function moonAt(place: Place, epochMs: number): MoonPosition {
  const date = new Date(epochMs);
  const { altitude, azimuth } = getMoonPosition(date, place.latitude, place.longitude);
  const { fraction, phase } = getMoonIllumination(date);
  return { altitudeDeg: altitude, azimuthDeg: azimuth, litFraction: fraction, phase };
}

/** The calendar's day at the place. Throws RangeError for a time zone that does not exist. */
export function localDayOf(place: Place, epochMs: number): LocalDay {
  const local = DateTime.fromMillis(epochMs, { zone: place.timeZone });
  if (!local.isValid) throw new RangeError(`Not a time zone, or not a time: ${place.timeZone}`);
  return { year: local.year, month: local.month, day: local.day };
}

/** The sun's events of a day of the place's calendar. */
export function sunDay(place: Place, day: LocalDay): SunDay {
  // The solar noon nearest to the clock's noon is the one of this calendar day: zones stray from
  // the sun by three hours at most, while suncalc's own idea of a day is that of the meridian.
  const clockNoonMs = DateTime.fromObject(
    { ...day, hour: 12 },
    { zone: place.timeZone },
  ).toMillis();
  const times = [0, -24, 24]
    .map((hours) =>
      getTimes(new Date(clockNoonMs + hours * HOUR_MS), place.latitude, place.longitude),
    )
    .reduce((best, next) =>
      Math.abs(next.solarNoon.getTime() - clockNoonMs) <
      Math.abs(best.solarNoon.getTime() - clockNoonMs)
        ? next
        : best,
    );
  return {
    sunrise: times.sunrise?.getTime() ?? null,
    sunset: times.sunset?.getTime() ?? null,
    civilDawn: times.dawn?.getTime() ?? null,
    civilDusk: times.dusk?.getTime() ?? null,
    noon: times.solarNoon.getTime(),
    polar: times.alwaysUp === true ? 'day' : times.alwaysDown === true ? 'night' : null,
  };
}

/** The instant of one event of the day, or null when it does not happen. */
export function anchorOf(day: SunDay, anchor: SolarAnchor): number | null {
  switch (anchor) {
    case 'sunrise':
      return day.sunrise;
    case 'sunset':
      return day.sunset;
    case 'civil_dawn':
      return day.civilDawn;
    case 'civil_dusk':
      return day.civilDusk;
    case 'noon':
      return day.noon;
  }
}
