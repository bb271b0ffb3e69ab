import { DateTime } from 'luxon';
import { getMoonIllumination, getMoonPosition, getPosition } from 'suncalc';
import type { Place } from './place.ts';

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

/** A day of the calendar at the place, without a time. */
export interface LocalDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

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

export function addDays(day: LocalDay, days: number): LocalDay {
  const moved = DateTime.fromObject(day, { zone: 'utc' }).plus({ days });
  return { year: moved.year, month: moved.month, day: moved.day };
}
