import type { Priority, Receipt } from '@eyrie/contracts';
import { covers } from './receipts.ts';
import type { PendingRecord, RecordName } from './record.ts';

export interface SendWindow {
  /** Records sent and not yet confirmed, at most. */
  readonly recordsMax: number;
  readonly bytesMax: number;
  /** A record without a receipt for so long is sent again. */
  readonly resendMs: number;
}

export const defaultSendWindow: SendWindow = {
  recordsMax: 200,
  bytesMax: 1024 * 1024,
  resendMs: 15_000,
};

type State = 'held' | 'waiting' | 'sent';

interface Entry {
  readonly record: PendingRecord;
  state: State;
  live: boolean;
  sentAt: number;
}

/**
 * What goes first. What happens now must not wait behind an outage's backlog, unless the backlog
 * is more important than it.
 */
const lanes: readonly { priority: Priority; live: boolean }[] = [
  { priority: 'critical', live: true },
  { priority: 'critical', live: false },
  { priority: 'high', live: true },
  { priority: 'high', live: false },
  { priority: 'normal', live: true },
  { priority: 'low', live: true },
  { priority: 'normal', live: false },
  { priority: 'low', live: false },
];

const laneIndex = ({ record, live }: Entry): number =>
  lanes.findIndex((lane) => lane.priority === record.priority && lane.live === live);

/** First in, first out; entries that were taken elsewhere are skipped when they come up. */
class Lane {
  private items: Entry[] = [];
  private head = 0;

  push(entry: Entry): void {
    this.items.push(entry);
  }

  putBack(entries: readonly Entry[]): void {
    this.items = [...entries, ...this.items.slice(this.head)];
    this.head = 0;
  }

  peek(isWaiting: (entry: Entry) => boolean): Entry | null {
    for (;;) {
      const entry = this.items[this.head];
      if (!entry) {
        this.clear();
        return null;
      }
      if (isWaiting(entry)) return entry;
      this.drop();
    }
  }

  drop(): void {
    this.head += 1;
    if (this.head > 1024 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
  }

  clear(): void {
    this.items = [];
    this.head = 0;
  }
}

/**
 * The records that the cloud has not confirmed, by journal position; no I/O and no clock. Records
 * enter in the order of their positions, but for those that come again.
 */
export class PendingRecords {
  private readonly byPosition = new Map<number, Entry>();
  private readonly byEpoch = new Map<string, Map<number, Entry>>();
  private readonly queues = lanes.map(() => new Lane());
  /** In the order they were sent. */
  private readonly inFlight = new Set<Entry>();
  private inFlightBytes = 0;
  private pendingBytes = 0;

  constructor(private readonly window: SendWindow = defaultSendWindow) {}

  get count(): number {
    return this.byPosition.size;
  }

  get bytes(): number {
    return this.pendingBytes;
  }

  get inFlightCount(): number {
    return this.inFlight.size;
  }

  /** `held` records wait for `release`; those of former boots are backlog. */
  add(record: PendingRecord, how: { held: boolean; live: boolean }): void {
    const entry: Entry = {
      record,
      state: how.held ? 'held' : 'waiting',
      live: how.live,
      sentAt: 0,
    };
    this.byPosition.set(record.position, entry);
    let epoch = this.byEpoch.get(record.bootEpoch);
    if (!epoch) this.byEpoch.set(record.bootEpoch, (epoch = new Map<number, Entry>()));
    epoch.set(record.sequence, entry);
    this.pendingBytes += record.bytes;
    if (!how.held) this.enqueue(entry);
  }

  /** Those that were confirmed once and are not any more: backlog, at the places they had. */
  addAgain(records: readonly PendingRecord[]): void {
    for (const record of records) this.add(record, { held: false, live: false });
    const inOrder = [...this.byPosition].sort(([a], [b]) => a - b);
    this.byPosition.clear();
    for (const [position, entry] of inOrder) this.byPosition.set(position, entry);
  }

  hasAt(position: number): boolean {
    return this.byPosition.has(position);
  }

