import type { Weather } from './options.ts';
import { clamp, gradientNoise, smoothstep } from './noise.ts';

/** The state of the air, in figures the painter uses. */
export interface Air {
  readonly kind: Weather;
  /** Share of the sky that low clouds hide, 0 to 1. */
  readonly cover: number;
  /** Their base above the camera and their thickness, metres. */
  readonly base: number;
  readonly thickness: number;
  /** Extinction of their water per metre. */
  readonly density: number;
  /** High ice clouds, 0 to 1. */
  readonly cirrus: number;
  /** Dust and droplets, 1 is clean. In steps, since tables are kept per step. */
  readonly haze: number;
  /** Mist on the valley's floor, 0 to 1, and fog all over, 0 to 1. */
  readonly mist: number;
  readonly fog: number;
  /** How far the clouds have drifted, metres east and north (in the camera's axes). */
  readonly driftX: number;
  readonly driftZ: number;
}

const HOUR_MS = 3_600_000;

/** Weather drifts within hours, by seed; a fixed kind still has its own cover from hour to hour. */
export function airAt(seed: number, timeMs: number, wanted: Weather | undefined): Air {
  const hours = timeMs / HOUR_MS;
  const slow = gradientNoise(hours / 17, 0.3, seed + 1, 65_536) * 1.5;
  const quick = gradientNoise(hours / 3.1, 0.7, seed + 2, 65_536);
  const damp = gradientNoise(hours / 11, 0.5, seed + 3, 65_536) + 0.35 * quick;
  const kind = wanted ?? kindOf(slow + 0.35 * quick, damp);
  const swing = clamp(0.5 + quick * 0.8, 0, 1);
  const cover = { clear: 0.1, broken: 0.42, overcast: 0.94, fog: 0.3, storm: 1 }[kind];
  const drift = 5 + 4 * (((seed >>> 8) & 255) / 255);
  const angle = ((seed >>> 16) & 255) / 40;
  const seconds = (timeMs % (40 * 24 * HOUR_MS)) / 1000;
  return {
    kind,
    cover: clamp(cover + (swing - 0.5) * (kind === 'broken' ? 0.3 : 0.1), 0, 1),
    base: { clear: 2300, broken: 2000, overcast: 1750, fog: 2300, storm: 1150 }[kind],
    thickness: { clear: 500, broken: 1000, overcast: 800, fog: 500, storm: 900 }[kind],
    density: { clear: 0.008, broken: 0.011, overcast: 0.007, fog: 0.006, storm: 0.012 }[kind],
    cirrus: clamp((kind === 'clear' ? 0.5 : 0.3) + slow * 0.6, 0, 0.9),
    haze: { clear: 1.5, broken: 2, overcast: 3, fog: 4, storm: 3 }[kind],
    mist: kind === 'fog' ? 1 : clamp(0.25 + damp * 1.6, 0, 0.8),
    fog: kind === 'fog' ? 0.35 + 0.5 * swing : kind === 'storm' ? 0.12 + 0.1 * swing : 0,
    driftX: Math.cos(angle) * drift * seconds,
    driftZ: Math.sin(angle) * drift * seconds,
  };
}

function kindOf(state: number, damp: number): Weather {
  if (damp > 0.42) return 'fog';
  if (state > 0.62) return 'storm';
  if (state > 0.34) return 'overcast';
  if (state > -0.12) return 'broken';
  return 'clear';
}

/** Mist lies in the valley at night and is gone by noon. */
export function mistBySun(air: Air, sunAltitudeDeg: number): number {
  return air.kind === 'fog' ? 1 : air.mist * smoothstep(24, 4, sunAltitudeDeg);
}
