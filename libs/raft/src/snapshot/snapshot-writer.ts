import { createHash } from 'node:crypto';
import { type Disk, type DiskFile, hasDiskCode } from '@eyrie/journal';
import type { SnapshotMeta } from '../core/types.ts';
import { SnapshotNoSpace } from './errors.ts';
import {
  BLOCK_BYTES,
  BLOCK_FRAME_BYTES,
  blockOffset,
  decodeBlock,
  encodeBlock,
  encodeHeader,
  encodeTrailer,
  HEADER_BYTES,
  isKnownVersion,
  type SnapshotInfo,
  versionIn,
} from './snapshot-format.ts';

/** What was written is synced now and then, so that the end does not hang on one huge sync. */
const SYNC_EVERY_BLOCKS = 64;

export interface WriterPlace {
  readonly disk: Disk;
  readonly path: string;
  /** So much stays free for others. */
  readonly freeBytesMin: number;
}

/** Writes a snapshot's file from its beginning, or from where an earlier attempt got to. */
export class SnapshotWriter {
  readonly #place: WriterPlace;
  readonly #file: DiskFile;
  readonly #hash = createHash('sha256');
  #blocks = 0;
  /** Content that does not fill a block yet. */
  readonly #pending = new Uint8Array(BLOCK_BYTES);
  #pendingBytes = 0;
  #lengthBytes = 0;
  #isSound = true;

  private constructor(place: WriterPlace, file: DiskFile) {
    this.#place = place;
    this.#file = file;
  }

  /** Anew; what has the name is removed. */
  static async create(place: WriterPlace): Promise<SnapshotWriter> {
    const { disk, path } = place;
    await disk.unlink(path).catch(unlessMissing);
    const file = await disk.open(path, 'create');
    const writer = new SnapshotWriter(place, file);
    try {
      await writer.#write(encodeHeader(), 0);
      return writer;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  /**
   * After the last block that is whole and checks out; anew when there is none. What another process
   * wrote, or one whose sync failed, can be read and yet not be on the disk, and no later sync brings
   * it there (F04): it is written again, unless it `isSound`.
   */
  static async resume(place: WriterPlace, isSound: boolean): Promise<SnapshotWriter> {
    const { disk, path } = place;
    let file: DiskFile;
    try {
      file = await disk.open(path, 'write');
    } catch (error) {
      unlessMissing(error);
      return SnapshotWriter.create(place);
    }
    const writer = new SnapshotWriter(place, file);
    try {
      if (await writer.#readBack(isSound)) return writer;
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
    await file.close();
    return SnapshotWriter.create(place);
  }

  /** Content that is in the file; what fills no block yet is not. */
  get offset(): number {
    return this.#blocks * BLOCK_BYTES;
  }

  /** All content taken so far. */
  get lengthBytes(): number {
    return this.#lengthBytes;
  }

  /** False once the disk has refused anything of it. */
  get isSound(): boolean {
    return this.#isSound;
  }

  /** Rejects with SnapshotNoSpace, or the disk's error; then this writer is of no use any more. */
  async append(content: Uint8Array): Promise<void> {
    for (let at = 0; at < content.length;) {
      const part = content.subarray(at, at + BLOCK_BYTES - this.#pendingBytes);
      this.#pending.set(part, this.#pendingBytes);
      this.#pendingBytes += part.length;
      this.#lengthBytes += part.length;
      at += part.length;
      if (this.#pendingBytes === BLOCK_BYTES) await this.#flush();
    }
  }

  /** Makes the file whole and durable, and closes it. Its name is the caller's business. */
  async finish(meta: SnapshotMeta): Promise<SnapshotInfo> {
    const lengthBytes = this.#lengthBytes;
    const end = blockOffset(this.#blocks) + (this.#pendingBytes === 0 ? 0 : 4 + this.#pendingBytes);
    if (this.#pendingBytes > 0) await this.#flush();
    const info = { meta, lengthBytes, sha256: this.#hash.digest('hex') };
    await this.#write(encodeTrailer(info), end);
    await this.#sync();
    await this.#file.close();
    return info;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #flush(): Promise<void> {
    const content = this.#pending.subarray(0, this.#pendingBytes);
    await this.#write(encodeBlock(content, this.#blocks), blockOffset(this.#blocks));
    this.#hash.update(content);
    this.#blocks += 1;
    this.#pendingBytes = 0;
    if (this.#blocks % SYNC_EVERY_BLOCKS === 0) await this.#sync();
  }

  async #sync(): Promise<void> {
    await this.#file.fdatasync().catch((error: unknown) => {
      this.#isSound = false;
      throw error;
    });
  }

  async #write(bytes: Uint8Array, offset: number): Promise<void> {
    const { disk, path, freeBytesMin } = this.#place;
    if ((await disk.freeBytes(path)) - bytes.length < freeBytesMin) {
      throw new SnapshotNoSpace(bytes.length);
    }
    try {
      await this.#file.pwrite(bytes, offset);
    } catch (error) {
      this.#isSound = false;
      if (hasDiskCode(error, 'ENOSPC', 'EDQUOT')) throw new SnapshotNoSpace(bytes.length, error);
      throw error;
    }
  }

  async #readBack(isSound: boolean): Promise<boolean> {
    const header = new Uint8Array(HEADER_BYTES);
    await this.#file.pread(header, 0);
    if (!isKnownVersion(versionIn(header))) return false;
    if (!isSound) await this.#file.pwrite(header, 0);
    const frame = new Uint8Array(BLOCK_FRAME_BYTES);
    for (;;) {
      const read = await this.#file.pread(frame, blockOffset(this.#blocks));
      const content = read === frame.length ? decodeBlock(frame, this.#blocks) : null;
      if (content === null) break;
      if (!isSound) await this.#file.pwrite(frame, blockOffset(this.#blocks));
      this.#hash.update(content);
      this.#blocks += 1;
    }
    this.#lengthBytes = this.offset;
    await this.#file.truncate(blockOffset(this.#blocks));
    return true;
  }
}

export function unlessMissing(error: unknown): void {
  if (!hasDiskCode(error, 'ENOENT')) throw error;
}
