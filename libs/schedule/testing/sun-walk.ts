import { Body, Equator, Horizon, Observer, Refraction, SearchHourAngle } from 'astronomy-engine';
import type { Place, SolarAnchor } from '../src/index.ts';

/** The height of an event, degrees without air, and which way the sun goes there. */
interface Definition {
  readonly way: 'rising' | 'falling';
  readonly degrees: number;
}

/** As the almanacs define them. */
const definitions: Readonly<Record<Exclude<SolarAnchor, 'noon'>, Definition>> = {
  astronomical_dawn: { way: 'rising', degrees: -18 },
  nautical_dawn: { way: 'rising', degrees: -12 },
  civil_dawn: { way: 'rising', degrees: -6 },
  golden_hour_morning: { way: 'rising', degrees: -4 },
  sunrise: { way: 'rising', degrees: -0.833 },
  golden_hour_morning_end: { way: 'rising', degrees: 6 },
  golden_hour_evening: { way: 'falling', degrees: 6 },
  sunset: { way: 'falling', degrees: -0.833 },
  golden_hour_evening_end: { way: 'falling', degrees: -4 },
  civil_dusk: { way: 'falling', degrees: -6 },
  nautical_dusk: { way: 'falling', degrees: -12 },
  astronomical_dusk: { way: 'falling', degrees: -18 },
};

const stepMs = 240_000;
const dayMs = 86_400_000;

/** The sun's course at a place by an independent almanac, looked at every four minutes. */
export class SunWalk {
  private readonly observer: Observer;
  private readonly altitudes: number[] = [];
  /** Upper culminations, in order. */
  private readonly noons: number[];
  private readonly midnights: number[];

  constructor(
    { latitude, longitude }: Place,
    private readonly fromMs: number,
    toMs: number,
  ) {
    this.observer = new Observer(latitude, longitude, 0);
    for (let ms = fromMs; ms < toMs; ms += stepMs) this.altitudes.push(this.look(ms).trueDeg);
    this.noons = this.culminations(0, fromMs, toMs);
    this.midnights = this.culminations(12, fromMs, toMs);
  }

  /** The height of the sun's centre without air, and as it is seen. */
  look(ms: number): { readonly trueDeg: number; readonly apparentDeg: number } {
    const date = new Date(ms);
    const { ra, dec } = Equator(Body.Sun, date, this.observer, true, true);
    const trueDeg = Horizon(date, this.observer, ra, dec, undefined).altitude;
    return { trueDeg, apparentDeg: trueDeg + Refraction('normal', trueDeg) };
  }

  /** Between two of the looks; the sun bends its way by 0.002 degrees in between. */
  altitudeAbout(ms: number): number {
    const place = (ms - this.fromMs) / stepMs;
    const [low, high] = [
      this.altitudes[Math.floor(place)] ?? Number.NaN,
      this.altitudes[Math.floor(place) + 1] ?? Number.NaN,
    ];
    return low + (high - low) * (place - Math.floor(place));
  }

  isFalling(ms: number): boolean {
    return lastBefore(this.noons, ms) > lastBefore(this.midnights, ms);
  }

  /** The instants of an anchor, its altitude taken `shiftDeg` higher than it is. */
  eventsOf(anchor: SolarAnchor, shiftDeg: number): number[] {
    if (anchor === 'noon') return this.noons;
    const { way, degrees } = definitions[anchor];
    const events: number[] = [];
    for (let n = 1; n < this.altitudes.length; n += 1) {
      const from = this.altitudes[n - 1] ?? 0;
      const to = this.altitudes[n] ?? 0;
      const [low, high] = [from - degrees - shiftDeg, to - degrees - shiftDeg];
      const isPassed = way === 'rising' ? low < 0 && high >= 0 : low >= 0 && high < 0;
      if (isPassed) events.push(this.fromMs + (n - 1 + low / (low - high)) * stepMs);
    }
    return events;
  }

  private culminations(hourAngle: number, fromMs: number, toMs: number): number[] {
    const found: number[] = [];
    for (let ms = fromMs; ms < toMs; ms = (found.at(-1) ?? 0) + dayMs / 2) {
      const next = SearchHourAngle(Body.Sun, this.observer, hourAngle, new Date(ms), 1);
      found.push(next.time.date.getTime());
    }
    return found;
  }
}

function lastBefore(sorted: readonly number[], ms: number): number {
  return sorted[firstAfter(sorted, ms) - 1] ?? -Infinity;
}

/** The place of the first that is later than an instant. */
export function firstAfter(sorted: readonly number[], ms: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
