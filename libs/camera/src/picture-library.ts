import type sharpOf from 'sharp';

type PictureLibrary = typeof sharpOf;

let loading: Promise<PictureLibrary> | null = null;
let isMemorySmall = false;

/**
 * sharp, loaded when the first picture is worked on: its code and that of libvips are 24 MB, which a
 * worker that waits for its schedule has no need of.
 */
export function pictureLibrary(): Promise<PictureLibrary> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    if (isMemorySmall) holdLittle(sharp);
    return sharp;
  });
  return loading;
}

/**
 * Has sharp hold no more than the picture that it works on. Of itself it keeps up to a hundred
 * operations and 50 MB for the case that the same is wanted again, which it never is of frames; and it
 * would work on parts of a picture in several threads, each with buffers of its own. For the whole
 * process: the app decides, not the library.
 */
export function keepPictureMemorySmall(): void {
  isMemorySmall = true;
  void loading?.then(holdLittle);
}

function holdLittle(sharp: PictureLibrary): void {
  sharp.cache(false);
  sharp.concurrency(1);
}
