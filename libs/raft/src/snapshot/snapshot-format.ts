import { crc32 } from 'node:zlib';
import { ByteReader, UnreadableBytes } from '../bytes/byte-reader.ts';
import { ByteWriter } from '../bytes/byte-writer.ts';
import { readSnapshotMeta, writeSnapshotMeta } from '../bytes/conf-codec.ts';
import type { SnapshotMeta } from '../core/types.ts';

/**
 * A snapshot on disk, big endian: "EYRIESNP", version (4); blocks; trailer. A block is a CRC-32 (4),
 * begun with the block's number, and 64 KiB of content, the last one less. The trailer is its body
 * (meta, length, SHA-256 of the content), the body's length (4) and CRC-32 (4): what it says is known
 * only when all has been written. Magic and version stay where they are in later versions.
 */
const MAGIC = Buffer.from('EYRIESNP', 'latin1');
const VERSION = 1;
export const HEADER_BYTES = 12;
export const BLOCK_BYTES = 64 * 1024;
export const BLOCK_FRAME_BYTES = 4 + BLOCK_BYTES;
export const TRAILER_END_BYTES = 8;

/** What a snapshot is of, and which bytes exactly: two of the same state need not be alike. */
export interface SnapshotInfo {
  readonly meta: SnapshotMeta;
  readonly lengthBytes: number;
  /** Of the content; 32 bytes as hexadecimal digits. */
  readonly sha256: string;
}

export function encodeHeader(): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  header.set(MAGIC);
  header.writeUInt32BE(VERSION, MAGIC.length);
  return header;
}

/** The version that wrote it: 0 when this is no header. */
export function versionIn(bytes: Uint8Array): number {
  const header = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (header.length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return 0;
  return header.readUInt32BE(MAGIC.length);
}

export function isKnownVersion(version: number): boolean {
  return version === VERSION;
}

export function blockOffset(block: number): number {
  return HEADER_BYTES + block * BLOCK_FRAME_BYTES;
}

export function encodeBlock(content: Uint8Array, block: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(4 + content.length);
  bytes.set(content, 4);
  bytes.writeUInt32BE(crc32(content, block), 0);
  return bytes;
}

/** The content, or null when it does not check out. */
export function decodeBlock(bytes: Uint8Array, block: number): Uint8Array | null {
  if (bytes.length <= 4) return null;
  const content = bytes.subarray(4);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  return crc32(content, block) === checksum ? content : null;
}

export function writeInfo(writer: ByteWriter, info: SnapshotInfo): void {
  writeSnapshotMeta(writer, info.meta);
  writer.u64(info.lengthBytes).string(info.sha256);
}

/** @throws UnreadableBytes */
export function readInfo(reader: ByteReader): SnapshotInfo {
  const info = {
    meta: readSnapshotMeta(reader),
    lengthBytes: reader.u64(),
    sha256: reader.string(),
  };
  if (!/^[0-9a-f]{64}$/.test(info.sha256)) throw new UnreadableBytes('a hash that is none');
  return info;
}

export function encodeTrailer(info: SnapshotInfo): Uint8Array {
  const writer = new ByteWriter(256);
  writeInfo(writer, info);
  const body = writer.finish();
  const end = Buffer.alloc(TRAILER_END_BYTES);
  end.writeUInt32BE(body.length, 0);
  end.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([body, end]);
}

/** How long the body is that stands before this end of a trailer, and its checksum. */
export function decodeTrailerEnd(bytes: Uint8Array): { bodyBytes: number; checksum: number } {
  const end = new DataView(bytes.buffer, bytes.byteOffset);
  return { bodyBytes: end.getUint32(0), checksum: end.getUint32(4) };
}

/** @throws UnreadableBytes */
export function decodeTrailerBody(body: Uint8Array, checksum: number): SnapshotInfo {
  if (crc32(body) !== checksum) throw new UnreadableBytes('a checksum that does not fit');
  const reader = new ByteReader(body);
  const info = readInfo(reader);
  reader.end();
  return info;
}

/** Of a whole file with so much content, without the trailer. */
export function contentEnd(lengthBytes: number): number {
  const blocks = Math.ceil(lengthBytes / BLOCK_BYTES);
  return HEADER_BYTES + blocks * 4 + lengthBytes;
}
