/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the painting loops are in range by construction, and a check per pixel costs time. */
import { dustPhase } from './atmosphere.ts';
import { lookThroughClouds, type CloudSample, type CloudShapes } from './clouds.ts';
import type { Light, Rgb } from './light.ts';
import { clamp } from './noise.ts';
import type { View } from './view.ts';
import type { Air } from './weather.ts';

/** Side of one cell of the sky's grid, in pixels: clouds are soft, and this is sixteen times less. */
export const SKY_CELL = 4;

/** The sky as linear light, on a grid of cells, from the top of the picture to the horizon. */
export interface SkyPicture {
  readonly columns: number;
  readonly rows: number;
  readonly rgb: Float32Array;
  /** What of the stars behind comes through, 0 to 1. */
  readonly clear: Float32Array;
  /** Mean colour of the lowest rows per column: what haze takes on at a distance. */
  readonly rim: Float32Array;
  readonly mean: Rgb;
}

export function paintSky(view: View, light: Light, air: Air, shapes: CloudShapes): SkyPicture {
  const columns = Math.ceil(view.width / SKY_CELL) + 1;
  const rows = Math.ceil(view.horizon / SKY_CELL) + 1;
  const rgb = new Float32Array(columns * rows * 3);
  const clear = new Float32Array(columns * rows);
  const sample: CloudSample = { r: 0, g: 0, b: 0, clear: 1 };
  const base = new Float64Array(3);
  const ambient = cloudAmbient(light, air);
  const veil = Math.max(Math.min(0.95, air.fog * 1.3), air.cover > 0.85 ? 0.25 : 0);
  for (let j = 0; j < rows; j += 1) {
    const up = Math.max(0.004, (view.horizon - j * SKY_CELL) / view.focal);
    for (let i = 0; i < columns; i += 1) {
      const side = (i * SKY_CELL - view.width / 2) / view.focal;
      const norm = 1 / Math.sqrt(1 + side * side + up * up);
      const x = side * norm;
      const y = up * norm;
      clearSkyAt(light, view, i * SKY_CELL, j * SKY_CELL, x, y, norm, base);
      lookThroughClouds(shapes, air, light.lamps, ambient, x, y, norm, jitterAt(i, j), sample);
      const low = veil * Math.exp(-y * 3.2);
      const at = j * columns + i;
      clear[at] = sample.clear * (1 - low);
      rgb[at * 3] = mixed(base[0]! * sample.clear + sample.r, ambient[0] * 0.85, low);
      rgb[at * 3 + 1] = mixed(base[1]! * sample.clear + sample.g, ambient[1] * 0.85, low);
      rgb[at * 3 + 2] = mixed(base[2]! * sample.clear + sample.b, ambient[2] * 0.85, low);
    }
  }
  soften(rgb, columns, rows, 3);
  soften(clear, columns, rows, 1);
  const mean = meanOf(rgb);
  const rim = airlight(rimOf(rgb, columns, rows, mean), mean, light.sunUp);
  return { columns, rows, rgb, clear, rim, mean };
}

/** Steps of the four cells of a square lie between each other's; `soften` then takes their mean. */
const jitter = [0.125, 0.625, 0.875, 0.375] as const;

function jitterAt(i: number, j: number): number {
  return jitter[((i & 1) + 2 * (j & 1)) as 0 | 1 | 2 | 3];
}

/** A filter of 1 2 1 both ways: it cancels exactly what alternates from cell to cell. */
function soften(grid: Float32Array, columns: number, rows: number, channels: number): void {
  const line = columns * channels;
  let above = grid.slice(0, line);
  const here = new Float32Array(line);
  for (let j = 0; j < rows; j += 1) {
    const at = j * line;
    const below = j + 1 < rows ? at + line : at;
    for (let i = 0; i < line; i += 1) {
      here[i] = (above[i]! + 2 * grid[at + i]! + grid[below + i]!) / 4;
    }
    above = grid.slice(at, at + line);
    for (let i = 0; i < line; i += 1) {
      const left = i < channels ? i : i - channels;
      const right = i + channels >= line ? i : i + channels;
      grid[at + i] = (here[left]! + 2 * here[i]! + here[right]!) / 4;
    }
  }
}

