import {
  JournalFailed,
  JournalFull,
  type AppendOptions,
  type Entry,
  type Journal,
  type PositionRange,
  type ReadLimits,
} from '@eyrie/journal';
import { unlessLate } from '../unless-late.ts';

/** What outbox and ledger ask of a journal. */
export type RecordLog = Pick<
  Journal,
  'first' | 'last' | 'bytes' | 'append' | 'read' | 'truncateBefore' | 'close'
>;

/** Why entries are in memory. */
export type LogTrouble = 'full' | 'failed' | 'stalled';

export interface ResilientLogOptions {
  /** Opens the journal, at the start and again after it has failed. */
  readonly open: () => Promise<Journal>;
  /** The disk is full: whether some space was given back, so that it is worth another try. */
  readonly makeRoom?: () => Promise<boolean>;
  /** Payloads in memory, at most. */
  readonly bytesMax: number;
  /** An append that takes longer is not waited for. */
  readonly stallMs: number;
  readonly onTrouble?: (trouble: LogTrouble, error: unknown) => void;
}

/** Of a log in memory: records of hours, and a pause that no working card needs. */
export const boundsInMemory = { bytesMax: 4 * 1024 * 1024, stallMs: 5_000 };

/** Positions of a log that began without its journal: nobody knows yet how far that one goes. */
const unknownBase = 2 ** 40;
const filler = new Uint8Array([0]);
/** A full disk is not asked more often: each time all that is in memory would be written. */
const retryMs = 2_000;

interface Held {
  readonly position: number;
  /** Null: dropped again, while the journal could not be told. */
  payload: Uint8Array | null;
}

/**
 * A journal that goes on in memory while its disk is full, stalled or gone, and brings what it holds
 * to the disk afterwards: the same payloads at the same positions, so that an entry that a failing
 * disk kept after all is not there twice. What is in memory is lost with the process (decision 0049).
 */
export class ResilientLog implements RecordLog {
  private held: Held[] = [];
  private heldBytes = 0;
  private next: number;
  private low: number;
  /** Of the journal, when it was last known to work. */
  private journalLast: number;
  private turn: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  private isStalled = false;
  private triedAgainAt = 0;

  private constructor(
    private journal: Journal | null,
    private readonly options: ResilientLogOptions,
  ) {
    this.low = journal?.first ?? unknownBase;
    this.journalLast = journal?.last ?? unknownBase - 1;
    this.next = this.journalLast + 1;
  }

  /** Never rejects for what the disk is like: then it begins in memory. */
  static async open(options: ResilientLogOptions): Promise<ResilientLog> {
    const journal = await options.open().catch((error: unknown) => {
      if (!isDiskTrouble(error)) throw error;
      options.onTrouble?.('failed', error);
      return null;
    });
    return new ResilientLog(journal, options);
  }

  get first(): number {
    return Math.max(this.low, this.journal?.first ?? 0);
  }

  get last(): number {
    return this.next - 1;
  }

  get bytes(): number {
    return (this.journal?.bytes ?? 0) + this.heldBytes;
  }

  /** Entries and bytes that are in memory alone. */
  get inMemory(): { entries: number; bytes: number } {
    return { entries: this.held.length, bytes: this.heldBytes };
  }

  /** Whether the journal was never read in this process. */
  get isUnread(): boolean {
    return this.next >= unknownBase;
  }

  append(payloads: readonly Uint8Array[], options: AppendOptions = {}): Promise<PositionRange> {
    return this.inTurn(() => this.write(payloads, options));
  }

  async read(from: number, limits: ReadLimits = {}): Promise<Entry[]> {
    if (this.journal && from <= this.journalLast && !this.isUnread) {
      const countMax = Math.min(limits.countMax ?? 1024, this.journalLast - from + 1);
      return this.journal.read(from, { ...limits, countMax });
    }
    const found: Entry[] = [];
    let bytes = 0;
    for (const { position, payload } of this.held) {
      if (position < from || payload === null) continue;
      bytes += payload.length;
      if (found.length >= (limits.countMax ?? 1024)) break;
      if (found.length > 0 && bytes > (limits.bytesMax ?? Infinity)) break;
      found.push({ position, payload });
    }
    return found;
  }

  truncateBefore(position: number): Promise<void> {
    return this.inTurn(async () => {
      this.low = Math.max(this.low, position);
      for (const one of this.held) {
        if (one.position >= position || one.payload === null) continue;
        this.heldBytes -= one.payload.length;
        one.payload = null;
      }
      const { journal } = this;
      if (!journal || journal.failure || this.isStalled || this.isUnread) return;
      await journal.truncateBefore(Math.min(position, this.journalLast + 1));
    });
  }

