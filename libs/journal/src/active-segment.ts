import { join } from 'node:path';
import { hasDiskCode, type Disk, type DiskFile } from './disk.ts';
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
  /** No zeros are written beyond. */
  readonly bytesMax: number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/**
 * A sync that only has to write what it was given is twice as fast as one of a file that has grown,
 * and wears the card less: the file system writes its own records each time the size changes. So a
 * small batch that grows the file takes zeros along up to the next multiple of this, and those that
 * follow are written over them.
 */
const GROWTH_BYTES = 16 * 1024;
/** A larger batch grows the file by itself: with it zeros would cost more than they save. */
const SMALL_BATCH_BYTES = 4 * 1024;

/** The segment that is written to. */
export class ActiveSegment {
  readonly segment: Segment;
  readonly #file: DiskFile;
  readonly #bytesMax: number;
  /** Up to the end of the file: what lies behind the last batch is zeros. */
  #fileBytes = SEGMENT_HEADER_BYTES;
  /** Of the last write, with its zeros. */
  #writtenEnd = 0;
  /** There was no space for zeros. */
  #isTight = false;
  #batches = 0;
  /** What was written last needs no sync any more. */
  #isWrittenDurably = false;

  private constructor(segment: Segment, file: DiskFile, bytesMax: number) {
    this.segment = segment;
    this.#file = file;
    this.#bytesMax = bytesMax;
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
    return new ActiveSegment(segment, file, wanted.bytesMax);
  }

  static async #makeDurable(file: DiskFile, { disk, directory }: NewSegment): Promise<void> {
    await file.fdatasync();
    await disk.fsyncDirectory(directory);
  }

  /** Not durable before `sync`. */
  write(bytes: Uint8Array): Promise<void> {
    const zeros = this.#zerosBehind(bytes.length);
    return zeros === 0 ? this.#write(bytes) : this.#writeWithZeros(bytes, zeros);
  }

  async #writeWithZeros(bytes: Uint8Array, zeros: number): Promise<void> {
    const grown = new Uint8Array(bytes.length + zeros);
    grown.set(bytes);
    try {
      await this.#write(grown);
    } catch (error) {
      if (!hasDiskCode(error, 'ENOSPC', 'EDQUOT')) throw error;
      // The batch alone may still fit.
      this.#isTight = true;
      await this.cut();
      await this.#write(bytes);
    }
  }

  /** Whether what was written last was a sync too, so that `sync` is not called for. */
  get isSynced(): boolean {
    return this.#isWrittenDurably;
  }

  sync(): Promise<void> {
    return this.#file.fdatasync();
  }

  /** The batch of so many bytes is durable. */
  advance(bytes: number): void {
    this.#fileBytes = Math.max(this.#fileBytes, this.#writtenEnd);
    this.segment.bytes += bytes;
    this.#batches += 1;
  }

  /**
   * Takes a half-written batch back, durably: its place is used again, and after a power cut its
   * frames must not mix with those that come.
   */
  async cut(): Promise<void> {
    await this.#trim();
    await this.#file.fdatasync();
  }

  /** Writes the last batch of all, without zeros behind it; not durable before `sync`. */
  async writeLast(bytes: Uint8Array): Promise<void> {
    if (this.#fileBytes > this.segment.bytes) await this.#trim();
    await this.#write(bytes);
  }

  /** Before another segment follows: of one that has a successor every byte must be told. */
  async finish(): Promise<void> {
    if (this.#fileBytes > this.segment.bytes) await this.cut();
  }

  #write(bytes: Uint8Array): Promise<void> {
    const { bytes: end } = this.segment;
    this.#writtenEnd = end + bytes.length;
    this.#isWrittenDurably = this.#file.writeDurably !== undefined;
    return this.#file.writeDurably?.(bytes, end) ?? this.#file.pwrite(bytes, end);
  }

  /** How many zeros go along with a batch of that size. */
  #zerosBehind(bytes: number): number {
    const end = this.segment.bytes + bytes;
    if (end <= this.#fileBytes || bytes > SMALL_BATCH_BYTES || this.#isTight) return 0;
    const grown = Math.min(Math.ceil(end / GROWTH_BYTES) * GROWTH_BYTES, this.#bytesMax);
    return Math.max(0, grown - end);
  }

  async #trim(): Promise<void> {
    await this.#file.truncate(this.segment.bytes);
    this.#fileBytes = this.segment.bytes;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
