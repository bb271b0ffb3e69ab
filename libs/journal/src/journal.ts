import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeDirectory } from './directory.ts';
import { hasDiskCode, type Disk } from './disk.ts';
import type { DiskLock } from './disk-lock.ts';
import { JournalLocked, JournalMisused, JournalTruncated, type JournalFailed } from './errors.ts';
import { batchBytes } from './batch.ts';
import type {
  AppendOptions,
  Entry,
  JournalOptions,
  PositionRange,
  ReadLimits,
  Recovery,
} from './journal-api.ts';
import type { Operation } from './operation.ts';
import { readEntries } from './reader.ts';
import { recover } from './recovery.ts';
import { Reserve } from './reserve.ts';
import { Writer } from './writer.ts';

const SEGMENT_BYTES_MAX = 8 * 1024 * 1024;
const RESERVE_BYTES = 128 * 1024;
const READ_COUNT_MAX = 1024;
const READ_BYTES_MAX = 1024 * 1024;
/** More than this is not gathered into one batch, though one append alone may be larger. */
const BATCH_BYTES_MAX = 1024 * 1024;
/** All payloads of one append together. */
const APPEND_BYTES_MAX = 256 * 1024 * 1024;

/**
 * An append-only log of opaque entries that survives a power cut at any moment. All writes go
 * through one queue: whatever waits when a sync ends becomes the next batch, one write and one sync.
 */
export class Journal {
  readonly #writer: Writer;
  readonly #options: JournalOptions;
  readonly #lock: DiskLock;
  #queue: Operation[] = [];
  #draining: Promise<void> | null = null;
  #closed = false;

  private constructor(writer: Writer, options: JournalOptions, lock: DiskLock) {
    this.#writer = writer;
    this.#options = options;
    this.#lock = lock;
  }

  /**
   * Opens or founds the journal: replays it, cuts a torn tail, and makes what it read durable again.
   * Rejects with JournalDamaged (see `onDamage`), JournalVersionUnknown, JournalLocked, or with the
   * disk's own error.
   */
  static async open(options: JournalOptions): Promise<{ journal: Journal; recovery: Recovery }> {
    await makeDirectory(options.disk, options.directory);
    const lock = await lockDirectory(options.disk, options.directory);
    try {
      return await Journal.#open(options, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  static async #open(
    options: JournalOptions,
    lock: DiskLock,
  ): Promise<{ journal: Journal; recovery: Recovery }> {
    const { disk, directory, onDamage = 'refuse' } = options;
    const recovered = await recover({ disk, directory, onDamage });
    const reserve = new Reserve(disk, directory, options.reserveBytes ?? RESERVE_BYTES);
    await reserve.fill();
    const writer = new Writer({
      ...recovered,
      disk,
      directory,
      reserve,
      segmentBytesMax: options.segmentBytesMax ?? SEGMENT_BYTES_MAX,
      randomBytes: options.randomBytes ?? randomBytes,
    });
    return { journal: new Journal(writer, options, lock), recovery: recovered.recovery };
  }

  /** Lowest readable position; `last + 1` when there are no entries. */
  get first(): number {
    return this.#writer.index.first;
  }

  /** Highest durable position; 0 when nothing was ever appended. */
  get last(): number {
    return this.#writer.index.next - 1;
  }

  /** Size of the segments on disk. */
  get bytes(): number {
    return this.#writer.bytes;
  }

  /** Set once the journal has failed for good. */
  get failure(): JournalFailed | null {
    return this.#writer.failure;
  }

  /**
   * Appends all payloads or none, and resolves once they are durable, with their positions
   * (consecutive, in order of the calls). Calls made while a sync runs share the next one. The
   * payloads must not change until then. Rejects with JournalFull, JournalFailed, JournalMisused.
   */
  append(payloads: readonly Uint8Array[], options: AppendOptions = {}): Promise<PositionRange> {
    const urgent = options.urgent ?? false;
    return this.#enqueue((settle) => {
      const operation: Operation = { kind: 'append', payloads, urgent, ...settle };
      if (batchBytes([operation]) > APPEND_BYTES_MAX) {
        throw new JournalMisused('The append is too large.', { bytesMax: APPEND_BYTES_MAX });
      }
      return operation;
    });
  }

  /**
   * Durable entries from a position on, in order; none past the end. Positions that were lost to
   * damage are left out. Rejects with JournalTruncated below `first`, with JournalDamaged when an
   * entry does not check out.
   */
  async read(from: number, limits: ReadLimits = {}): Promise<Entry[]> {
    this.#requireUsable();
    requirePosition(from);
    const { disk } = this.#options;
    const { index } = this.#writer;
    if (from < index.first) throw new JournalTruncated(from, index.first);
    const { countMax = READ_COUNT_MAX, bytesMax = READ_BYTES_MAX } = limits;
    return readEntries(disk, index, from, { countMax, bytesMax });
  }

  /**
   * Forgets entries below the position, durably, and gives back the segments that hold no others. A
   * position beyond `last + 1` also moves the end there: the next entry gets that position.
   */
  async truncateBefore(position: number): Promise<void> {
    requirePosition(position);
    await this.#enqueue((settle) => ({ kind: 'truncate-before', position, ...settle }));
  }

  /**
   * Removes entries above the position (0 for all), durably; what is appended next continues there.
   * What `truncateBefore` forgot stays forgotten: positions below `first` count as `first - 1`.
   */
  async truncateAfter(position: number): Promise<void> {
    if (position !== 0) requirePosition(position);
    await this.#enqueue((settle) => ({ kind: 'truncate-after', position, ...settle }));
  }

  /** Waits for what is under way, then releases the files. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#draining;
    try {
      await this.#writer.close();
    } finally {
      await this.#lock.release();
    }
  }

  #enqueue(
    make: (settle: Pick<Operation, 'resolve' | 'reject'>) => Operation,
  ): Promise<PositionRange> {
    return new Promise((resolve, reject) => {
      this.#requireUsable();
      this.#queue.push(make({ resolve, reject }));
      this.#draining ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // Callers of the same tick share the first batch already.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#writer.write(this.#takeBatch());
    this.#draining = null;
  }

  #takeBatch(): Operation[] {
    let count = 0;
    let bytes = 0;
    for (const operation of this.#queue) {
      bytes += batchBytes([operation]);
      if (count > 0 && bytes > BATCH_BYTES_MAX) break;
      count += 1;
    }
    const batch = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return batch;
  }

  #requireUsable(): void {
    if (this.#writer.failure !== null) throw this.#writer.failure;
    if (this.#closed) throw new JournalMisused('The journal is closed.');
  }
}

async function lockDirectory(disk: Disk, directory: string): Promise<DiskLock> {
  try {
    return await disk.lock(join(directory, 'lock'));
  } catch (error) {
    if (hasDiskCode(error, 'EBUSY')) throw new JournalLocked(directory, error);
    throw error;
  }
}

function requirePosition(position: number): void {
  // Frames hold 48 bits.
  if (Number.isInteger(position) && position >= 1 && position < 2 ** 48) return;
  throw new JournalMisused('This is no position.', { position });
}
