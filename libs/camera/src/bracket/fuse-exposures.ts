/* eslint-disable @typescript-eslint/no-non-null-assertion -- Indices of the loops are in range by construction, and a check per pixel costs time. */
import { weightsOf, type Strip } from './exposure-weights.ts';
import { emptyPlane, expandRows, reduced, type Plane } from './pyramid.ts';

/** A picture as red, green, blue, row by row. */
export type RawPicture = Strip;

/** Levels of detail that are blended strip by strip; what is coarser, in one piece. */
const FINE_LEVELS = 3;
const STEP = 2 ** FINE_LEVELS;
/** Rows beside a strip that its own need: 14 to reduce three times, as many again to expand. */
const MARGIN = 6 * STEP;
/** Pixels of a strip with its margins, about: what bounds the memory. */
const STRIP_PIXELS = 300_000;
const CHANNELS = [0, 1, 2] as const;

/**
 * One picture of several exposures of a scene: of each part what shows most there, blended at every
 * scale so that no seam is seen (exposure fusion: Mertens, Kautz and Van Reeth, 2007). All of one size.
 *
 * A pyramid of all at once would take some fifty times the room of a picture. Here only its coarse
 * levels, a sixty-fourth of that, are held as a whole; the fine ones are made anew strip by strip.
 */
export function fuseExposures(
  exposures: readonly RawPicture[],
  stripRows = rowsOfStrip(exposures[0]?.width ?? 1),
): RawPicture {
  const [first] = exposures;
  if (!first) throw new RangeError('There is no exposure to be fused.');
  const { width, height } = first;
  if (exposures.some((other) => other.width !== width || other.height !== height)) {
    throw new RangeError('The exposures are not of one size.');
  }
  const strips = stripsOf(height, stripRows);
  const coarse = coarsened(exposures, strips);
  const base = CHANNELS.map((channel) =>
    blended(
      coarse.colours.map((colours) => colours[channel]),
      coarse.weights,
    ),
  );
  const rgb = new Uint8Array(width * height * 3);
  for (const strip of strips) detail(exposures, strip, base, rgb);
  return { width, height, rgb };
}

function rowsOfStrip(width: number): number {
  return Math.max(STEP, Math.floor(STRIP_PIXELS / width / STEP) * STEP - 2 * MARGIN);
}

/** Rows of the picture: those that are wanted, and those that they are made from. */
interface Rows {
  readonly from: number;
  readonly to: number;
  readonly madeFrom: number;
  readonly madeTo: number;
}

/** All but the last end at a multiple of `STEP`, so that each has the pixels of the whole's pyramid. */
function stripsOf(height: number, rows: number): Rows[] {
  const each = Math.max(STEP, Math.floor(rows / STEP) * STEP);
  const strips: Rows[] = [];
  for (let from = 0; from < height; from += each) {
    const to = Math.min(height, from + each);
    const madeFrom = Math.max(0, from - MARGIN);
    strips.push({ from, to, madeFrom, madeTo: Math.min(height, to + MARGIN) });
  }
  return strips;
}

function cut({ width, rgb }: RawPicture, { madeFrom, madeTo }: Rows): Strip {
  const part = rgb.subarray(madeFrom * width * 3, madeTo * width * 3);
  return { width, height: madeTo - madeFrom, rgb: part };
}

/** The exposures and their weights, a few levels down the pyramid. */
function coarsened(
  exposures: readonly RawPicture[],
  strips: readonly Rows[],
): { weights: Plane[]; colours: [Plane, Plane, Plane][] } {
  const { width, height } = exposures[0]!;
  const empty = (): Plane => emptyPlane(Math.ceil(width / STEP), Math.ceil(height / STEP));
  const weights = exposures.map(empty);
  const colours = exposures.map((): [Plane, Plane, Plane] => [empty(), empty(), empty()]);
  for (const rows of strips) {
    const parts = exposures.map((exposure) => cut(exposure, rows));
    weightsOf(parts).forEach((weight, e) => put(weights[e]!, lowered(weight), rows));
    parts.forEach((part, e) => {
      for (const channel of CHANNELS) {
        put(colours[e]![channel], lowered(channelOf(part, channel)), rows);
      }
    });
  }
  return { weights, colours };
}

