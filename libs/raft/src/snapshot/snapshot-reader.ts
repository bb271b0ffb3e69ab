import { createHash } from 'node:crypto';
import type { Disk, DiskFile } from '@eyrie/journal';
import { UnreadableBytes } from '../bytes/byte-reader.ts';
import { SnapshotDamaged, SnapshotVersionUnknown } from './errors.ts';
import {
  BLOCK_BYTES,
  blockOffset,
  contentEnd,
  decodeBlock,
  decodeTrailerBody,
  decodeTrailerEnd,
  HEADER_BYTES,
  isKnownVersion,
  type SnapshotInfo,
  TRAILER_END_BYTES,
  versionIn,
} from './snapshot-format.ts';

/** Reads a whole snapshot's file; each block is checked as it is read. */
export class SnapshotReader {
  readonly info: SnapshotInfo;
  readonly #path: string;
  readonly #file: DiskFile;

  private constructor(path: string, file: DiskFile, info: SnapshotInfo) {
    this.#path = path;
    this.#file = file;
    this.info = info;
  }

  /** @throws SnapshotDamaged, SnapshotVersionUnknown, or the disk's error. */
  static async open(disk: Disk, path: string): Promise<SnapshotReader> {
    const file = await disk.open(path, 'read');
    try {
      return new SnapshotReader(path, file, await readInfoOf(file, path));
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  /** Content from an offset on to the end of its block, `bytesMax` at most; empty at the end. */
  async read(offset: number, bytesMax: number): Promise<Uint8Array> {
    const block = Math.floor(offset / BLOCK_BYTES);
    const start = block * BLOCK_BYTES;
    const length = Math.min(BLOCK_BYTES, this.info.lengthBytes - start);
    if (offset >= this.info.lengthBytes) return new Uint8Array();
    const frame = new Uint8Array(4 + length);
    const read = await this.#file.pread(frame, blockOffset(block));
    const content = read === frame.length ? decodeBlock(frame, block) : null;
    if (content === null) {
      throw new SnapshotDamaged(this.#path, `block ${block} fails its checksum`);
    }
    return content.subarray(offset - start, offset - start + bytesMax);
  }

  /** All content, in order; at the end the checksum of the whole has been compared as well. */
  async *content(): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    for (let offset = 0; offset < this.info.lengthBytes;) {
      const piece = await this.read(offset, BLOCK_BYTES);
      hash.update(piece);
      offset += piece.length;
      yield piece;
    }
    if (hash.digest('hex') !== this.info.sha256) {
      throw new SnapshotDamaged(this.#path, 'it fails the checksum of the whole');
    }
  }

  /** Reads it through. @throws SnapshotDamaged */
  async verify(): Promise<void> {
    const pieces = this.content();
    for (let isDone = false; !isDone;) isDone = (await pieces.next()).done === true;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

async function readInfoOf(file: DiskFile, path: string): Promise<SnapshotInfo> {
  const size = await file.size();
  const header = new Uint8Array(HEADER_BYTES);
  await file.pread(header, 0);
  const version = versionIn(header);
  if (version === 0) throw new SnapshotDamaged(path, 'it has no header');
  if (!isKnownVersion(version)) throw new SnapshotVersionUnknown(path, version);
  const end = new Uint8Array(TRAILER_END_BYTES);
  await file.pread(end, Math.max(0, size - end.length));
  const { bodyBytes, checksum } = decodeTrailerEnd(end);
  const bodyAt = size - end.length - bodyBytes;
  if (bodyAt < HEADER_BYTES) throw new SnapshotDamaged(path, 'it has no trailer');
  const body = new Uint8Array(bodyBytes);
  await file.pread(body, bodyAt);
  try {
    const info = decodeTrailerBody(body, checksum);
    if (contentEnd(info.lengthBytes) !== bodyAt) {
      throw new SnapshotDamaged(path, 'its length is wrong');
    }
    return info;
  } catch (error) {
    if (error instanceof UnreadableBytes) throw new SnapshotDamaged(path, 'its trailer is wrong');
    throw error;
  }
}
