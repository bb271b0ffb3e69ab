import type { SmallPicture } from '../small-picture.ts';

export const ZONE_COLUMNS = 24;
export const ZONE_ROWS = 14;
export const ZONES = ZONE_COLUMNS * ZONE_ROWS;

/** What a frame looks like zone by zone, in logarithms: differences of these are ratios. */
export interface ZoneMap {
  /** Detail of one pixel: what a blurred lens loses first, and what noise has most of. */
  readonly fine: Float32Array;
  /** Detail of two pixels: lost to a blur as well, and noise has little of it. */
  readonly middle: Float32Array;
  /** Detail of four pixels: what only a veil takes away. */
  readonly coarse: Float32Array;
  /** Brightness against that of the whole frame. */
  readonly light: Float32Array;
  /** The darkest and the brightest spot within, against the whole frame likewise. */
  readonly dark: Float32Array;
  readonly bright: Float32Array;
  /** How colourful, as a share. */
  readonly colour: Float32Array;
}

export const zoneKeys = ['fine', 'middle', 'coarse', 'light', 'dark', 'bright', 'colour'] as const;

/** Grey levels, row by row. */
export interface GreyPlane {
  readonly width: number;
  readonly height: number;
  readonly grey: Uint8Array;
}

/** A picture at three scales: the whole, a half and a quarter of its sides. */
type GreyScales = readonly [whole: GreyPlane, half: GreyPlane, quarter: GreyPlane];

/** Below so many levels of detail there is nothing to lose. */
const FLOOR = 0.35;
/** So that black is no minus infinity; about the noise of a sensor. */
const BLACK = 4;

export function scalesOf({ width, height, grey }: SmallPicture): GreyScales {
  const whole = { width, height, grey };
  const half = halved(whole);
  return [whole, half, halved(half)];
}

export function zoneMapOf(picture: SmallPicture, scales = scalesOf(picture)): ZoneMap {
  const [whole, half, quarter] = scales;
  const spots = spotsOf(quarter);
  let total = 0;
  for (const level of spots.mean) total += level;
  const mean = total / ZONES;
  const against = (level: number): number => Math.log((level + BLACK) / (mean + BLACK));
  return {
    fine: detailOf(whole),
    middle: detailOf(half),
    coarse: detailOf(quarter),
    light: spots.mean.map(against),
    dark: spots.least.map(against),
    bright: spots.most.map(against),
    colour: colourOf(picture),
  };
}

/** Each pixel the mean of four; noise is halved, detail of more than a pixel stays. */
function halved({ width, height, grey }: GreyPlane): GreyPlane {
  const [wide, high] = [width >> 1, height >> 1];
  const out = new Uint8Array(wide * high);
  for (let y = 0, to = 0; y < high; y += 1) {
    for (let x = 0, i = 2 * y * width; x < wide; x += 1, i += 2, to += 1) {
      out[to] =
        (at(grey, i) + at(grey, i + 1) + at(grey, i + width) + at(grey, i + width + 1) + 2) >> 2;
    }
  }
  return { width: wide, height: high, grey: out };
}

/** Mean of the Laplacian's size per zone, as its logarithm. */
function detailOf({ width, height, grey }: GreyPlane): Float32Array {
  const out = new Float32Array(ZONES);
  forEachZone(width, height, 1, (zone, left, top, right, bottom) => {
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      const first = y * width + left;
      // The neighbours in the row are carried along: each pixel of it is read once.
      let [before, here] = [at(grey, first - 1), at(grey, first)];
      for (let i = first, end = y * width + right; i < end; i += 1) {
        const next = at(grey, i + 1);
        const edge = 4 * here - before - next - at(grey, i - width) - at(grey, i + width);
        sum += edge < 0 ? -edge : edge;
        before = here;
        here = next;
      }
    }
    out[zone] = Math.log(sum / Math.max(1, (right - left) * (bottom - top)) + FLOOR);
  });
  return out;
}

/** Mean, least and most of each zone, in levels. */
function spotsOf({
  width,
  height,
  grey,
}: GreyPlane): Record<'mean' | 'least' | 'most', Float32Array> {
  const spots = {
    mean: new Float32Array(ZONES),
    least: new Float32Array(ZONES),
    most: new Float32Array(ZONES),
  };
  forEachZone(width, height, 0, (zone, left, top, right, bottom) => {
    let [sum, least, most] = [0, 255, 0];
    for (let y = top; y < bottom; y += 1) {
      for (let i = y * width + left, end = y * width + right; i < end; i += 1) {
        const here = at(grey, i);
        sum += here;
        if (here < least) least = here;
        if (here > most) most = here;
      }
    }
    spots.mean[zone] = sum / Math.max(1, (right - left) * (bottom - top));
    spots.least[zone] = least;
    spots.most[zone] = most;
  });
  return spots;
}

/** Every second pixel of every second row tells as much of the colour as all of them. */
function colourOf({ width, height, rgb }: SmallPicture): Float32Array {
  const out = new Float32Array(ZONES);
  forEachZone(width, height, 0, (zone, left, top, right, bottom) => {
    let [sum, count] = [0, 0];
    for (let y = top; y < bottom; y += 2) {
      for (let x = left; x < right; x += 2) {
        const i = (y * width + x) * 3;
        const [red, green, blue] = [at(rgb, i), at(rgb, i + 1), at(rgb, i + 2)];
        const most = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
        const least = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
        sum += (most - least) / (most + 8);
        count += 1;
      }
    }
    out[zone] = sum / Math.max(1, count);
  });
  return out;
}

/** The pixels of each zone, none nearer to the picture's border than `margin`. */
function forEachZone(
  width: number,
  height: number,
  margin: number,
  each: (zone: number, left: number, top: number, right: number, bottom: number) => void,
): void {
  for (let zone = 0; zone < ZONES; zone += 1) {
    const [column, row] = [zone % ZONE_COLUMNS, Math.floor(zone / ZONE_COLUMNS)];
    each(
      zone,
      Math.max(margin, Math.round((column * width) / ZONE_COLUMNS)),
      Math.max(margin, Math.round((row * height) / ZONE_ROWS)),
      Math.min(width - margin, Math.round(((column + 1) * width) / ZONE_COLUMNS)),
      Math.min(height - margin, Math.round(((row + 1) * height) / ZONE_ROWS)),
    );
  }
}

function at(values: Uint8Array, index: number): number {
  return values[index] ?? 0;
}
