import { describe, expect, it } from '@jest/globals';
import { Body, Equator, Horizon, Observer, SearchRiseSet } from 'astronomy-engine';
import { sunDay } from './solar-day.ts';
import { localDayOf, moonAt, sunAt } from './sun.ts';
import type { Place } from './place.ts';

const places: Record<string, Place> = {
  denver: { latitude: 39.6333, longitude: -105.3167, timeZone: 'America/Denver' },
  tromso: { latitude: 69.65, longitude: 18.96, timeZone: 'Europe/Oslo' },
  kiritimati: { latitude: 1.87, longitude: -157.4, timeZone: 'Pacific/Kiritimati' },
  hobart: { latitude: -42.88, longitude: 147.33, timeZone: 'Australia/Hobart' },
};
const HOUR = 3_600_000;

function byAstronomyEngine(body: Body, place: Place, ms: number) {
  const observer = new Observer(place.latitude, place.longitude, 0);
  const equator = Equator(body, new Date(ms), observer, true, true);
  return Horizon(new Date(ms), observer, equator.ra, equator.dec, 'normal');
}

/** Angle between two directions, so that azimuths near the zenith do not count for more than they are. */
function apartDeg(
  a: { altitudeDeg: number; azimuthDeg: number },
  b: { altitude: number; azimuth: number },
) {
  const rad = Math.PI / 180;
  const cosine =
    Math.sin(a.altitudeDeg * rad) * Math.sin(b.altitude * rad) +
    Math.cos(a.altitudeDeg * rad) *
      Math.cos(b.altitude * rad) *
      Math.cos((a.azimuthDeg - b.azimuth) * rad);
  return Math.acos(Math.min(1, cosine)) / rad;
}

describe('the position of the sun', () => {
  it.each(Object.entries(places))(
    'is within 0.2 degrees of an independent ephemeris all year in %s',
    (_, place) => {
      const start = Date.UTC(2026, 0, 1);
      let worst = 0;
      for (let hour = 0; hour < 8760; hour += 37) {
        const ms = start + hour * HOUR;
        const other = byAstronomyEngine(Body.Sun, place, ms);
        // Refraction formulas part ways below the horizon, where none is observed.
        if (other.altitude < -1) continue;
        worst = Math.max(worst, apartDeg(sunAt(place, ms), other));
      }
      expect(worst).toBeGreaterThan(0);
      expect(worst).toBeLessThan(0.2);
    },
  );

  it('agrees below the horizon too, where only refraction may differ', () => {
    const place = places['denver']!;
    for (let hour = 0; hour < 8760; hour += 53) {
      const ms = Date.UTC(2026, 0, 1) + hour * HOUR;
      const other = byAstronomyEngine(Body.Sun, place, ms);
      expect(Math.abs(sunAt(place, ms).altitudeDeg - other.altitude)).toBeLessThan(0.6);
    }
  });
});

it('puts the moon within a degree of an independent ephemeris', () => {
  const place = places['hobart']!;
  for (let day = 0; day < 365; day += 11) {
    const ms = Date.UTC(2026, 0, 1, 9) + day * 24 * HOUR;
    const other = byAstronomyEngine(Body.Moon, place, ms);
    if (other.altitude > 0) expect(apartDeg(moonAt(place, ms), other)).toBeLessThan(1);
  }
});

describe('the sun events of a local day', () => {
  it.each(['denver', 'kiritimati', 'hobart'])('lie on that very day all year in %s', (name) => {
    const place = places[name]!;
    const observer = new Observer(place.latitude, place.longitude, 0);
    for (let n = 0; n < 365; n += 1) {
      const day = localDayOf(place, Date.UTC(2026, 0, 1, 12) + n * 24 * HOUR);
      const { events, noon } = sunDay(place, day);
      const [dawn, sunrise, sunset] = [
        events.get('civil_dawn')!,
        events.get('sunrise')!,
        events.get('sunset')!,
      ];
      for (const ms of [dawn, sunrise, noon, sunset]) expect(localDayOf(place, ms)).toEqual(day);
      expect(sunrise > dawn && sunset > noon).toBe(true);
      if (n % 30 === 0) {
        const search = new Date(sunrise - 6 * HOUR);
        const rise = SearchRiseSet(Body.Sun, observer, 1, search, 1)!.date.getTime();
        expect(Math.abs(rise - sunrise)).toBeLessThan(30_000);
      }
    }
  });

  it('has no sunrise in Tromsø at midsummer and at Christmas, and says which', () => {
    const tromso = places['tromso']!;
    const midsummer = sunDay(tromso, { year: 2026, month: 6, day: 21 });
    expect(midsummer.polar).toBe('day');
    expect([midsummer.events.get('sunrise'), midsummer.events.get('sunset')]).toEqual([null, null]);
    const christmas = sunDay(tromso, { year: 2026, month: 12, day: 24 });
    expect(christmas.polar).toBe('night');
    expect([christmas.events.get('sunrise'), christmas.events.get('sunset')]).toEqual([null, null]);
    // The sun stays down, but twilight comes.
    expect(christmas.events.get('civil_dawn')).not.toBeNull();
  });
});