  has(name: RecordName): boolean {
    return this.byEpoch.get(name.bootEpoch)?.has(name.sequence) ?? false;
  }

  release(name: RecordName): void {
    const entry = this.byEpoch.get(name.bootEpoch)?.get(name.sequence);
    if (entry?.state !== 'held') return;
    entry.state = 'waiting';
    this.enqueue(entry);
  }

  /** A new connection: nothing that was sent before counts, and all that waits is backlog now. */
  reconnected(): void {
    this.inFlight.clear();
    this.inFlightBytes = 0;
    for (const queue of this.queues) queue.clear();
    for (const entry of this.byPosition.values()) {
      entry.live = false;
      if (entry.state === 'held') continue;
      entry.state = 'waiting';
      this.enqueue(entry);
    }
  }

  /** Counts what the cloud has; returns how many records that settled. */
  applyReceipts(receipts: readonly Receipt[]): number {
    let settled = 0;
    for (const { bootEpoch, have } of receipts) {
      for (const entry of this.byEpoch.get(bootEpoch)?.values() ?? []) {
        // What is held was never sent by us under this name; a receipt for it would be a lie.
        if (entry.state === 'held' || !covers(have, entry.record.sequence)) continue;
        this.forget(entry);
        settled += 1;
      }
    }
    return settled;
  }

  /** The next records to send, as far as the window has room; they count as sent from now on. */
  take(nowMs: number, countMax: number): PendingRecord[] {
    this.takeBackTimedOut(nowMs);
    const taken: PendingRecord[] = [];
    while (taken.length < countMax) {
      const entry = this.next();
      if (!entry || !this.hasRoom(entry)) break;
      entry.state = 'sent';
      entry.sentAt = nowMs;
      this.inFlight.add(entry);
      this.inFlightBytes += entry.record.bytes;
      taken.push(entry.record);
    }
    return taken;
  }

  /** Journal entries below this are needed by nobody; `end` is the position after the last. */
  droppableBefore(end: number): number {
    const first = this.byPosition.keys().next();
    return first.done === true ? end : first.value;
  }

  private next(): Entry | null {
    for (const queue of this.queues) {
      const entry = queue.peek((candidate) => this.isWaiting(candidate));
      if (entry) return entry;
    }
    return null;
  }

  private isWaiting(entry: Entry): boolean {
    return entry.state === 'waiting' && this.byPosition.get(entry.record.position) === entry;
  }

  /** An alarm must get out even while a backlog that nobody confirms fills the window. */
  private hasRoom({ record }: Entry): boolean {
    const urgent = record.priority === 'critical' || record.priority === 'high';
    const factor = urgent ? 1.5 : 1;
    if (this.inFlight.size === 0) return true;
    return (
      this.inFlight.size < this.window.recordsMax * factor &&
      this.inFlightBytes + record.bytes <= this.window.bytesMax * factor
    );
  }

  private takeBackTimedOut(nowMs: number): void {
    const back = new Map<number, Entry[]>();
    for (const entry of this.inFlight) {
      // A clock that was set back must not hold a record for hours.
      const age = nowMs - entry.sentAt;
      if (age >= 0 && age < this.window.resendMs) continue;
      this.inFlight.delete(entry);
      this.inFlightBytes -= entry.record.bytes;
      entry.state = 'waiting';
      const index = laneIndex(entry);
      const list = back.get(index) ?? [];
      list.push(entry);
      back.set(index, list);
    }
    for (const [index, entries] of back) this.queues[index]?.putBack(entries);
  }

  private enqueue(entry: Entry): void {
    this.queues[laneIndex(entry)]?.push(entry);
  }

  private forget(entry: Entry): void {
    const { position, bootEpoch, sequence, bytes } = entry.record;
    this.byPosition.delete(position);
    const epoch = this.byEpoch.get(bootEpoch);
    epoch?.delete(sequence);
    if (epoch?.size === 0) this.byEpoch.delete(bootEpoch);
    this.pendingBytes -= bytes;
    if (this.inFlight.delete(entry)) this.inFlightBytes -= bytes;
  }
}
