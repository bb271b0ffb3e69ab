import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { Outbox } from '../records/outbox.ts';
import type { Blob } from './ledger-state.ts';
import type { Ledger } from './ledger.ts';
import type { MediaFiles } from './media-files.ts';
import { chooseDeletions } from './retention.ts';

export interface JanitorOptions {
  readonly ledger: Ledger;
  readonly files: MediaFiles;
  readonly outbox: Outbox;
  readonly events: DeviceEvents;
  readonly clock: Clock;
  readonly log: Logger;
  readonly freeBytes: () => Promise<number>;
  /** Free space that is kept for the system and the journals. */
  readonly reserveBytes: () => number;
  readonly keepSeconds: () => number;
  readonly everyMs: number;
}

/** A warning is repeated so often while the disk stays short. */
const warnEveryMs = 3_600_000;
const batchMax = 200;

/** Deletes what is safe in the cloud, in time or, when the disk is short, before it. */
export class Janitor {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private warnedAt = -Infinity;
  private lastFreeBytes = Infinity;

  constructor(private readonly options: JanitorOptions) {}

  /** False when so little is free that capture must stop: what is not stored yet is never deleted. */
  get hasRoom(): boolean {
    return this.lastFreeBytes > this.options.reserveBytes() / 4;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** One round; returns how many blobs went. */
  async tidy(): Promise<number> {
    const { ledger, outbox, clock, freeBytes, keepSeconds, files } = this.options;
    const reserveBytes = this.options.reserveBytes();
    outbox.forgetConfirmed(1);
    const free = await freeBytes();
    const nowMs = clock.now();
    if (free < reserveBytes) await this.warn(free, nowMs);
    const chosen = chooseDeletions(
      ledger.all(),
      (blob) => this.mayGo(blob),
      { keepMs: keepSeconds() * 1000, reserveBytes },
      { nowMs, freeBytes: free },
    );
    for (let at = 0; at < chosen.length; at += batchMax) {
      const batch = chosen.slice(at, at + batchMax);
      // A file without an entry is found and removed at the next start; an entry without its file
      // would look like a loss.
      await ledger.write(batch.map(({ sha256 }) => ({ op: 'gone', sha256 })));
      for (const blob of batch) {
        // The same bytes may have been captured again meanwhile.
        if (!ledger.find(blob.sha256)) await files.delete(blob);
      }
    }
    this.lastFreeBytes = chosen.length > 0 ? await freeBytes() : free;
    return chosen.length;
  }

  private mayGo(blob: Blob): boolean {
    const { ledger, outbox } = this.options;
    if (ledger.isNeededByWindow(blob)) return false;
    return !blob.references.some(({ record }) => outbox.isPending(record));
  }

  private async warn(free: number, nowMs: number): Promise<void> {
    if (Math.abs(nowMs - this.warnedAt) < warnEveryMs) return;
    this.warnedAt = nowMs;
    const { events, log } = this.options;
    const reserveBytes = this.options.reserveBytes();
    log.warn({ event: 'disk_short', freeBytes: free, reserveBytes }, 'The disk is nearly full.');
    const data = { free_bytes: free, reserve_bytes: reserveBytes };
    await events.emit({ type: 'storage.warning', priority: 'high', data });
  }

  private async run(): Promise<void> {
    const { clock, everyMs, log } = this.options;
    while (!this.stopping.signal.aborted) {
      try {
        await this.tidy();
      } catch (error) {
        log.error({ event: 'tidy_failed', err: error }, 'Tidying up failed; it is tried again.');
      }
      await clock.sleep(everyMs, this.stopping.signal);
    }
  }
}
