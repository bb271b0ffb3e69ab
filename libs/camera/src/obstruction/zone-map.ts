import type { SmallPicture } from '../small-picture.ts';

export const ZONE_COLUMNS = 24;
export const ZONE_ROWS = 14;
export const ZONES = ZONE_COLUMNS * ZONE_ROWS;

/** What a frame looks like zone by zone, in logarithms: differences of these are ratios. */
export interface ZoneMap {
  /** Detail of one pixel: what a blurred lens loses first. */
  readonly fine: Float32Array;
  /** Detail of some pixels: what only a veil takes away. */
  readonly coarse: Float32Array;
  /** Brightness against that of the whole frame. */
  readonly light: Float32Array;
  /** How colourful, as a share. */
  readonly colour: Float32Array;
}

/** Below so many levels of detail there is nothing to lose. */
const FLOOR = 0.35;

export function zoneMapOf(picture: SmallPicture): ZoneMap {
  const { width, height, grey, rgb } = picture;
  const columns = edgesOf(ZONE_COLUMNS, width);
  const rows = edgesOf(ZONE_ROWS, height);
  const map: ZoneMap = {
    fine: new Float32Array(ZONES),
    coarse: new Float32Array(ZONES),
    light: new Float32Array(ZONES),
    colour: new Float32Array(ZONES),
  };
  let total = 0;
  for (let j = 0; j < ZONE_ROWS; j += 1) {
    for (let i = 0; i < ZONE_COLUMNS; i += 1) {
      const zone = j * ZONE_COLUMNS + i;
      const [left, right] = [at(columns, i), at(columns, i + 1)];
      const [top, bottom] = [at(rows, j), at(rows, j + 1)];
      const sums = measureZone(grey, rgb, width, height, left, top, right, bottom);
      map.fine[zone] = Math.log(sums.fine + FLOOR);
      map.coarse[zone] = Math.log(sums.coarse + FLOOR);
      map.light[zone] = sums.light;
      map.colour[zone] = sums.colour;
      total += sums.light;
    }
  }
  const mean = total / ZONES;
  for (let zone = 0; zone < ZONES; zone += 1) {
    map.light[zone] = Math.log((at(map.light, zone) + 4) / (mean + 4));
  }
  return map;
}

/** Pixels between the samples of coarse detail. */
const REACH = 5;

function measureZone(
  grey: Uint8Array,
  rgb: Uint8Array,
  width: number,
  height: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): { fine: number; coarse: number; light: number; colour: number } {
  let fine = 0;
  let coarse = 0;
  let light = 0;
  let colour = 0;
  let count = 0;
  const x1 = Math.min(right, width - REACH);
  const y1 = Math.min(bottom, height - REACH);
  for (let y = Math.max(REACH, top); y < y1; y += 1) {
    for (let x = Math.max(REACH, left); x < x1; x += 1) {
      const i = y * width + x;
      const here = at(grey, i);
      // Across the diagonals too, so that fine lines of any direction count.
      const edge =
        4 * here - at(grey, i - 1) - at(grey, i + 1) - at(grey, i - width) - at(grey, i + width);
      fine += edge < 0 ? -edge : edge;
      const across = at(grey, i + REACH) - at(grey, i - REACH);
      const down = at(grey, i + REACH * width) - at(grey, i - REACH * width);
      coarse += (across < 0 ? -across : across) + (down < 0 ? -down : down);
      light += here;
      const [red, green, blue] = [at(rgb, i * 3), at(rgb, i * 3 + 1), at(rgb, i * 3 + 2)];
      const most = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
      const least = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
      colour += (most - least) / (most + 8);
      count += 1;
    }
  }
  const share = 1 / Math.max(1, count);
  return {
    fine: fine * share,
    coarse: coarse * share,
    light: light * share,
    colour: colour * share,
  };
}

function edgesOf(cells: number, length: number): Int32Array {
  return Int32Array.from({ length: cells + 1 }, (_, cell) => Math.round((cell * length) / cells));
}

function at(values: Uint8Array | Float32Array | Int32Array, index: number): number {
  return values[index] ?? 0;
}
