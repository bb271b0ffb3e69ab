import { measureFrame, openCamera } from '@eyrie/camera';
import type { CameraConfiguration, Place } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import { sunAt } from '@eyrie/schedule';
import { CameraExposure } from '../../capture/camera-exposure.ts';
import { testCamera } from '../test-camera.ts';

/** One evening at one place. */
export interface Sunset {
  readonly name: string;
  readonly place: Place;
  readonly day: string;
  readonly seed: string;
  readonly weather: 'broken' | 'overcast';
}

export interface SunsetFrame {
  readonly atMs: number;
  readonly sunAltitudeDeg: number;
  readonly luminance: number;
  readonly shutterUs: number;
  readonly gain: number;
}

const at = (latitude: number, longitude: number, timeZone: string): Place => ({
  latitude,
  longitude,
  timeZone,
});

/** Ten evenings with clouds, from the tropics to the far north, over the year. */
export const sunsets: readonly Sunset[] = [
  ['Bern', at(46.9, 7.4, 'Europe/Zurich'), '2026-06-21', 'broken'],
  ['Bern in winter', at(46.9, 7.4, 'Europe/Zurich'), '2026-12-21', 'broken'],
  ['Evergreen', at(39.6, -105.3, 'America/Denver'), '2026-03-20', 'broken'],
  ['Quito', at(-0.2, -78.5, 'America/Guayaquil'), '2026-09-23', 'broken'],
  ['Wanaka', at(-44.7, 169.1, 'Pacific/Auckland'), '2026-07-10', 'broken'],
  ['Oslo', at(59.9, 10.7, 'Europe/Oslo'), '2026-05-05', 'broken'],
  ['Kathmandu', at(27.7, 85.3, 'Asia/Kathmandu'), '2026-10-11', 'broken'],
  ['Vancouver', at(49.3, -123.1, 'America/Vancouver'), '2026-08-15', 'overcast'],
  ['Cape Town', at(-33.9, 18.4, 'Africa/Johannesburg'), '2026-02-02', 'broken'],
  ['Reykjavík', at(64.1, -21.9, 'Atlantic/Reykjavik'), '2026-04-14', 'overcast'],
].map(([name, place, day, weather], index) => ({
  name: name as string,
  place: place as Place,
  day: day as string,
  weather: weather as Sunset['weather'],
  seed: `sunset-${index}`,
}));

/** From the sun at 8° to 16° below the horizon: ten to fifteen stops. */
const highDeg = 8;
const lowDeg = -16;

export function spanOf({ place, day }: Sunset): { fromMs: number; toMs: number } {
  const noon = Date.parse(`${day}T12:00:00Z`) - (place.longitude / 15) * 3_600_000;
  let fromMs = noon;
  while (sunAt(place, fromMs).altitudeDeg > highDeg) fromMs += 60_000;
  let toMs = fromMs;
  while (sunAt(place, toMs).altitudeDeg > lowDeg && toMs < fromMs + 6 * 3_600_000) toMs += 60_000;
  return { fromMs, toMs };
}

/**
 * Films it with the camera's own automatic, which errs as real ones do, or ramped by the worker: the
 * same scene, the same sensor, the same code that a worker runs.
 */
export async function film(
  sunset: Sunset,
  how: 'automatic' | 'ramped',
  intervalMs: number,
  span = spanOf(sunset),
): Promise<SunsetFrame[]> {
  const { place, seed, weather } = sunset;
  const configuration: CameraConfiguration = {
    ...testCamera(),
    schedules: [
      {
        type: 'interval',
        name: 'all',
        enabled: true,
        priority: 0,
        intervalSeconds: intervalMs / 1000,
      },
    ],
    profile: how === 'ramped' ? { preset: 'b' } : null,
  };
  const size = { width: 320, height: 180 };
  const camera = await openCamera(seed, {
    driver: 'simulated-sky',
    seed,
    place,
    weather,
    ...size,
    automatic: 'camera',
  });
  const store = { read: () => Promise.resolve(null), write: () => Promise.resolve() };
  const log = createLogger({ name: 'sunset', level: 'silent' });
  const exposure = new CameraExposure({ configuration, place, store, log });
  const frames: SunsetFrame[] = [];
  try {
    const first = Math.ceil(span.fromMs / intervalMs) * intervalMs;
    for (let slotAt = first; slotAt < span.toMs; slotAt += intervalMs) {
      const signal = AbortSignal.timeout(120_000);
      const controls = exposure.controlsFor(slotAt);
      const frame = await camera.capture({ slotAt, signal, controls });
      const measure = await measureFrame(frame.jpeg);
      // Scenes are filmed faster than time: the frame is of its slot, whatever the wall clock shows.
      exposure.learn(slotAt, { ...frame, exposureStartedAt: slotAt }, measure);
      if (!frame.exposure) throw new Error('The simulated sky tells how it exposed.');
      const { shutterUs, gain } = frame.exposure;
      const { altitudeDeg } = sunAt(place, slotAt);
      const { luminance } = measure;
      frames.push({ atMs: slotAt, sunAltitudeDeg: altitudeDeg, luminance, shutterUs, gain });
    }
  } finally {
    await camera.close();
  }
  return frames;
}

/** How much the mean luminance of neighbouring frames differs, in shares of the brighter one. */
export function neighbourDifferences(frames: readonly SunsetFrame[]): number[] {
  return frames.slice(1).map(({ luminance }, n) => {
    const before = frames[n]?.luminance ?? luminance;
    return Math.abs(luminance - before) / Math.max(luminance, before);
  });
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? NaN;
}
