import { join } from 'node:path';
import type { Disk, DiskFile } from './disk.ts';
import { JournalFailed } from './errors.ts';
import {
  encodeSegmentHeader,
  SEGMENT_HEADER_BYTES,
  SEGMENT_ID_BYTES,
  segmentFileName,
  segmentSeed,
  type Segment,
} from './segment.ts';

export interface NewSegment {
  readonly disk: Disk;
  readonly directory: string;
  readonly sequence: number;
  readonly next: number;
  readonly low: number;
  readonly oldestSequence: number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** The segment that is written to. */
export class ActiveSegment {
  readonly segment: Segment;
  readonly #file: DiskFile;
  #batches = 0;
  /** What was written last needs no sync any more. */
  #isWrittenDurably = false;

  private constructor(segment: Segment, file: DiskFile) {
    this.segment = segment;
    this.#file = file;
  }

  /** Number of the batch that comes next. */
  get batch(): number {
    return this.#batches;
  }

  /**
   * Makes the file, durably, name and header: no entry is ever in a file whose header might not be.
   * When the write rejects the file is gone again, and it may be tried anew; a sync that rejects is
   * the journal's end, be it for want of space (JournalFailed).
   */
  static async create(wanted: NewSegment): Promise<ActiveSegment> {
    const { disk, directory, sequence } = wanted;
    const path = join(directory, segmentFileName(sequence));
    const id = wanted.randomBytes(SEGMENT_ID_BYTES);
    const file = await disk.open(path, 'create');
    try {
      await file.pwrite(encodeSegmentHeader({ ...wanted, id }), 0);
    } catch (error) {
      await file.close();
      await disk.unlink(path);
      await disk.fsyncDirectory(directory);
      throw error;
    }
    await ActiveSegment.#makeDurable(file, wanted).catch((cause: unknown) => {
      throw new JournalFailed('syncing a new segment', cause);
    });
    const segment = { sequence, path, seed: segmentSeed(id), bytes: SEGMENT_HEADER_BYTES };
    return new ActiveSegment(segment, file);
  }

  static async #makeDurable(file: DiskFile, { disk, directory }: NewSegment): Promise<void> {
    await file.fdatasync();
    await disk.fsyncDirectory(directory);
  }

  /** Not durable before `sync`. */
  async write(bytes: Uint8Array): Promise<void> {
    const { bytes: end } = this.segment;
    this.#isWrittenDurably = this.#file.appendDurably !== undefined;
    if (this.#file.appendDurably) await this.#file.appendDurably(bytes, end);
    else await this.#file.pwrite(bytes, end);
  }

  async sync(bytes: number): Promise<void> {
    if (!this.#isWrittenDurably) await this.#file.fdatasync();
    this.segment.bytes += bytes;
    this.#batches += 1;
  }

  /**
   * Takes a half-written batch back, durably: its place is used again, and after a power cut its
   * frames must not mix with those that come.
   */
  async cut(): Promise<void> {
    await this.#file.truncate(this.segment.bytes);
    await this.#file.fdatasync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
