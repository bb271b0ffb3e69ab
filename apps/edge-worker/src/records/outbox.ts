import { recordSchema, type DeviceRecord, type Receipt } from '@eyrie/contracts';
import { isDiskTrouble, type RecordLog } from '../card/resilient-log.ts';
import { ConfirmedTail, type TailBounds } from './confirmed-tail.ts';
import { PendingRecords, type SendWindow } from './pending-records.ts';
import { covers } from './receipts.ts';
import {
  decodeRecord,
  encodeRecord,
  indexRecord,
  tombstoneOf,
  type OutgoingRecord,
  type PendingRecord,
  type RecordDraft,
  type RecordName,
} from './record.ts';

export interface OutboxOptions {
  readonly journal: RecordLog;
  /** New for each start of the process. */
  readonly bootEpoch: string;
  readonly window?: SendWindow;
  /** Called for each record of a former boot that is still there, in order, while opening. */
  readonly onFormerRecord?: (record: DeviceRecord) => void;
  /** An entry of the journal that is not a record: it is passed over. */
  readonly onUnreadable?: (position: number) => void;
  /** The journal could not forget what is confirmed. Nothing is lost; it is tried again. */
  readonly onTruncateFailed?: (error: unknown) => void;
  /** What is confirmed stays so long in the journal. Default: it goes at once. */
  readonly tail?: TailBounds;
  /** Whether there is room for a tail at present. */
  readonly mayKeepTail?: () => boolean;
  /** The cloud has lost what came last: so many records go again, or could not be read back. */
  readonly onSentAgain?: (records: number, error?: unknown) => void;
  /** Only goes forward, whatever is done to the wall clock. Milliseconds. */
  readonly elapsedMs?: () => number;
}

/** A record that is durable but is not sent before `release`. */
export interface HeldRecord {
  readonly name: RecordName;
  release(): void;
}

interface Writing {
  readonly draft: RecordDraft;
  readonly held: boolean;
  readonly resolve: (name: RecordName) => void;
  readonly reject: (error: unknown) => void;
}

const batchMax = 256;
const freshMax = 4;
const freshBytesMax = 16_384;

/**
 * Where records are durable before anything is sent, until the cloud confirms them. Bodies stay on
 * disk; memory has their index.
 */
