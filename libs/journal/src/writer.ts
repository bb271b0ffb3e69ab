import { ActiveSegment } from './active-segment.ts';
import { applyBatch, batchBytes, BatchEncoder, planBatch, type Plan } from './batch.ts';
import { hasDiskCode, type Disk } from './disk.ts';
import { JournalFailed, JournalFull } from './errors.ts';
import type { Operation } from './operation.ts';
import type { PositionIndex } from './position-index.ts';
import type { Reserve } from './reserve.ts';
import { SEGMENT_HEADER_BYTES, type Segment } from './segment.ts';

export interface WriterOptions {
  readonly disk: Disk;
  readonly directory: string;
  readonly index: PositionIndex;
  readonly segments: Segment[];
  readonly nextSequence: number;
  readonly oldestSequence: number;
  readonly reserve: Reserve;
  readonly segmentBytesMax: number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** So much of the active segment must be gone before a truncation ends it early. */
const SPENT_BYTES_MIN = 64 * 1024;

/** Makes batches durable, one after the other; its caller never runs two at a time. */
export class Writer {
  readonly index: PositionIndex;
  readonly #options: WriterOptions;
  readonly #encoder = new BatchEncoder();
  #segments: Segment[];
  #nextSequence: number;
  /** A segment is begun with the first batch after opening, so that opening writes none. */
  #active: ActiveSegment | null = null;
  #failure: JournalFailed | null = null;
  /** The lowest segment still needed, by the last truncation written. */
  #oldestRecorded: number;
  /** The active segment holds much that is gone, so that the next truncation shall free it whole. */
  #isSpent = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.index = options.index;
    this.#segments = options.segments;
    this.#nextSequence = options.nextSequence;
    this.#oldestRecorded = options.oldestSequence;
  }

