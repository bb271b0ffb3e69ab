import sharp from 'sharp';
import { BlobDamaged } from './blob.errors.ts';

/** Larger than any camera of ours; far below what would take gigabytes to decode. */
const pixelsMax = 100_000_000;

// Each picture is seen once: a cache would only hold memory.
sharp.cache(false);

/**
 * Decodes the JPEG in a file once, to its last bit, and keeps nothing of it. The decoder reads all
 * data but makes an eighth-size picture (libjpeg's scaling), so that memory stays small.
 * Throws `BlobDamaged` for anything that a viewer would show with a flaw.
 */
export async function checkPicture(file: string): Promise<void> {
  try {
    const image = sharp(file, {
      limitInputPixels: pixelsMax,
      failOn: 'warning',
      sequentialRead: true,
    });
    const { format } = await image.metadata();
    if (format !== 'jpeg') throw new BlobDamaged('it is not a JPEG picture');
    await image.resize(16, 16, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
  } catch (error) {
    if (error instanceof BlobDamaged) throw error;
    throw new BlobDamaged('it is not a whole JPEG picture', { cause: error });
  }
}