  /** Opens the journal anew where it has failed, and brings what is in memory to the disk. */
  recover(): Promise<void> {
    return this.inTurn(async () => {
      if (this.isClosed || this.isStalled) return;
      this.triedAgainAt = 0;
      if (!this.journal || this.journal.failure) await this.reopen();
      await this.flush();
    });
  }

  async close(): Promise<void> {
    await this.turn.catch(() => undefined);
    this.isClosed = true;
    await this.flush().catch(() => undefined);
    await this.journal?.close();
  }

  private async write(
    payloads: readonly Uint8Array[],
    options: AppendOptions,
  ): Promise<PositionRange> {
    const { journal } = this;
    const isOutOfUse = !journal || journal.failure !== null || this.isStalled || this.isUnread;
    if (isOutOfUse || performance.now() < this.triedAgainAt) return this.hold(payloads);
    try {
      await this.flush();
      return await this.inTime(journal, this.appendToJournal(journal, payloads, options), payloads);
    } catch (error) {
      if (!isDiskTrouble(error) || this.isStalled) throw error;
      this.triedAgainAt = performance.now() + retryMs;
      this.options.onTrouble?.(error instanceof JournalFull ? 'full' : 'failed', error);
      return this.hold(payloads, error);
    }
  }

  private async appendToJournal(
    journal: Journal,
    payloads: readonly Uint8Array[],
    options: AppendOptions,
  ): Promise<PositionRange> {
    try {
      return await journal.append(payloads, options);
    } catch (error) {
      if (!(error instanceof JournalFull) || !(await this.options.makeRoom?.())) throw error;
      return journal.append(payloads, options);
    }
  }

  /** Where it takes too long, memory has it too; the journal is caught up with when it answers. */
  private async inTime(
    journal: Journal,
    appending: Promise<PositionRange>,
    payloads: readonly Uint8Array[],
  ): Promise<PositionRange> {
    const range = await unlessLate(appending, this.options.stallMs, () => null);
    if (range !== null) {
      this.journalLast = range.last;
      this.next = range.last + 1;
      return range;
    }
    this.isStalled = true;
    this.options.onTrouble?.('stalled', new Error('The disk does not answer.'));
    try {
      return this.hold(payloads);
    } finally {
      const over = (): void => {
        this.isStalled = false;
        this.catchUp(journal);
      };
      appending.then(over, over);
    }
  }

  /** What the journal has kept after all is the oldest in memory, at the positions it has there. */
  private catchUp(journal: Journal): void {
    const kept = Math.max(0, journal.last - this.journalLast);
    for (const { payload } of this.held.splice(0, kept)) this.heldBytes -= payload?.length ?? 0;
    this.journalLast = journal.last;
    this.next = Math.max(this.next, journal.last + 1);
  }

  private hold(payloads: readonly Uint8Array[], cause?: unknown): PositionRange {
    const bytes = payloads.reduce((sum, { length }) => sum + length, 0);
    if (this.heldBytes + bytes > this.options.bytesMax) {
      throw new JournalFull(
        'memory',
        cause ?? new Error('The disk takes nothing, and memory is full.'),
      );
    }
    const first = this.next;
    for (const payload of payloads) this.held.push({ position: this.next++, payload });
    this.heldBytes += bytes;
    return { first, last: this.next - 1 };
  }

  private async reopen(): Promise<void> {
    const wasRead = !this.isUnread;
    await this.journal?.close().catch(() => undefined);
    this.journal = await this.options.open();
    if (wasRead) this.catchUp(this.journal);
  }

  /** In order, and gone from memory only when it is on the disk. */
  private async flush(): Promise<void> {
    const { journal } = this;
    if (!journal || this.held.length === 0) return;
    const batch = [...this.held];
    await journal.append(batch.map(({ payload }) => payload ?? filler));
    this.held.splice(0, batch.length);
    for (const { payload } of batch) this.heldBytes -= payload?.length ?? 0;
    if (this.isUnread) return;
    this.journalLast = journal.last;
    const low = Math.min(this.low, journal.last + 1);
    if (low > journal.first) await journal.truncateBefore(low);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Errors of the disk, in contrast to mistakes of ours and formats of others. */
export function isDiskTrouble(error: unknown): boolean {
  if (error instanceof JournalFailed || error instanceof JournalFull) return true;
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && diskCodes.has(code);
}

const diskCodes = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'ENODEV', 'ENXIO', 'ETIMEDOUT']);
