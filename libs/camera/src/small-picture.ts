import { jpegSize } from './jpeg-size.ts';
import { pictureLibrary } from './picture-library.ts';

/** 64 megapixels, the largest sensor there is for a Pi: a bomb of a file must not eat the memory. */
export const framePixelsMax = 65_000_000;

/** Wide enough to see a blurred lens, small enough to be looked at pixel by pixel. */
const smallWidth = 480;

/** A frame decoded once, small: what it is measured and judged by, and what its thumbnail is made of. */
export interface SmallPicture {
  /** Of the whole frame, pixels. */
  readonly frameWidth: number;
  readonly frameHeight: number;
  /** Of the small one. */
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, row by row. */
  readonly rgb: Uint8Array;
  /** Rec. 709 luma of it, 0 to 255. */
  readonly grey: Uint8Array;
}

/**
 * Decodes a JPEG to the end, scaled down while it is decoded. Rejects when it cannot be decoded whole.
 * `widthMin`: at least so wide, where the frame is.
 */
export async function readSmallPicture(jpeg: Uint8Array, widthMin = 0): Promise<SmallPicture> {
  const sharp = await pictureLibrary();
  const image = sharp(jpeg, { failOn: 'warning', limitInputPixels: framePixelsMax });
  // What says it in the file is found at once; asking sharp is another turn through its threads.
  const { width: frameWidth, height: frameHeight } = jpegSize(jpeg) ?? (await image.metadata());
  const { data, info } = await image
    .resize({ width: Math.max(smallWidth, widthMin), withoutEnlargement: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { frameWidth, frameHeight, width, height, rgb: data, grey: greyOf(data, width * height) };
}

function greyOf(rgb: Uint8Array, pixels: number): Uint8Array {
  const grey = new Uint8Array(pixels);
  for (let i = 0, at = 0; i < pixels; i += 1, at += 3) {
    grey[i] = ((rgb[at] ?? 0) * 54 + (rgb[at + 1] ?? 0) * 183 + (rgb[at + 2] ?? 0) * 19) >> 8;
  }
  return grey;
}
