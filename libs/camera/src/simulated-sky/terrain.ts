/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import {
  clamp,
  fractalTile,
  gradientNoise,
  randomFrom,
  smoothstep,
  tileAt,
  type Tile,
} from './noise.ts';

/** A stretch of land ahead of the camera, as heights above the camera (metres). */
export interface Terrain {
  readonly heights: Float32Array;
  readonly rough: Tile;
  /** Height of the lake's surface above the camera; below it, so negative. */
  readonly lakeLevel: number;
}

/** Half the width and the depth of the land, metres, and how many cells it is cut into. */
const HALF_WIDTH = 20_000;
const LAND_DEPTH = 32_000;
const LAND_CELLS = 768;

export function makeTerrain(seed: number): Terrain {
  const random = randomFrom(seed);
  const shape = {
    seed,
    lakeLevel: -(190 + random() * 90),
    nearRange: 4200 + random() * 1800,
    peak: 2500 + random() * 900,
    valleyShift: (random() - 0.5) * 1.1,
    valleyWidth: 0.16 + random() * 0.14,
    lakeShore: 2300 + random() * 1900,
  };
  const heights = new Float32Array(LAND_CELLS * LAND_CELLS);
  for (let j = 0; j < LAND_CELLS; j += 1) {
    const z = (j / (LAND_CELLS - 1)) * LAND_DEPTH;
    for (let i = 0; i < LAND_CELLS; i += 1) {
      const x = ((i / (LAND_CELLS - 1)) * 2 - 1) * HALF_WIDTH;
      heights[j * LAND_CELLS + i] = landHeight(x, z, shape);
    }
  }
  return { heights, rough: fractalTile(512, seed + 77, 8, 6), lakeLevel: shape.lakeLevel };
}

interface Shape {
  readonly seed: number;
  readonly lakeLevel: number;
  readonly nearRange: number;
  readonly peak: number;
  readonly valleyShift: number;
  readonly valleyWidth: number;
  readonly lakeShore: number;
}

function landHeight(x: number, z: number, shape: Shape): number {
  const { seed, lakeLevel, nearRange, peak } = shape;
  // The ground is bent before the ridges are drawn, or they would run like the lattice.
  const bendX = 900 * gradientNoise(x / 5200, z / 5200, seed + 5, 4096);
  const bendZ = 900 * gradientNoise(x / 5200, z / 5200, seed + 6, 4096);
  const ridges = ridgedNoise((x + bendX) / 6800, (z + bendZ) / 6800, seed + 9);
  const broad = gradientNoise(x / 9000, z / 9000, seed + 3, 4096);
  // A valley leads away between the ranges, so that the eye has somewhere to go.
  const across = x / Math.max(3000, z) - shape.valleyShift * 0.45;
  const open = smoothstep(shape.valleyWidth * 0.3, shape.valleyWidth * 2.4, Math.abs(across));
  const rise = smoothstep(nearRange * 0.55, nearRange * 2.3, z + Math.abs(across) * 3200);
  const wall = rise * (0.18 + 0.82 * open) * (0.72 + 0.75 * broad);
  const hills = 130 * gradientNoise(x / 1400, z / 1400, seed + 21, 4096);
  const lakeBed =
    lakeLevel - 60 + 150 * smoothstep(shape.lakeShore * 0.8, shape.lakeShore * 1.5, z);
  const floor = lakeBed + hills * (0.35 + 0.65 * rise) + 90 * Math.abs(across);
  return floor + wall * peak * (0.12 + 1.15 * ridges);
}

/** Ridged multifractal noise, 0 to about 1: each octave is rough only where the last one is high. */
function ridgedNoise(x: number, y: number, seed: number): number {
  let sum = 0;
  let weight = 1;
  let amplitude = 0.62;
  let scale = 1;
  for (let octave = 0; octave < 6; octave += 1) {
    const noise = gradientNoise(x * scale, y * scale, seed + octave * 131, 8192);
    const crest = (1 - Math.min(1, Math.abs(noise) * 2)) ** 2 * weight;
    sum += crest * amplitude;
    weight = clamp(crest * 1.9, 0, 1);
    amplitude *= 0.5;
    scale *= 2.07;
  }
  return sum;
}

/** Height of the land without its small roughness, by bilinear look-up. */
export function landAt(terrain: Terrain, x: number, z: number): number {
  const { heights } = terrain;
  const u = clamp((x / HALF_WIDTH + 1) / 2, 0, 0.9999) * (LAND_CELLS - 1);
  const v = clamp(z / LAND_DEPTH, 0, 0.9999) * (LAND_CELLS - 1);
  const i = Math.floor(u);
  const j = Math.floor(v);
  const at = j * LAND_CELLS + i;
  const fu = u - i;
  const fv = v - j;
  const top = heights[at]! + (heights[at + 1]! - heights[at]!) * fu;
  const down = at + LAND_CELLS;
  const bottom = heights[down]! + (heights[down + 1]! - heights[down]!) * fu;
  return top + (bottom - top) * fv;
}

/** Height with gullies and rocks; never below the lake. */
export function surfaceAt(terrain: Terrain, x: number, z: number): number {
  const land = landAt(terrain, x, z);
  const above = clamp((land - terrain.lakeLevel) / 700, 0, 1);
  const gullies = tileAt(terrain.rough, x / 2600, z / 2600) - 0.5;
  const rocks = tileAt(terrain.rough, x / 420 + 0.37, z / 420 + 0.11) - 0.5;
  // Near the camera the meadow it stands on falls away to the shore.
  const meadow = -7 - z * 0.3 - 0.00009 * z * z + rocks * 6;
  const rough = land + above * (gullies * 190 + rocks * 20) + rocks * 5;
  const near = smoothstep(900, 250, z);
  return Math.max(terrain.lakeLevel, rough + (Math.max(meadow, rough) - rough) * near);
}
