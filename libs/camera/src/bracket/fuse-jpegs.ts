import sharp from 'sharp';
import { framePixelsMax } from '../small-picture.ts';
import { fuseExposures, type RawPicture } from './fuse-exposures.ts';

/** Decodes the exposures of a bracket, fuses them, and makes one JPEG of it. Rejects for what does not decode. */
export async function fuseJpegs(jpegs: readonly Uint8Array[], quality: number): Promise<Buffer> {
  const exposures: RawPicture[] = [];
  for (const jpeg of jpegs) exposures.push(await decoded(jpeg));
  const { width, height, rgb } = fuseExposures(exposures);
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
}

async function decoded(jpeg: Uint8Array): Promise<RawPicture> {
  const { data, info } = await sharp(jpeg, {
    failOn: 'warning',
    limitInputPixels: framePixelsMax,
    sequentialRead: true,
  })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, rgb: data };
}
