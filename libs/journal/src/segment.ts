import { crc32 } from 'node:zlib';
import { JournalVersionUnknown } from './errors.ts';

/**
 * Begins every segment, little-endian:
 *
 *   0  8 bytes magic     16  16 bytes random id     40  u48 next position     64  u32 CRC-32
 *   8  u32 version       32  u48 sequence           48  u48 low watermark
 *                                                   56  u48 oldest sequence still needed
 *
 * Magic, version and checksum stay where they are in every later version, so that one that is not
 * known can be told from damage.
 */
export const SEGMENT_HEADER_BYTES = 72;
export const SEGMENT_ID_BYTES = 16;
const MAGIC = Buffer.from('EYRIEJNL', 'latin1');
const VERSION = 1;
const CHECKSUM_AT = 64;

export interface SegmentHeader {
  readonly id: Uint8Array;
  /** Counts up with every segment; the file's name. */
  readonly sequence: number;
  /** What the journal knew when it began the segment. */
  readonly next: number;
  readonly low: number;
  readonly oldestSequence: number;
}

/** A segment that lies on the disk. */
export interface Segment {
  readonly sequence: number;
  readonly path: string;
  /** What the checksums of its frames begin with. */
  readonly seed: number;
  /** Up to the end of its last committed batch. */
  bytes: number;
}

export interface SegmentFileName {
  readonly name: string;
  readonly sequence: number;
  readonly damaged: boolean;
}

export const DAMAGED_SUFFIX = '.damaged';

export function segmentFileName(sequence: number): string {
  return `${String(sequence).padStart(16, '0')}.segment`;
}

/** The segments among the names, in order. */
export function segmentFileNames(names: readonly string[]): SegmentFileName[] {
  const found: SegmentFileName[] = [];
  for (const name of names) {
    const match = /^(\d{16})\.segment(\.damaged)?$/.exec(name);
    if (match === null) continue;
    found.push({ name, sequence: Number(match[1]), damaged: match[2] !== undefined });
  }
  return found.sort((a, b) => a.sequence - b.sequence);
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  bytes.set(MAGIC, 0);
  bytes.writeUInt32LE(VERSION, 8);
  bytes.set(header.id, 16);
  bytes.writeUIntLE(header.sequence, 32, 6);
  bytes.writeUIntLE(header.next, 40, 6);
  bytes.writeUIntLE(header.low, 48, 6);
  bytes.writeUIntLE(header.oldestSequence, 56, 6);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, CHECKSUM_AT)), CHECKSUM_AT);
  return bytes;
}

/**
 * Null when the bytes do not begin with a whole header.
 * @throws JournalVersionUnknown for a whole one that a later version wrote to `file`.
 */
export function decodeSegmentHeader(bytes: Buffer, file: string): SegmentHeader | null {
  if (bytes.length < SEGMENT_HEADER_BYTES) return null;
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (crc32(bytes.subarray(0, CHECKSUM_AT)) !== bytes.readUInt32LE(CHECKSUM_AT)) return null;
  const version = bytes.readUInt32LE(8);
  if (version !== VERSION) throw new JournalVersionUnknown(file, version);
  return {
    id: Uint8Array.from(bytes.subarray(16, 16 + SEGMENT_ID_BYTES)),
    sequence: bytes.readUIntLE(32, 6),
    next: bytes.readUIntLE(40, 6),
    low: bytes.readUIntLE(48, 6),
    oldestSequence: bytes.readUIntLE(56, 6),
  };
}

export function segmentSeed(id: Uint8Array): number {
  return crc32(id);
}