function mixed(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** Light on the clouds from everywhere but the lamps; a closed cover hands less of it down, greyer. */
function cloudAmbient(light: Light, air: Air): Rgb {
  const closed = clamp((air.cover - 0.55) / 0.45, 0, 1);
  const thick = Math.exp(-air.density * air.thickness * 0.075);
  const out: [number, number, number] = [0, 0, 0];
  for (let c = 0; c < 3; c += 1) {
    let direct = 0;
    for (const { clouds, direction } of light.lamps) {
      direct += clouds[c]! * Math.max(0, direction.y + 0.06) * 0.2;
    }
    const open = light.zenith[c]! * 0.55 + light.behind[c]! * 0.5 + direct * 0.35;
    const shut = (light.zenith[c]! * 0.5 + light.behind[c]! * 0.2 + direct) * thick;
    out[c] = mixed(open, shut, closed);
  }
  const grey = (out[0] + out[1] + out[2]) / 3;
  return [
    mixed(out[0], grey, closed * 0.6),
    mixed(out[1], grey, closed * 0.6),
    mixed(out[2], grey * 1.06, closed * 0.6),
  ];
}

/** The clear sky and the lamps themselves with their halo. */
function clearSkyAt(
  light: Light,
  view: View,
  px: number,
  py: number,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): void {
  const { sky, lamps } = light;
  const u = clamp(px / view.width, 0, 0.9999) * (sky.columns - 1);
  const v = clamp(py / view.horizon, 0, 0.9999) * (sky.rows - 1);
  const i = Math.floor(u);
  const j = Math.floor(v);
  const at = (j * sky.columns + i) * 3;
  lerpGrid(sky.air, at, sky.columns * 3, u - i, v - j, out, 1, true);
  for (let lamp = 0; lamp < lamps.length; lamp += 1) {
    const { direction, strength, ground } = lamps[lamp]!;
    const cosine = x * direction.x + y * direction.y + z * direction.z;
    lerpGrid(sky.dust[lamp]!, at, sky.columns * 3, u - i, v - j, out, dustPhase(cosine), false);
    if (strength[1] < 0.5 || cosine < 0.985) continue;
    // The sun's disc (a quarter of a degree in radius, softened by the lens) and the lens's bloom.
    const away = Math.acos(Math.min(1, cosine)) * 57.29578;
    const glare = 55 * Math.exp(-((away / 0.36) ** 2)) + 1.1 * Math.exp(-away / 1.1);
    for (let c = 0; c < 3; c += 1) out[c]! += ground[c]! * glare;
  }
}

function lerpGrid(
  grid: Float32Array,
  at: number,
  stride: number,
  fu: number,
  fv: number,
  out: Float64Array,
  weight: number,
  fresh: boolean,
): void {
  for (let c = 0; c < 3; c += 1) {
    const a = at + c;
    const top = grid[a]! + (grid[a + 3]! - grid[a]!) * fu;
    const bottom = grid[a + stride]! + (grid[a + stride + 3]! - grid[a + stride]!) * fu;
    const value = (top + (bottom - top) * fv) * weight;
    out[c] = fresh ? value : out[c]! + value;
  }
}

function rimOf(rgb: Float32Array, columns: number, rows: number, mean: Rgb): Float32Array {
  const first = Math.max(0, rows - 22);
  const rim = new Float32Array(columns * 3);
  const raw = new Float32Array(columns * 3);
  const brightest = 2.2 * Math.max(mean[0], mean[1]);
  for (let i = 0; i < columns; i += 1) {
    for (let j = first; j < rows; j += 1) {
      // Held down as a whole, not per channel: else the glare round the sun would turn green.
      const at = (j * columns + i) * 3;
      const most = Math.max(rgb[at]!, rgb[at + 1]!, rgb[at + 2]!);
      const share = Math.min(1, brightest / Math.max(1e-12, most)) / (rows - first);
      for (let c = 0; c < 3; c += 1) raw[i * 3 + c]! += rgb[at + c]! * share;
    }
  }
  const reach = Math.max(2, Math.floor(columns / 16));
  for (let i = 0; i < columns; i += 1) {
    const from = Math.max(0, i - reach);
    const to = Math.min(columns - 1, i + reach);
    for (let k = from; k <= to; k += 1) {
      for (let c = 0; c < 3; c += 1) rim[i * 3 + c]! += raw[k * 3 + c]! / (to - from + 1);
    }
  }
  return rim;
}

/**
 * The glow at the horizon of a twilight comes from air far away and high up. The air between the
 * camera and the hills lies in the earth's shadow by then and has only the sky's own light.
 */
function airlight(rim: Float32Array, mean: Rgb, sunUp: number): Float32Array {
  for (let i = 0; i < rim.length; i += 1) {
    rim[i] = mixed(mean[(i % 3) as 0 | 1 | 2] * 0.45, rim[i]!, 0.1 + 0.9 * sunUp);
  }
  return rim;
}

/** Mean colour of the middle of the sky, of a share of its width and height. */
export function meanOfMiddle({ rgb, columns, rows }: SkyPicture, share: number): Rgb {
  const wide = Math.max(1, Math.round(columns * share));
  const high = Math.max(1, Math.round(rows * share));
  const left = (columns - wide) >> 1;
  const top = (rows - high) >> 1;
  const middle = new Float32Array(wide * high * 3);
  for (let j = 0; j < high; j += 1) {
    const from = ((top + j) * columns + left) * 3;
    middle.set(rgb.subarray(from, from + wide * 3), j * wide * 3);
  }
  return meanOf(middle);
}

function meanOf(rgb: Float32Array): Rgb {
  const mean: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < rgb.length; i += 3) {
    for (let c = 0; c < 3; c += 1) mean[c]! += Math.min(3, rgb[i + c]!);
  }
  const points = rgb.length / 3;
  return [mean[0] / points, mean[1] / points, mean[2] / points];
}