  get failure(): JournalFailed | null {
    return this.#failure;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Settles every operation; never rejects. */
  async write(operations: readonly Operation[]): Promise<void> {
    try {
      await this.#commit(operations);
    } catch (error) {
      await this.#recoverFrom(error, operations);
    }
  }

  async close(): Promise<void> {
    const active = this.#active;
    this.#active = null;
    if (active === null) return;
    try {
      // An empty batch at the end: damage to the last real one can then be told from a torn write.
      if (this.#failure === null && active.batch > 0) await this.#writeBatch(active, NOTHING, true);
    } catch {
      // Nothing was promised about it, and what was is durable.
    } finally {
      await active.close();
    }
  }

  async #commit(operations: readonly Operation[]): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const plan = planBatch(operations, this.index);
    if (plan.hasEffect) {
      const active = this.#roomFor(batchBytes(operations)) ?? (await this.#begin());
      const start = active.segment.bytes;
      await this.#writeBatch(active, plan);
      applyBatch(plan, { segment: active.segment, start }, this.index);
      const truncates = operations.some((operation) => operation.kind === 'truncate-before');
      if (truncates) {
        await this.#dropSegments();
        await this.#rotate(active);
      }
    }
    for (const { operation, range } of plan.steps) operation.resolve(range);
  }

  async #writeBatch(active: ActiveSegment, plan: Plan, isLast = false): Promise<void> {
    const place = { segment: active.segment, batch: active.batch };
    const bytes = this.#encoder.encode(plan, place, (position) => {
      this.#oldestRecorded = this.index.oldestSequence(position) ?? active.segment.sequence;
      return this.#oldestRecorded;
    });
    try {
      await (isLast ? active.writeLast(bytes) : active.write(bytes));
    } catch (error) {
      if (!isFull(error)) throw this.#fail('writing a batch', error);
      await active.cut().catch((cause: unknown) => {
        throw this.#fail('taking a half-written batch back', cause);
      });
      throw new JournalFull(this.#options.directory, error);
    }
    if (!active.isSynced) {
      await active.sync().catch((cause: unknown) => {
        throw this.#fail('syncing a batch', cause);
      });
    }
    active.advance(bytes.length);
  }

  /** The segment that is written to, unless another is to be begun. */
  #roomFor(bytes: number): ActiveSegment | null {
    const { segmentBytesMax } = this.#options;
    const active = this.#active;
    if (active !== null && !this.#isSpent) {
      const { bytes: used } = active.segment;
      if (used === SEGMENT_HEADER_BYTES || used + bytes <= segmentBytesMax) return active;
    }
    return null;
  }

  async #begin(): Promise<ActiveSegment> {
    const { disk, directory, segmentBytesMax: bytesMax, randomBytes } = this.#options;
    const active = this.#active;
    await active?.finish().catch((cause: unknown) => {
      throw this.#fail('ending a segment', cause);
    });
    const { low, next } = this.index;
    const sequence = this.#nextSequence;
    const oldestSequence = this.#oldestRecorded;
    const wanted = { disk, directory, sequence, next, low, oldestSequence, bytesMax, randomBytes };
    const created = await ActiveSegment.create(wanted).catch((cause: unknown) => {
      if (isFull(cause)) throw new JournalFull(directory, cause);
      throw this.#fail('beginning a segment', cause);
    });
    this.#nextSequence += 1;
    this.#segments.push(created.segment);
    this.#active = created;
    this.#isSpent = false;
    await active?.close();
    return created;
  }

  /**
   * The segment that is written to could else stay for good, though nothing in it counts any more:
   * an owner that truncates because the disk is full gets the space of that one too.
   */
  async #rotate(active: ActiveSegment): Promise<void> {
    const { reserve, segmentBytesMax } = this.#options;
    const { low, next } = this.index;
    const held = this.index.bytesIn(active.segment);
    if (active.segment.bytes - held < Math.min(SPENT_BYTES_MIN, segmentBytesMax / 2)) return;
    if (low < next) {
      this.#isSpent = true;
      return;
    }
    // The new header alone tells where the log stands: nothing before it is needed.
    const recorded = this.#oldestRecorded;
    this.#oldestRecorded = this.#nextSequence;
    try {
      await this.#begin().catch(async (error: unknown) => {
        if (!(error instanceof JournalFull) || !(await reserve.release())) throw error;
        await this.#begin();
      });
    } catch (error) {
      if (!(error instanceof JournalFull)) throw error;
      this.#oldestRecorded = recorded;
      this.#isSpent = true;
      return;
    }
    await this.#dropSegments();
  }

  /** Removes whole segments from the front. The record that says so is durable already. */
  async #dropSegments(): Promise<void> {
    const { disk, directory, reserve } = this.#options;
    // Just what was recorded, though the batch may have freed more: a segment that is missing
    // without a record of it would count as lost.
    const oldest = this.#oldestRecorded;
    const dropped = this.#segments.filter((segment) => segment.sequence < oldest);
    if (dropped.length === 0) return;
    try {
      for (const segment of dropped) await disk.unlink(segment.path);
      await disk.fsyncDirectory(directory);
    } catch (cause) {
      throw this.#fail('removing segments', cause);
    }
    this.#segments = this.#segments.filter((segment) => segment.sequence >= oldest);
    await reserve.fill();
  }

  /** On a full disk plain appends are refused, and what helps out of it may use the reserve. */
  async #recoverFrom(error: unknown, operations: readonly Operation[]): Promise<void> {
    if (!(error instanceof JournalFull)) {
      rejectAll(operations, this.#fail('committing a batch', error));
      return;
    }
    const isPlain = (operation: Operation): boolean =>
      operation.kind === 'append' && !operation.urgent;
    rejectAll(operations.filter(isPlain), error);
    const vital = operations.filter((operation) => !isPlain(operation));
    if (vital.length === 0) return;
    try {
      await this.#options.reserve.release();
      await this.#commit(vital);
    } catch (again) {
      const full = again instanceof JournalFull;
      rejectAll(vital, full ? again : this.#fail('committing a batch', again));
    }
  }

  #fail(doing: string, cause: unknown): JournalFailed {
    this.#failure ??= cause instanceof JournalFailed ? cause : new JournalFailed(doing, cause);
    return this.#failure;
  }
}

const NOTHING: Plan = { steps: [], hasEffect: false };

function rejectAll(operations: readonly Operation[], error: unknown): void {
  for (const operation of operations) operation.reject(error);
}

function isFull(error: unknown): boolean {
  return hasDiskCode(error, 'ENOSPC', 'EDQUOT');
}
