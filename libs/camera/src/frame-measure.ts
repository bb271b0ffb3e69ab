import { readSmallPicture, type SmallPicture } from './small-picture.ts';

/** What can be said of a frame's picture by looking at its pixels. */
export interface FrameMeasure {
  readonly width: number;
  readonly height: number;
  /** Mean brightness as displayed (gamma-coded), 0 black to 1 white. */
  readonly luminance: number;
  /** Shares of the pixels in sixteen equal steps of brightness, from black to white. */
  readonly histogram: readonly number[];
  /** Variance of the Laplacian on a grey copy about 480 px wide (levels²); 10 and less is blurred. */
  readonly sharpness: number;
  /** Mean luminance of 8 rows of 12 zones each, from the top left. */
  readonly zones: readonly (readonly number[])[];
  /** 64-bit difference hash, 16 hex digits: frames that look alike differ in few bits. */
  readonly hash: string;
}

/** Decodes a whole JPEG and measures it. Rejects when it cannot be decoded to the end. */
export async function measureFrame(jpeg: Uint8Array): Promise<FrameMeasure> {
  return measurePicture(await readSmallPicture(jpeg));
}

export function measurePicture(picture: SmallPicture): FrameMeasure {
  const { grey, width, height, frameWidth, frameHeight } = picture;
  const levels = levelsOf(grey);
  let sum = 0;
  levels.forEach((count, level) => (sum += count * level));
  return {
    width: frameWidth,
    height: frameHeight,
    luminance: sum / grey.length / 255,
    histogram: histogramOf(levels, grey.length),
    zones: zonesOf(grey, width, height),
    sharpness: laplacianVariance(grey, width, height),
    hash: differenceHash(miniatureOf(grey, width, height)),
  };
}

function levelsOf(grey: Uint8Array): Uint32Array {
  const levels = new Uint32Array(256);
  // Counted by index: an iterator costs more than what is done with each pixel.
  for (let i = 0; i < grey.length; i += 1) {
    const level = grey[i] ?? 0;
    levels[level] = (levels[level] ?? 0) + 1;
  }
  return levels;
}

function histogramOf(levels: Uint32Array, pixels: number): number[] {
  return Array.from({ length: 16 }, (_, step) => {
    const count = levels.subarray(step * 16, step * 16 + 16).reduce((a, b) => a + b, 0);
    return Math.round((count / pixels) * 1e4) / 1e4;
  });
}

/** 9 × 8 pixels, each the mean of its part of the picture. */
function miniatureOf(grey: Uint8Array, width: number, height: number): Float64Array {
  const sums = new Float64Array(72);
  const counts = new Float64Array(72);
  // Where each of the nine columns ends; a division per pixel would be most of the work.
  const ends = Array.from({ length: 9 }, (_, column) => Math.ceil(((column + 1) * width) / 9));
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor((y * 8) / height) * 9;
    let x = 0;
    for (let column = 0; column < 9; column += 1) {
      const end = ends[column] ?? width;
      let sum = 0;
      counts[row + column] = (counts[row + column] ?? 0) + end - x;
      for (; x < end; x += 1) sum += grey[y * width + x] ?? 0;
      sums[row + column] = (sums[row + column] ?? 0) + sum;
    }
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[i] ?? 0));
}

/** Bits in which two hashes differ, 0 to 64. */
export function hashDistance(a: string, b: string): number {
  let difference = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  for (; difference > 0n; difference >>= 1n) bits += Number(difference & 1n);
  return bits;
}

const ZONE_COLUMNS = 12;
const ZONE_ROWS = 8;

function zonesOf(grey: Uint8Array, width: number, height: number): number[][] {
  const edges = (cells: number, length: number): number[] =>
    Array.from({ length: cells + 1 }, (_, cell) => Math.round((cell * length) / cells));
  const [across, down] = [edges(ZONE_COLUMNS, width), edges(ZONE_ROWS, height)];
  const meanWithin = (left: number, top: number, right: number, bottom: number): number => {
    let sum = 0;
    for (let y = top; y < bottom; y += 1) {
      for (let i = y * width + left; i < y * width + right; i += 1) sum += grey[i] ?? 0;
    }
    return sum / 255 / Math.max(1, (right - left) * (bottom - top));
  };
  return down
    .slice(1)
    .map((bottom, j) =>
      across.slice(1).map((right, i) => meanWithin(across[i] ?? 0, down[j] ?? 0, right, bottom)),
    );
}

function laplacianVariance(grey: Uint8Array, width: number, height: number): number {
  const at = (index: number): number => grey[index] ?? 0;
  let sum = 0;
  let squares = 0;
  for (let y = 1; y < height - 1; y += 1) {
    for (let i = y * width + 1; i < (y + 1) * width - 1; i += 1) {
      const edge = at(i - 1) + at(i + 1) + at(i - width) + at(i + width) - 4 * at(i);
      sum += edge;
      squares += edge * edge;
    }
  }
  const count = Math.max(1, (width - 2) * (height - 2));
  return squares / count - (sum / count) ** 2;
}

/** Each bit says whether a pixel of the 9 × 8 miniature is brighter than its left neighbour. */
function differenceHash(tiny: Float64Array): string {
  let bits = 0n;
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      const brighter = (tiny[y * 9 + x + 1] ?? 0) > (tiny[y * 9 + x] ?? 0);
      bits = (bits << 1n) | (brighter ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}
