/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import { toDisplay, type Exposed } from './exposure.ts';
import { noiseLevel, REEL_MASK, type FrameNoise } from './grain.ts';
import type { Landscape } from './landscape.ts';
import type { Rgb } from './light.ts';
import { mix } from './noise.ts';
import { SKY_CELL, type SkyPicture } from './sky-picture.ts';

/** Develops the sky's grid and spreads it over the pixels above the skyline, with the grain. */
export function spreadSky(
  pixels: Uint8ClampedArray,
  land: Landscape,
  sky: SkyPicture,
  exposed: Exposed,
  noise: FrameNoise,
): void {
  const { view, skyline } = land;
  const developed = develop(sky, exposed.factors);
  let lowest = 0;
  for (const row of skyline) lowest = Math.max(lowest, Math.ceil(row) + 1);
  lowest = Math.min(view.height, lowest);
  const line = view.width * 3;
  const upper = new Float32Array(line);
  const lower = new Float32Array(line);
  const level = noiseLevel(exposed.gain);
  let cell = -1;
  for (let row = 0; row < lowest; row += 1) {
    const j = Math.min(sky.rows - 2, Math.floor(row / SKY_CELL));
    if (j !== cell) {
      stretch(developed, sky.columns, j, upper);
      stretch(developed, sky.columns, j + 1, lower);
      cell = j;
    }
    const share = Math.min(1, row / SKY_CELL - j);
    const { reel } = noise.grain;
    let frame = mix(noise.start + row) & REEL_MASK;
    let at = row * line;
    for (let i = 0; i < line; i += 3) {
      const luma = reel[frame & REEL_MASK]! * level;
      const tint = reel[(frame + 7919) & REEL_MASK]! * level * 0.35;
      frame += 1;
      pixels[at] = upper[i]! + (lower[i]! - upper[i]!) * share + luma + tint;
      pixels[at + 1] = upper[i + 1]! + (lower[i + 1]! - upper[i + 1]!) * share + luma;
      pixels[at + 2] = upper[i + 2]! + (lower[i + 2]! - upper[i + 2]!) * share + luma - tint;
      at += 3;
    }
  }
}

function develop(sky: SkyPicture, [red, green, blue]: Rgb): Float32Array {
  const developed = new Float32Array(sky.rgb.length);
  for (let i = 0; i < developed.length; i += 3) {
    developed[i] = toDisplay(sky.rgb[i]! * red);
    developed[i + 1] = toDisplay(sky.rgb[i + 1]! * green);
    developed[i + 2] = toDisplay(sky.rgb[i + 2]! * blue);
  }
  return developed;
}

function stretch(grid: Float32Array, columns: number, row: number, out: Float32Array): void {
  let at = row * columns * 3;
  for (let i = 0; i < out.length; at += 3) {
    for (let k = 0; k < SKY_CELL && i < out.length; k += 1, i += 3) {
      const share = k / SKY_CELL;
      out[i] = grid[at]! + (grid[at + 3]! - grid[at]!) * share;
      out[i + 1] = grid[at + 1]! + (grid[at + 4]! - grid[at + 1]!) * share;
      out[i + 2] = grid[at + 2]! + (grid[at + 5]! - grid[at + 2]!) * share;
    }
  }
}