export class Outbox {
  readonly bootEpoch: string;
  private readonly journal: RecordLog;
  private readonly pending: PendingRecords;
  private readonly options: OutboxOptions;
  private readonly waiting: Writing[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly againListeners = new Set<(record: DeviceRecord) => void>();
  private readonly wentBackListeners = new Set<() => void>();
  private readonly tail: ConfirmedTail | null;
  /** Which past of the cloud its receipts are of; null until it has said. */
  private history: number | null = null;
  /** The last position that pending records know of. */
  private lastIndexed = 0;
  private recalling: Promise<void> | null = null;
  private isRecallDue = false;
  /**
   * What was written last, by position: with the site connected each record is sent a moment later, and
   * need not be read from the card for it.
   */
  private readonly fresh = new Map<number, Uint8Array>();
  private sequence = 0;
  private writing: Promise<void> | null = null;
  private truncating: Promise<void> | null = null;

  private constructor(options: OutboxOptions) {
    this.journal = options.journal;
    this.bootEpoch = options.bootEpoch;
    this.pending = new PendingRecords(options.window);
    this.options = options;
    this.tail = options.tail ? new ConfirmedTail(options.tail) : null;
  }

  /** Reads back what former boots left. Takes the journal over; `close` closes it. */
  static async open(options: OutboxOptions): Promise<Outbox> {
    const outbox = new Outbox(options);
    const { journal } = options;
    let from = journal.first;
    while (from <= journal.last) {
      const entries = await journal.read(from, { countMax: 512, bytesMax: 1024 * 1024 });
      if (entries.length === 0) break;
      for (const { position, payload } of entries) {
        from = position + 1;
        const record = readRecord(payload);
        if (!record) {
          options.onUnreadable?.(position);
          continue;
        }
        const index = indexRecord(record, { position, bytes: payload.length });
        // Confirmed or not: the receipts will say, a moment after the site is there.
        outbox.pending.add({ ...index, isAgain: true }, { held: false, live: false });
        options.onFormerRecord?.(record);
      }
    }
    outbox.lastIndexed = journal.last;
    return outbox;
  }

  get records(): number {
    return this.pending.count;
  }

  get bytes(): number {
    return this.pending.bytes;
  }

  get journalBytes(): number {
    return this.journal.bytes;
  }

  /** Whether the cloud has not confirmed this record yet. */
  isPending(name: RecordName): boolean {
    return this.pending.has(name);
  }

  /** Resolves once the record is durable. Rejects with a JournalError; then nothing was kept. */
  append(draft: RecordDraft): Promise<RecordName> {
    return this.write(draft, false);
  }

  /** As `append`, but the record waits for what it speaks of to be written down as well. */
  async appendHeld(draft: RecordDraft): Promise<HeldRecord> {
    const name = await this.write(draft, true);
    return {
      name,
      release: () => {
        this.pending.release(name);
        this.tell();
      },
    };
  }

  /** The link is new: everything unconfirmed is to be sent over it. */
  reconnected(): void {
    this.pending.reconnected();
    this.tell();
  }

  /** Returns how many records these settle. `history`: that of the cloud which gave them. */
  applyReceipts(receipts: readonly Receipt[], history?: number): number {
    const before = this.pending.bytes;
    const settled = this.pending.applyReceipts(receipts);
    this.tail?.count(before - this.pending.bytes);
    if (history !== undefined && history !== this.history) {
      // At first all that is in the journal is pending: nothing has been taken for confirmed yet.
      this.isRecallDue ||= this.history !== null;
      this.history = history;
    }
    if (this.isRecallDue) this.recall(receipts);
    this.forgetConfirmed();
    if (settled > 0) this.tell();
    return settled;
  }

  /** Records to publish now, those whose time ran out as tombstones under the same name. */
  async take(nowMs: number, countMax = 50): Promise<OutgoingRecord[]> {
    const outgoing: OutgoingRecord[] = [];
    for (const index of this.pending.take(nowMs, countMax)) {
      const record = await this.load(index);
      // Confirmed, and dropped from the journal, while we read: nothing to send any more.
      if (!record) continue;
      outgoing.push(outgoingOf(record, index, nowMs));
      if (index.isAgain) for (const listener of this.againListeners) listener(record);
    }
    return outgoing;
  }

  /** Runs when there may be something to send. Returns the unsubscription. */
  onWaiting(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Runs with each record that goes out though the cloud may have had it. Returns the unsubscription. */
  onAgain(listener: (record: DeviceRecord) => void): () => void {
    this.againListeners.add(listener);
    return () => this.againListeners.delete(listener);
  }

  /** Runs when the cloud turns out to have lost what came last. Returns the unsubscription. */
  onCloudWentBack(listener: () => void): () => void {
    this.wentBackListeners.add(listener);
    return () => this.wentBackListeners.delete(listener);
  }

  /** Waits until what is confirmed is also forgotten on disk, and what is to go again is read. */
  async settled(): Promise<void> {
    while (this.truncating ?? this.recalling) await (this.truncating ?? this.recalling);
  }

  async close(): Promise<void> {
    await this.writing?.catch(() => undefined);
    await this.settled();
    this.forgetConfirmed(1);
    await this.settled();
    await this.journal.close();
  }

  private write(draft: RecordDraft, held: boolean): Promise<RecordName> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ draft, held, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  /**
   * One batch at a time, so that a sequence is used up only by what is durable: a hole would
   * look like a loss to the cloud.
   */
  private async writeAll(): Promise<void> {
    // Whoever appends in the same turn shares the first sync.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, batchMax);
      const records = batch.map(({ draft }, at): DeviceRecord => {
        return { ...draft, bootEpoch: this.bootEpoch, sequence: this.sequence + at + 1 };
      });
      const payloads = records.map(encodeRecord);
      try {
        const urgent = batch.some(({ draft }) => draft.priority === 'critical');
        const { first } = await this.journal.append(payloads, { urgent });
        this.sequence += batch.length;
        records.forEach((record, at) => {
          const payload = payloads[at] ?? new Uint8Array();
          const index = indexRecord(record, { position: first + at, bytes: payload.length });
          this.keepFresh(index.position, payload);
          this.pending.add(index, { held: batch[at]?.held ?? false, live: true });
          this.lastIndexed = index.position;
          batch[at]?.resolve({ bootEpoch: record.bootEpoch, sequence: record.sequence });
        });
        this.tell();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // In the same turn as the last look at the queue: whoever appends next must start a new round.
    this.writing = null;
    this.forgetConfirmed();
  }

  private keepFresh(position: number, payload: Uint8Array): void {
    if (payload.length > freshBytesMax) return;
    this.fresh.set(position, payload);
    for (const oldest of this.fresh.keys()) {
      if (this.fresh.size <= freshMax) return;
      this.fresh.delete(oldest);
    }
  }

  private async load(index: PendingRecord): Promise<DeviceRecord | null> {
    if (!this.pending.has(index) || index.position < this.journal.first) return null;
    const written = this.fresh.get(index.position);
    this.fresh.delete(index.position);
    if (written) return readRecord(written);
    try {
      const [entry] = await this.journal.read(index.position, { countMax: 1 });
      return entry ? readRecord(entry.payload) : null;
    } catch (error) {
      // Confirmed meanwhile, or on a disk that is not well: it is sent when it can be read again.
      if (!this.pending.has(index) || isDiskTrouble(error)) return null;
      throw error;
    }
  }

  /**
   * Lets the journal forget what is confirmed. Each time costs the card a sync, so it waits until
   * `leastCount` entries can go; the owner calls it with 1 every few seconds.
   */
  forgetConfirmed(leastCount = 64): void {
    if (this.truncating || this.droppable(leastCount) === null) return;
    this.truncating = this.truncate(leastCount).finally(() => {
      this.truncating = null;
    });
  }

  /** Makes what was confirmed pending again, but for what these receipts have. */
  private recall(receipts: readonly Receipt[]): void {
    this.isRecallDue = false;
    const recalling = Promise.all([this.recalling, this.truncating])
      .then(() => this.readTail(receipts))
      .then(
        (again) => {
          this.tail?.clear();
          this.pending.addAgain(again);
          this.options.onSentAgain?.(again.length);
          for (const listener of this.wentBackListeners) listener();
          if (again.length > 0) this.tell();
        },
        (error: unknown) => {
          // On a disk that is not well; with the next receipts it is tried again.
          this.isRecallDue = true;
          this.options.onSentAgain?.(0, error);
        },
      )
      .finally(() => {
        if (this.recalling === recalling) this.recalling = null;
      });
    this.recalling = recalling;
  }

  private async readTail(receipts: readonly Receipt[]): Promise<PendingRecord[]> {
    const { journal } = this;
    const end = this.lastIndexed;
    const haves = new Map(receipts.map(({ bootEpoch, have }) => [bootEpoch, have]));
    const again: PendingRecord[] = [];
    for (let from = journal.first; from <= end;) {
      const entries = await journal.read(from, { countMax: 128, bytesMax: 256 * 1024 });
      if (entries.length === 0) break;
      for (const { position, payload } of entries) {
        from = position + 1;
        if (position > end || this.pending.hasAt(position)) continue;
        const record = readRecord(payload);
        if (!record || covers(haves.get(record.bootEpoch) ?? [], record.sequence)) continue;
        const index = indexRecord(record, { position, bytes: payload.length });
        again.push({ ...index, isAgain: true });
      }
    }
    return again;
  }

  /** The position before which the journal may forget, if so many entries can go. */
  private droppable(leastCount: number): number | null {
    // What was just written is durable a moment before it is pending; it must not go by mistake.
    if (this.writing !== null || this.recalling !== null) return null;
    const confirmed = this.pending.droppableBefore(this.journal.last + 1);
    const before = this.keepFrom(confirmed);
    return before - this.journal.first >= Math.max(1, leastCount) ? before : null;
  }

  private keepFrom(confirmed: number): number {
    const { mayKeepTail, elapsedMs } = this.options;
    const kept = this.tail?.keepFrom(confirmed, elapsedMs?.() ?? performance.now());
    return kept === undefined || mayKeepTail?.() === false ? confirmed : kept;
  }

  private async truncate(leastCount: number): Promise<void> {
    try {
      for (let before = this.droppable(leastCount); before !== null;) {
        await this.journal.truncateBefore(before);
        before = this.droppable(leastCount);
      }
    } catch (error) {
      this.options.onTruncateFailed?.(error);
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function readRecord(payload: Uint8Array): DeviceRecord | null {
  try {
    const parsed = recordSchema.safeParse(decodeRecord(payload));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function outgoingOf(record: DeviceRecord, index: PendingRecord, nowMs: number): OutgoingRecord {
  const isExpired = index.expiresAt !== null && nowMs > index.expiresAt;
  const sent = isExpired ? tombstoneOf(record) : record;
  const { bootEpoch, sequence } = index;
  return { bootEpoch, sequence, kind: sent.kind, payload: JSON.stringify(sent) };
}
