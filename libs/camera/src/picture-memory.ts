import sharp from 'sharp';

/**
 * Has sharp hold no more than the picture that it works on. Of itself it keeps up to a hundred
 * operations and 50 MB for the case that the same is wanted again, which it never is of frames; and it
 * would work on parts of a picture in several threads, each with buffers of its own. For the whole
 * process: the app decides, not the library.
 */
export function keepPictureMemorySmall(): void {
  sharp.cache(false);
  sharp.concurrency(1);
}
