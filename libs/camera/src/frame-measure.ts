import sharp from 'sharp';

/** What can be said of a frame's picture by looking at its pixels. */
export interface FrameMeasure {
  readonly width: number;
  readonly height: number;
  /** Mean brightness as displayed (gamma-coded), 0 black to 1 white. */
  readonly luminance: number;
  /** Variance of the Laplacian on a grey copy 320 px wide (levels²); about 10 and less is blurred. */
  readonly sharpness: number;
  /** Mean luminance of 8 rows of 12 zones each, from the top left. */
  readonly zones: readonly (readonly number[])[];
  /** 64-bit difference hash, 16 hex digits: frames that look alike differ in few bits. */
  readonly hash: string;
}

/** 64 megapixels, the largest sensor there is for a Pi: a bomb of a file must not eat the memory. */
export const framePixelsMax = 65_000_000;

const GREY_WIDTH = 320;

/** Decodes a whole JPEG and measures it. Rejects when it cannot be decoded to the end. */
export async function measureFrame(jpeg: Uint8Array): Promise<FrameMeasure> {
  const image = sharp(jpeg, { failOn: 'warning', limitInputPixels: framePixelsMax });
  const { width, height } = await image.metadata();
  const grey = await image
    .resize({ width: GREY_WIDTH })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const tiny = await sharp(grey.data, {
    raw: { width: grey.info.width, height: grey.info.height, channels: 1 },
  })
    .resize({ width: 9, height: 8, fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer();
  return {
    width,
    height,
    luminance: meanOf(grey.data) / 255,
    zones: zonesOf(grey.data, grey.info.width, grey.info.height),
    sharpness: laplacianVariance(grey.data, grey.info.width, grey.info.height),
    hash: differenceHash(tiny),
  };
}

/** Bits in which two hashes differ, 0 to 64. */
export function hashDistance(a: string, b: string): number {
  let difference = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  for (; difference > 0n; difference >>= 1n) bits += Number(difference & 1n);
  return bits;
}

function meanOf(grey: Uint8Array): number {
  let sum = 0;
  for (const level of grey) sum += level;
  return sum / grey.length;
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
function differenceHash(tiny: Uint8Array): string {
  let bits = 0n;
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      const brighter = (tiny[y * 9 + x + 1] ?? 0) > (tiny[y * 9 + x] ?? 0);
      bits = (bits << 1n) | (brighter ? 1n : 0n);
    }
  }
  return bits.toString(16).padStart(16, '0');
}
