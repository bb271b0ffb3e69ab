import { hashDistance, measurePicture, type FrameMeasure } from './frame-measure.ts';
import { judgeLens, type LensFinding } from './obstruction/lens.ts';
import type { SceneReference } from './obstruction/scene-reference.ts';
import { readSmallPicture, type SmallPicture } from './small-picture.ts';

export type BadFrameReason =
  | 'empty'
  | 'not-a-jpeg'
  | 'truncated'
  | 'undecodable'
  | 'wrong-size'
  | 'black'
  | 'blown'
  | 'frozen';

export type FrameCheck =
  | {
      readonly ok: true;
      readonly measure: FrameMeasure;
      /** The frame as it was decoded, for its thumbnail. */
      readonly picture: SmallPicture;
      /** What lies on the lens; null where that cannot be told (night, or a scene not known yet). */
      readonly lens: LensFinding | null;
    }
  | {
      readonly ok: false;
      readonly reason: BadFrameReason;
      /** A sentence for people, with the figures. */
      readonly detail: string;
      /** Present when the picture could be decoded. */
      readonly measure?: FrameMeasure;
    };

export interface FrameExpectation {
  readonly width: number;
  readonly height: number;
  /** The measure of this camera's last frame; without it nothing can be called frozen. */
  readonly previous?: FrameMeasure | undefined;
  /** What this camera usually sees; without it nothing is said of its lens. */
  readonly scene?: SceneReference | null | undefined;
  /** The picture is decoded at least so wide, for a thumbnail that is. */
  readonly thumbnailWidth?: number | undefined;
}

/** A lens cap or a dead sensor. A real moonless night, exposed long, still reads 0.01 and more. */
const LUMINANCE_MIN = 0.004;
const LUMINANCE_MAX = 0.985;

/** Judges a frame before it is kept. Never rejects: what cannot be decoded is an answer too. */
export async function validateFrame(
  jpeg: Uint8Array,
  expected: FrameExpectation,
): Promise<FrameCheck> {
  if (jpeg.length === 0) return { ok: false, reason: 'empty', detail: 'The file has no bytes.' };
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) {
    return { ok: false, reason: 'not-a-jpeg', detail: 'The file does not begin as a JPEG does.' };
  }
  if (!hasEnd(jpeg)) {
    return {
      ok: false,
      reason: 'truncated',
      detail: `The file breaks off after ${jpeg.length} bytes, without its end marker.`,
    };
  }
  let picture: SmallPicture;
  try {
    picture = await readSmallPicture(jpeg, expected.thumbnailWidth);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: 'undecodable', detail: `The picture cannot be decoded: ${why}` };
  }
  return judge(picture, expected);
}

function judge(picture: SmallPicture, expected: FrameExpectation): FrameCheck {
  const measure = measurePicture(picture);
  const { width, height, luminance } = measure;
  if (width !== expected.width || height !== expected.height) {
    const detail = `The picture is ${width} × ${height}, not ${expected.width} × ${expected.height}.`;
    return { ok: false, reason: 'wrong-size', detail, measure };
  }
  const level = luminance.toFixed(4);
  if (luminance < LUMINANCE_MIN) {
    return { ok: false, reason: 'black', detail: `Mean luminance is only ${level}.`, measure };
  }
  if (luminance > LUMINANCE_MAX) {
    return { ok: false, reason: 'blown', detail: `Mean luminance is ${level}.`, measure };
  }
  if (expected.previous && isSamePicture(measure, expected.previous)) {
    const detail = 'The picture is the one before, to the last bit of noise.';
    return { ok: false, reason: 'frozen', detail, measure };
  }
  const lens = expected.scene ? judgeLens(expected.scene, picture) : null;
  return { ok: true, measure, picture, lens };
}

/**
 * Alike to the hash is not enough: a still night looks the same for an hour. But a sensor that
 * lives has noise, and noise never leaves mean and sharpness exactly as they were.
 */
function isSamePicture(a: FrameMeasure, b: FrameMeasure): boolean {
  return (
    hashDistance(a.hash, b.hash) === 0 && a.luminance === b.luminance && a.sharpness === b.sharpness
  );
}

/** Some encoders pad with zeros after the end marker. */
function hasEnd(jpeg: Uint8Array): boolean {
  let end = jpeg.length;
  while (end > 2 && jpeg[end - 1] === 0) end -= 1;
  return jpeg[end - 2] === 0xff && jpeg[end - 1] === 0xd9;
}
