import { hashDistance, measureFrame, type FrameMeasure } from './frame-measure.ts';

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
  | { readonly ok: true; readonly measure: FrameMeasure }
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
  let measure: FrameMeasure;
  try {
    measure = await measureFrame(jpeg);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, reason: 'undecodable', detail: `The picture cannot be decoded: ${why}` };
  }
  return judge(measure, expected);
}

function judge(measure: FrameMeasure, expected: FrameExpectation): FrameCheck {
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
  return { ok: true, measure };
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
