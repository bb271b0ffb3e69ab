import sharp from 'sharp';
import { framePixelsMax } from './frame-measure.ts';

export interface Thumbnail {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A small JPEG of a frame, its sides in proportion; never larger than the frame itself. */
export async function makeThumbnail(jpeg: Uint8Array, width = 320): Promise<Thumbnail> {
  const { data, info } = await sharp(jpeg, { limitInputPixels: framePixelsMax })
    .resize({ width, withoutEnlargement: true })
    .jpeg({ quality: 78 })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}
