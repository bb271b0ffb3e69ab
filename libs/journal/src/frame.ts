import { crc32 } from 'node:zlib';

/**
 * A frame, little-endian, padded with zeros to 8 bytes:
 *
 *   0  u32 checksum    CRC-32 over bytes 4 to the payload's end, begun with the segment's id and
 *                      mixed with the frame's place in the file: neither bytes of another segment
 *                      nor a copy of a frame inside a payload can ever pass for a frame
 *   4  u32 length      of the payload
 *   8  u48 position    see FrameType
 *  14  u8  type
 *  15  u8  batch       number of the batch within the segment, modulo 256
 *  16  payload
 */
export const FRAME_HEADER_BYTES = 16;
const ALIGNMENT_BYTES = 8;

export const FrameType = {
  /** The owner's bytes; `position` is theirs. */
  entry: 1,
  /** Ends a batch, which counts only with it; `position` is the next one. Payload: batch's start. */
  commit: 2,
  /** Entries above `position` are gone. */
  truncateAfter: 3,
  /** Entries below `position` are gone. Payload: lowest segment sequence that is still needed. */
  truncateBefore: 4,
} as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

/** Of the payload of a commit or truncate-before frame. */
export const NUMBER_PAYLOAD_BYTES = 8;

export interface Frame {
  readonly type: FrameType;
  readonly position: number;
  readonly batch: number;
  /** From the start of the bytes it was read from. */
  readonly offset: number;
  readonly payloadBytes: number;
}

/** Bytes a frame takes with its header and padding. */
export function frameBytes(payloadBytes: number): number {
  const raw = FRAME_HEADER_BYTES + payloadBytes;
  return raw + ((ALIGNMENT_BYTES - (raw % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES);
}

/** Where the bytes at hand lie in their segment, and what the segment's checksums begin with. */
export interface FramePlace {
  readonly seed: number;
  /** File offset of the first byte at hand; a multiple of 8. */
  readonly base: number;
}

/** Writes a frame at `offset`; returns the offset behind it. */
export function writeFrame(
  target: Buffer,
  offset: number,
  place: FramePlace,
  frame: { type: FrameType; position: number; batch: number; payload: Uint8Array },
): number {
  const end = offset + frameBytes(frame.payload.length);
  const payloadEnd = offset + FRAME_HEADER_BYTES + frame.payload.length;
  target.writeUInt32LE(frame.payload.length, offset + 4);
  target.writeUIntLE(frame.position, offset + 8, 6);
  target[offset + 14] = frame.type;
  target[offset + 15] = frame.batch & 0xff;
  target.set(frame.payload, offset + FRAME_HEADER_BYTES);
  target.fill(0, payloadEnd, end);
  target.writeUInt32LE(checksum(target, offset, payloadEnd, place), offset);
  return end;
}

/** The frame at `offset`, or null when what is there is none. */
export function readFrame(bytes: Buffer, offset: number, place: FramePlace): Frame | null {
  if (offset + FRAME_HEADER_BYTES > bytes.length) return null;
  const type = bytes[offset + 14] ?? 0;
  if (!isFrameType(type)) return null;
  const payloadBytes = bytes.readUInt32LE(offset + 4);
  if (offset + frameBytes(payloadBytes) > bytes.length) return null;
  const payloadEnd = offset + FRAME_HEADER_BYTES + payloadBytes;
  if (checksum(bytes, offset, payloadEnd, place) !== bytes.readUInt32LE(offset)) return null;
  const position = bytes.readUIntLE(offset + 8, 6);
  return { type, position, batch: bytes[offset + 15] ?? 0, offset, payloadBytes };
}

export function payloadOf(bytes: Uint8Array, frame: Frame): Uint8Array {
  const start = frame.offset + FRAME_HEADER_BYTES;
  return bytes.subarray(start, start + frame.payloadBytes);
}

export function numberPayload(value: number): Buffer {
  const payload = Buffer.alloc(NUMBER_PAYLOAD_BYTES);
  payload.writeUIntLE(value, 0, 6);
  return payload;
}

function isFrameType(type: number): type is FrameType {
  return type >= FrameType.entry && type <= FrameType.truncateBefore;
}

function checksum(bytes: Buffer, offset: number, end: number, place: FramePlace): number {
  const sum = crc32(bytes.subarray(offset + 4, end), place.seed);
  return (sum ^ ((place.base + offset) / ALIGNMENT_BYTES)) >>> 0;
}
