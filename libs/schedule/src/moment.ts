import { solarAnchors, type SolarAnchor } from './schedule.ts';

/** A moment of each day: by the clock on the wall, or minutes from an event of the sun. */
export type Moment =
  | { readonly kind: 'clock'; readonly time: string; readonly minutes: number }
  | { readonly kind: 'sun'; readonly anchor: SolarAnchor; readonly offsetMinutes: number };

const shortNames: Readonly<Record<string, SolarAnchor>> = {
  dawn: 'civil_dawn',
  dusk: 'civil_dusk',
};
const noonPlace = solarAnchors.indexOf('noon');

/** Reads `06:30`, `sunset` or `nautical_dusk+10`. Throws RangeError for anything else. */
export function momentOf(text: string): Moment {
  const clock = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (clock) {
    return { kind: 'clock', time: text, minutes: Number(clock[1]) * 60 + Number(clock[2]) };
  }
  const [, name = '', offset = '0'] = /^([a-z_]+)([+-]\d{1,3})?$/.exec(text) ?? [];
  const anchor = solarAnchors.find((known) => known === (shortNames[name] ?? name));
  if (!anchor) throw new RangeError(`Not a time of day: ${text}`);
  return { kind: 'sun', anchor, offsetMinutes: Number(offset) };
}

/**
 * Whether a window that starts at one moment ends at the other of the next day. It goes by the order of
 * a day and not by the instants, which wander with the seasons: sunset–20:00 is empty where the sun sets
 * after eight, and never a day long.
 */
export function endsNextDay(start: Moment, end: Moment): boolean {
  if (start.kind === 'sun' && end.kind === 'sun') {
    const order = solarAnchors.indexOf(end.anchor) - solarAnchors.indexOf(start.anchor);
    return order < 0 || (order === 0 && end.offsetMinutes <= start.offsetMinutes);
  }
  return rangeOf(end)[1] <= rangeOf(start)[0];
}

/** Between which minutes of the day a moment may lie; dawns before noon, dusks after it. */
function rangeOf(moment: Moment): readonly [number, number] {
  if (moment.kind === 'clock') return [moment.minutes, moment.minutes];
  const place = solarAnchors.indexOf(moment.anchor);
  if (place === noonPlace) return [720, 720];
  return place < noonPlace ? [0, 720] : [720, 1440];
}
