import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { readFileIfExists, writeFileAtomically } from './atomic-file.ts';
import { hasDiskCode, type Disk, type DiskFile } from './disk.ts';
import { segmentFileName } from './segment.ts';

const NAME = 'tail-copy';
/** Checksum of what follows, the segment's sequence, and where in it the bytes belong. */
const HEADER_BYTES = 20;
/** What a disk may lose as a whole when it is cut off while it writes a part of it. */
const PAGE_BYTES = 4096;

/** The end of a segment that is about to be written again in its place. */
export interface Tail {
  readonly sequence: number;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * A second copy of the last batch while recovery writes the first one again. That batch may have been
 * acknowledged long ago: without the copy a power cut at that moment, on a card that spoils the page it
 * is writing, would take it. There is none outside of recovery.
 */
export class TailCopy {
  readonly #disk: Disk;
  readonly #directory: string;

  constructor(disk: Disk, directory: string) {
    this.#disk = disk;
    this.#directory = directory;
  }

  /** What is to be copied so that `bytes` from `from` on can be written: whole pages. */
  static around(sequence: number, bytes: Uint8Array, from: number): Tail {
    const offset = from - (from % PAGE_BYTES);
    return { sequence, offset, bytes: bytes.subarray(offset) };
  }

  /** Durable once it resolves. A disk too full for it goes without: it must still start. */
  async keep({ sequence, offset, bytes }: Tail): Promise<void> {
    const copy = Buffer.alloc(HEADER_BYTES + bytes.length);
    copy.writeUIntLE(sequence, 4, 6);
    copy.writeUIntLE(offset, 12, 6);
    copy.set(bytes, HEADER_BYTES);
    copy.writeUInt32LE(crc32(copy.subarray(4)), 0);
    try {
      await writeFileAtomically(this.#disk, this.#path, copy);
    } catch (error) {
      if (!hasDiskCode(error, 'ENOSPC', 'EDQUOT')) throw error;
    }
  }

  /** Finishes what an earlier recovery was cut off in, where it left a copy. */
  async putBack(): Promise<void> {
    const tail = await this.#read();
    if (tail === null) return;
    const path = join(this.#directory, segmentFileName(tail.sequence));
    const file = await this.#open(path);
    // Forgotten since.
    if (file === null) return;
    try {
      await file.pwrite(tail.bytes, tail.offset);
      await file.truncate(tail.offset + tail.bytes.length);
      await file.fdatasync();
    } finally {
      await file.close();
    }
  }

  /** The removal is durable with the next sync of the directory. */
  async remove(): Promise<void> {
    try {
      await this.#disk.unlink(this.#path);
    } catch (error) {
      if (!hasDiskCode(error, 'ENOENT')) throw error;
    }
  }

  get #path(): string {
    return join(this.#directory, NAME);
  }

  async #open(path: string): Promise<DiskFile | null> {
    try {
      return await this.#disk.open(path, 'write');
    } catch (error) {
      if (hasDiskCode(error, 'ENOENT')) return null;
      throw error;
    }
  }

  async #read(): Promise<Tail | null> {
    const copy = await readFileIfExists(this.#disk, this.#path);
    if (copy === null || copy.length < HEADER_BYTES) return null;
    const header = Buffer.from(copy.buffer, copy.byteOffset, copy.length);
    // It is written as a whole or not at all: a wrong sum is rot, and the first copy is still there.
    if (header.readUInt32LE(0) !== crc32(header.subarray(4))) return null;
    return {
      sequence: header.readUIntLE(4, 6),
      offset: header.readUIntLE(12, 6),
      bytes: copy.subarray(HEADER_BYTES),
    };
  }
}
