import { pictureLibrary } from './picture-library.ts';
import { framePixelsMax } from './small-picture.ts';

/**
 * The middle of a frame, pixel for pixel, as a JPEG: what shows whether it is sharp. Never wider than the
 * frame itself. Rejects when it cannot be decoded.
 */
export async function centreDetail(jpeg: Uint8Array, widthPx = 480): Promise<Uint8Array> {
  const sharp = await pictureLibrary();
  const image = sharp(jpeg, { failOn: 'warning', limitInputPixels: framePixelsMax });
  const frame = await image.metadata();
  const width = Math.min(frame.width, widthPx);
  const height = Math.min(frame.height, Math.round((widthPx * 9) / 16));
  const left = Math.floor((frame.width - width) / 2);
  const top = Math.floor((frame.height - height) / 2);
  return image.extract({ left, top, width, height }).jpeg({ quality: 78 }).toBuffer();
}