function put(whole: Plane, part: Plane, { from, to, madeFrom }: Rows): void {
  const [first, end] = [from / STEP, Math.ceil(to / STEP)];
  const at = first - madeFrom / STEP;
  const rows = part.values.subarray(at * part.width, (at + end - first) * part.width);
  whole.values.set(rows, first * whole.width);
}

function lowered(plane: Plane): Plane {
  let low = plane;
  for (let level = 0; level < FINE_LEVELS; level += 1) low = reduced(low);
  return low;
}

function channelOf({ width, height, rgb }: Strip, channel: number): Plane {
  const out = emptyPlane(width, height);
  for (let i = 0, at = channel; i < out.values.length; i += 1, at += 3) out.values[i] = rgb[at]!;
  return out;
}

/** Blends whole planes, down to where nothing is left to be told apart. */
function blended(planes: readonly Plane[], weights: readonly Plane[]): Plane {
  const { width, height } = planes[0]!;
  const out = emptyPlane(width, height);
  if (Math.min(width, height) <= 2) {
    planes.forEach((plane, e) => addWeighted(out, plane, weights[e]!));
    return out;
  }
  const lower = planes.map(reduced);
  const base = blended(lower, weights.map(reduced));
  planes.forEach((plane, e) => {
    addDetail(out, plane, lower[e]!, weights[e]!);
  });
  addExpanded(out, base);
  return out;
}

/** The fine levels of one strip over the coarse ones of the whole, into the picture. */
function detail(
  exposures: readonly RawPicture[],
  rows: Rows,
  base: readonly Plane[],
  rgb: Uint8Array,
): void {
  const parts = exposures.map((exposure) => cut(exposure, rows));
  const weights = weightsOf(parts).map(levelsOf);
  for (const channel of CHANNELS) {
    let out = partOf(base[channel]!, rows);
    const colours = parts.map((part) => levelsOf(channelOf(part, channel)));
    for (let level = FINE_LEVELS - 1; level >= 0; level -= 1) {
      const { width, height } = weights[0]![level]!;
      const finer = emptyPlane(width, height);
      colours.forEach((levels, e) => {
        addDetail(finer, levels[level]!, levels[level + 1]!, weights[e]![level]!);
      });
      addExpanded(finer, out);
      out = finer;
    }
    const { width } = out;
    for (let y = rows.from; y < rows.to; y += 1) {
      const line = (y - rows.madeFrom) * width;
      for (let x = 0, to = y * width * 3 + channel; x < width; x += 1, to += 3) {
        const value = out.values[line + x]! + 0.5;
        rgb[to] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
    }
  }
}

function levelsOf(plane: Plane): Plane[] {
  const levels = [plane];
  for (let level = 0; level < FINE_LEVELS; level += 1) levels.push(reduced(levels[level]!));
  return levels;
}

function partOf({ width, values }: Plane, { madeFrom, madeTo }: Rows): Plane {
  const [first, end] = [madeFrom / STEP, Math.ceil(madeTo / STEP)];
  return { width, height: end - first, values: values.slice(first * width, end * width) };
}

function addWeighted(out: Plane, plane: Plane, weight: Plane): void {
  for (let i = 0; i < out.values.length; i += 1) {
    out.values[i] = out.values[i]! + plane.values[i]! * weight.values[i]!;
  }
}

/** What `lower` has lost of `plane`, by its weight. */
function addDetail(out: Plane, plane: Plane, lower: Plane, weight: Plane): void {
  const { width, height } = plane;
  expandRows(lower, width, height, (y, row) => {
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      out.values[i] = out.values[i]! + (plane.values[i]! - row[x]!) * weight.values[i]!;
    }
  });
}

function addExpanded(out: Plane, lower: Plane): void {
  const { width, height } = out;
  expandRows(lower, width, height, (y, row) => {
    for (let x = 0, i = y * width; x < width; x += 1, i += 1) {
      out.values[i] = out.values[i]! + row[x]!;
    }
  });
}
