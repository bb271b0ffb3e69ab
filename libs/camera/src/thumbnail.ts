import { pictureLibrary } from './picture-library.ts';
import { readSmallPicture, type SmallPicture } from './small-picture.ts';

export interface Thumbnail {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** A small JPEG of a frame, its sides in proportion; never larger than the frame itself. */
export async function makeThumbnail(jpeg: Uint8Array, width = 320): Promise<Thumbnail> {
  return thumbnailOf(await readSmallPicture(jpeg, width), width);
}

/** The same from a picture that was decoded already, at least as wide as that or as the frame. */
export async function thumbnailOf(picture: SmallPicture, width: number): Promise<Thumbnail> {
  const raw = { width: picture.width, height: picture.height, channels: 3 } as const;
  const sharp = await pictureLibrary();
  const image = sharp(picture.rgb, { raw });
  const { data, info } = await (width < picture.width ? image.resize({ width }) : image)
    .jpeg({ quality: 78 })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}
