import {
  FRAME_HEADER_BYTES,
  FrameType,
  frameBytes,
  numberPayload,
  payloadOf,
  readFrame,
  type Frame,
} from './frame.ts';
import { SEGMENT_HEADER_BYTES } from './segment.ts';

export interface Batch {
  readonly start: number;
  /** Without the commit frame. */
  readonly frames: readonly Frame[];
  readonly end: number;
}

export interface SegmentEnd {
  /** Behind the last committed batch. */
  readonly end: number;
  /** Start of the last committed batch; the segment's header when there is none. */
  readonly lastBatchStart: number;
  /** What lies behind `end`, when it is not simply the end of the file. */
  readonly problem: { readonly offset: number; readonly reason: string } | null;
  /** The problem is of the one batch that may never have been synced. */
  readonly torn: boolean;
}

/** Hands every committed batch to the visitor, in order, and tells how the segment ends. */
export function scanSegment(
  bytes: Buffer,
  seed: number,
  visit: (batch: Batch) => void,
): SegmentEnd {
  const place = { seed, base: 0 };
  let lastBatchStart = 0;
  let start = SEGMENT_HEADER_BYTES;
  for (let number = 0; start < bytes.length; number += 1) {
    const frames: Frame[] = [];
    let offset = start;
    let committed = false;
    while (!committed) {
      const frame = readFrame(bytes, offset, place);
      if (frame === null || frame.batch !== (number & 0xff)) {
        const problem = { offset, reason: 'a frame fails its checksum' };
        return { end: start, lastBatchStart, problem, torn: isTorn(bytes, seed, start, number) };
      }
      offset += frameBytes(frame.payloadBytes);
      if (frame.type === FrameType.commit) {
        if (!numberPayload(start).equals(payloadOf(bytes, frame))) {
          const problem = { offset: frame.offset, reason: 'a commit names another batch' };
          return { end: start, lastBatchStart, problem, torn: false };
        }
        committed = true;
      } else {
        frames.push(frame);
      }
    }
    visit({ start, frames, end: offset });
    lastBatchStart = start;
    start = offset;
  }
  return { end: start, lastBatchStart, problem: null, torn: false };
}

/**
 * A batch is written only after the one before it was synced. So a broken batch is merely torn when
 * no frame of a later batch lies behind it; otherwise it had been durable and is damaged. (Damage
 * inside the very last batch cannot be told from a torn one, unless a clean close put an empty batch
 * behind it.)
 */
function isTorn(bytes: Buffer, seed: number, start: number, number: number): boolean {
  const place = { seed, base: 0 };
  for (let offset = start; offset + FRAME_HEADER_BYTES <= bytes.length; offset += 8) {
    const frame = readFrame(bytes, offset, place);
    if (frame !== null && frame.batch !== (number & 0xff)) return false;
  }
  return true;
}
