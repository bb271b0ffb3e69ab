/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import { clamp, fractalTile, smoothstep, tileAt, type Tile } from './noise.ts';
import type { Lamp, Rgb } from './light.ts';
import type { Air } from './weather.ts';

export interface CloudShapes {
  readonly broad: Tile;
  readonly fine: Tile;
}

export function makeCloudShapes(seed: number): CloudShapes {
  return { broad: fractalTile(512, seed + 11, 6, 6), fine: fractalTile(256, seed + 12, 8, 5) };
}

/** What a ray meets on its way up: the clouds' own light, and what share of the sky they let by. */
export interface CloudSample {
  r: number;
  g: number;
  b: number;
  /** 1: nothing in the way. */
  clear: number;
}

const STEPS = 12;
const twoPhases = new Float64Array(2);
const runsToLamp = Float64Array.of(240, 700);

/** Amount of water (0 to 1) at a place in the low clouds; `level` is 0 at their base, 1 at the top. */
function waterAt(shapes: CloudShapes, air: Air, x: number, z: number, level: number): number {
  const broad = tileAt(shapes.broad, (x + air.driftX) / 21_000, (z + air.driftZ) / 21_000);
  const round = level < 0.25 ? 0.25 - level : level - 0.25;
  const excess = broad - (1 - air.cover) - round * round * 0.55;
  if (excess < -0.16) return 0;
  // The fine shape moves a little faster and leans with height: so the clouds also change.
  const fine = tileAt(
    shapes.fine,
    (x + air.driftX * 1.25) / 3900 + level * 0.13,
    (z + air.driftZ * 1.2) / 3900 + level * 0.21,
  );
  return clamp((excess + (fine - 0.55) * 0.3) * 4.5, 0, 1);
}

/** Share of a lamp's light that reaches a place under or among the clouds (for shadows on the land). */
export function cloudShade(
  shapes: CloudShapes,
  air: Air,
  lamp: Lamp,
  x: number,
  z: number,
): number {
  const up = Math.max(0.12, lamp.direction.y);
  const run = (air.base + air.thickness * 0.3) / up;
  const water = waterAt(shapes, air, x + lamp.direction.x * run, z + lamp.direction.z * run, 0.3);
  return (
    Math.exp(-water * air.density * air.thickness * 0.5) *
    (1 - 0.8 * smoothstep(0.7, 0.95, air.cover))
  );
}

/**
 * Looks along a unit ray that points upwards. `ambient` is the sky's own light on the clouds;
 * `jitter` (0 to 1) shifts the steps of the walk, which else would show as terraces.
 */
export function lookThroughClouds(
  shapes: CloudShapes,
  air: Air,
  lamps: readonly Lamp[],
  ambient: Rgb,
  x: number,
  y: number,
  z: number,
  jitter: number,
  out: CloudSample,
): void {
  out.r = 0;
  out.g = 0;
  out.b = 0;
  out.clear = 1;
  const enter = air.base / y;
  const fade = Math.exp(-enter / 60_000);
  if (fade > 0.02) walkLowClouds(shapes, air, lamps, ambient, x, y, z, enter, fade, jitter, out);
  if (out.clear > 0.03) addCirrus(shapes, air, lamps, ambient, x, y, z, out);
}

function walkLowClouds(
  shapes: CloudShapes,
  air: Air,
  lamps: readonly Lamp[],
  ambient: Rgb,
  x: number,
  y: number,
  z: number,
  enter: number,
  fade: number,
  jitter: number,
  out: CloudSample,
): void {
  const step = Math.min(air.thickness / y, 9000) / STEPS;
  const gloom = gloomAt(shapes, air, x * enter, z * enter);
  // There are two lamps at most, and a list per ray would be a hundred thousand of them a frame.
  const phases = twoPhases;
  for (let lamp = 0; lamp < lamps.length; lamp += 1) {
    const { direction } = lamps[lamp]!;
    phases[lamp] = spread(x * direction.x + y * direction.y + z * direction.z);
  }
  for (let k = 0; k < STEPS && out.clear > 0.02; k += 1) {
    const t = enter + (k + jitter) * step;
    const level = (t * y - air.base) / air.thickness;
    const water = waterAt(shapes, air, x * t, z * t, level);
    if (water <= 0) continue;
    const depth = water * air.density * step * fade;
    const stopped = out.clear * (1 - Math.exp(-depth));
    const sky = (0.42 + 0.58 * level) * gloom;
    let r = ambient[0] * sky;
    let g = ambient[1] * sky;
    let b = ambient[2] * sky;
    for (let lamp = 0; lamp < lamps.length; lamp += 1) {
      const { direction, clouds } = lamps[lamp]!;
      const lit = sunThrough(shapes, air, direction, x * t, z * t, level, water) * phases[lamp]!;
      r += clouds[0] * lit;
      g += clouds[1] * lit;
      b += clouds[2] * lit;
    }
    out.r += r * stopped;
    out.g += g * stopped;
    out.b += b * stopped;
    out.clear *= Math.exp(-depth);
  }
}

