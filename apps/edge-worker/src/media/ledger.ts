import type { RecordLog } from '../card/resilient-log.ts';
import {
  ledgerEntrySchema,
  type LedgerEntry,
  type WindowEntry,
  type WindowName,
} from './ledger-entry.ts';
import { LedgerState, type Blob, type WindowFrames, type FrameOfWindow } from './ledger-state.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** A ledger of fewer entries is not worth rewriting. */
const compactMin = 2_000;

export interface LedgerWatch {
  readonly onUnreadable?: (position: number) => void;
}

/**
 * The durable account of all bytes on this device: what is to be sent, what the cloud has stored,
 * which frames make which video. An append-only journal, rewritten when most of it is history.
 */
export class Ledger {
  private readonly state = new LedgerState();
  private entries = 0;
  private writing: Promise<unknown> = Promise.resolve();
  private readonly listeners = new Set<(entries: readonly LedgerEntry[]) => void>();

  private constructor(private readonly journal: RecordLog) {}

  /** Takes the journal over; `close` closes it. Entries that cannot be read are passed over. */
  static async open(journal: RecordLog, watch: LedgerWatch = {}): Promise<Ledger> {
    const ledger = new Ledger(journal);
    let from = journal.first;
    while (from <= journal.last) {
      const entries = await journal.read(from, { countMax: 1024, bytesMax: 1024 * 1024 });
      if (entries.length === 0) break;
      for (const { position, payload } of entries) {
        from = position + 1;
        ledger.entries += 1;
        const entry = readEntry(payload);
        if (entry) ledger.state.apply(entry);
        else watch.onUnreadable?.(position);
      }
    }
    return ledger;
  }

  get backlog(): { blobs: number; bytes: number } {
    return this.state.backlog;
  }

  find(sha256: string): Blob | null {
    return this.state.find(sha256);
  }

  all(): Iterable<Blob> {
    return this.state.all();
  }

  windowsWithFrames(): WindowFrames[] {
    return this.state.windowsWithFrames();
  }

  framesBetween(cameraId: string, from: number, to: number): FrameOfWindow[] {
    return this.state.framesBetween(cameraId, from, to);
  }

  windowProgress(name: WindowName): WindowEntry | null {
    return this.state.windowProgress(name);
  }

  isNeededByWindow(blob: Blob): boolean {
    return this.state.isNeededByWindow(blob);
  }

  /** All entries become durable, or none; only then do they count. Rejects with a JournalError. */
  write(entries: readonly LedgerEntry[]): Promise<void> {
    const written = this.writing.then(async () => {
      // Whatever frees space must be writable on a full disk.
      const urgent = entries.every(({ op }) => op !== 'blob');
      await this.journal.append(entries.map(encode), { urgent });
      this.entries += entries.length;
      for (const entry of entries) this.state.apply(entry);
      for (const listener of this.listeners) listener(entries);
      await this.compact();
    });
    this.writing = written.catch(() => undefined);
    return written;
  }

  /** Runs after each write. Returns the unsubscription. */
  onWritten(listener: (entries: readonly LedgerEntry[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.writing;
    await this.journal.close();
  }

  private async compact(): Promise<void> {
    if (this.entries < compactMin || this.entries < this.state.size * 6) return;
    const snapshot = [...this.state.snapshot()];
    try {
      // One append: after a power cut there is all of the old account or all of the new one as well,
      // and reading both gives the same state. Repeated entries must therefore do no harm.
      const before = this.journal.last + 1;
      if (snapshot.length > 0) await this.journal.append(snapshot.map(encode));
      await this.journal.truncateBefore(before);
      this.entries = snapshot.length;
    } catch {
      // Too full a disk to tidy up: the account goes on as it is and is tried again later.
    }
  }
}

function encode(entry: LedgerEntry): Uint8Array {
  return encoder.encode(JSON.stringify(entry));
}

function readEntry(payload: Uint8Array): LedgerEntry | null {
  try {
    const parsed = ledgerEntrySchema.safeParse(JSON.parse(decoder.decode(payload)));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