/** Under a closed cover nothing but its own thickness gives it a shape: dark bellies, paler seams. */
function gloomAt(shapes: CloudShapes, air: Air, x: number, z: number): number {
  const closed = smoothstep(0.6, 0.9, air.cover);
  if (closed === 0) return 1;
  const px = x + air.driftX * 1.1;
  const pz = z + air.driftZ * 1.1;
  const bulk = tileAt(shapes.broad, px / 15_000 + 0.3, pz / 15_000 + 0.6);
  const folds = tileAt(shapes.fine, px / 6200, pz / 6200 + bulk * 0.3);
  const thick = 0.62 * bulk + 0.38 * folds;
  return 1 - closed + closed * (0.3 + 1.75 * (1 - thick) ** 1.6);
}

/** Light that gets through the water between here and the lamp, with what finds its way round. */
function sunThrough(
  shapes: CloudShapes,
  air: Air,
  direction: { readonly x: number; readonly y: number; readonly z: number },
  x: number,
  z: number,
  level: number,
  water: number,
): number {
  let depth = water * 60;
  let last = 60;
  for (let i = 0; i < 2; i += 1) {
    const run = runsToLamp[i]!;
    const higher = level + (direction.y * run) / air.thickness;
    if (higher < 1.05 && higher > -0.05) {
      depth +=
        waterAt(shapes, air, x + direction.x * run, z + direction.z * run, higher) * (run - last);
    }
    last = run;
  }
  depth *= air.density;
  return 0.72 * Math.exp(-depth) + 0.28 * Math.exp(-depth * 0.22);
}

/** How clouds pass light on: a strong forward peak (the silver lining) over an even glow. */
function spread(cosine: number): number {
  const g = 0.72;
  const peak = (1 - g * g) / (4 * Math.PI * (1 + g * g - 2 * g * cosine) ** 1.5);
  return 0.17 + 0.32 * Math.min(1.4, peak);
}

function addCirrus(
  shapes: CloudShapes,
  air: Air,
  lamps: readonly Lamp[],
  ambient: Rgb,
  x: number,
  y: number,
  z: number,
  out: CloudSample,
): void {
  const t = 8500 / y;
  if (t > 120_000 || air.cirrus < 0.03) return;
  const px = x * t + air.driftX * 2.2;
  const pz = z * t + air.driftZ * 2.2;
  const along = px * 0.8 + pz * 0.6;
  const across = pz * 0.8 - px * 0.6;
  const sheet = tileAt(shapes.broad, along / 90_000 + 0.4, across / 42_000);
  const strands = tileAt(shapes.fine, along / 52_000, across / 9000 + sheet * 0.7);
  const ice = smoothstep(1 - air.cirrus, 1.15, sheet) * (0.25 + 0.9 * strands * strands);
  const stopped = out.clear * clamp(ice * 0.85, 0, 0.75) * Math.exp(-t / 90_000);
  for (let lamp = 0; lamp < lamps.length; lamp += 1) {
    const { direction, cirrus } = lamps[lamp]!;
    const lit = stopped * spread(x * direction.x + y * direction.y + z * direction.z) * 0.8;
    out.r += cirrus[0] * lit;
    out.g += cirrus[1] * lit;
    out.b += cirrus[2] * lit;
  }
  out.r += ambient[0] * stopped * 0.8;
  out.g += ambient[1] * stopped * 0.8;
  out.b += ambient[2] * stopped * 0.8;
  out.clear -= stopped;
}
