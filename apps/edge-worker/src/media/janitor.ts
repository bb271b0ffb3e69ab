import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { Outbox } from '../records/outbox.ts';
import { forecastStorage, type StorageForecast } from './forecast.ts';
import type { Blob } from './ledger-state.ts';
import type { Ledger } from './ledger.ts';
import type { LockedRanges } from './locked-ranges.ts';
import type { MediaFiles } from './media-files.ts';
import type { Quarantine } from './quarantine.ts';
import type { ReserveFile } from './reserve-file.ts';
import {
  bytesOf,
  keptKindOf,
  planRetention,
  type KeptKind,
  type RetentionPlan,
  type RetentionRules,
  type Tie,
} from './retention.ts';
import { SteadyTime } from './steady-time.ts';
import { StorageWarnings } from './storage-warnings.ts';
import { WriteRate } from './write-rate.ts';

export interface JanitorOptions {
  readonly ledger: Ledger;
  readonly files: MediaFiles;
  readonly quarantine: Quarantine;
  readonly outbox: Outbox;
  readonly events: DeviceEvents;
  readonly clock: Clock;
  readonly log: Logger;
  readonly freeBytes: () => Promise<number>;
  readonly rules: () => RetentionRules;
  readonly quarantineLimit: () => { keepMs: number; bytesMax: number };
  readonly locked: LockedRanges;
  readonly reserve: ReserveFile;
  /** Less is free than anything may be written into. */
  readonly onFull?: (reason: Error) => void;
  readonly everyMs: number;
  /** Only goes forward, whatever is done to the wall clock. Milliseconds. */
  readonly elapsedMs?: () => number;
}

export interface KeptUsage {
  readonly files: number;
  readonly bytes: number;
  readonly oldestAt: number | null;
}

/** What the device keeps, and for how long that goes well. */
export interface StorageUsage extends StorageForecast {
  readonly kinds: Readonly<Record<KeptKind | 'quarantine', KeptUsage>>;
  readonly lockedBytes: number;
  readonly bytesPerHour: number;
}

const batchMax = 200;
/** What would be lost within so long is told of. */
const lossAheadSeconds = 6 * 3_600;
/** Between the word and the loss somebody may still lock, fetch, or make room. */
const leadMs = 60_000;
const noFiles = { files: 0, bytes: 0, oldestAt: null };

/**
 * Deletes what is safe in the cloud, in time or, when the disk is short, before it; and the rest only
 * where nothing else is left, and never before it was said.
 */
export class Janitor {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private lastFreeBytes = Infinity;
  private readonly time = new SteadyTime();
  private readonly written = new WriteRate();
  private readonly storedRate = new WriteRate();
  private readonly warnings: StorageWarnings;
  private lastUsage: StorageUsage | null = null;
  private readonly unsubscribe: () => void;

  constructor(private readonly options: JanitorOptions) {
    this.warnings = new StorageWarnings(options.events);
    const { ledger } = options;
    this.unsubscribe = ledger.onWritten((entries) => {
      const now = this.elapsed();
      for (const entry of entries) {
        if (entry.op === 'blob') this.written.add(entry.bytes, now);
        if (entry.op === 'stored') {
          this.storedRate.add(ledger.find(entry.sha256)?.bytes ?? 0, now);
        }
      }
    });
  }

  /** False when so little is free that nothing new may be written to the disk. */
  get hasRoom(): boolean {
    return this.lastFreeBytes > this.options.rules().reserveBytes / 4;
  }

  /** `hasRoom` as of now. */
  async lookForRoom(): Promise<boolean> {
    this.lastFreeBytes = await this.options.freeBytes();
    return this.hasRoom;
  }

  /** As of the last round; null before the first. */
  get usage(): StorageUsage | null {
    return this.lastUsage;
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    await this.running;
  }

  /** One round; returns how many blobs went. */
  async tidy(): Promise<number> {
    const { ledger, outbox, clock, freeBytes, quarantine } = this.options;
    const rules = this.options.rules();
    outbox.forgetConfirmed(1);
    const { keepMs, bytesMax } = this.options.quarantineLimit();
    await quarantine.prune({ keepMs, bytesMax });
    let free = await freeBytes();
    await this.keepReserve(free, rules);
    const blobs = [...ledger.all()];
    const tieOf = this.ties(blobs);
    const hourBytes = this.written.bytesPerHour(this.elapsed());
    const plan = planRetention(blobs, tieOf, rules, {
      nowMs: this.time.now(clock.now(), this.elapsed()),
      freeBytes: free,
      hourBytes,
    });
    const forecast = this.forecast(blobs, tieOf, { free, rules, hourBytes });
    const gone = await this.carryOut(plan, { rules, free, hourBytes });
    await this.lookAhead(blobs, tieOf, { rules, free, hourBytes, forecast, plan });
    if (gone > 0) free = await freeBytes();
    this.lastFreeBytes = free;
    if (!this.hasRoom) this.options.onFull?.(new Error(`Only ${free} bytes are free.`));
    await this.boundMemory(tieOf);
    this.lastUsage = await this.measure(tieOf, hourBytes, forecast);
    return gone;
  }

  private async carryOut(
    { due, early, lost }: RetentionPlan,
    at: { rules: RetentionRules; free: number; hourBytes: number },
  ): Promise<number> {
    await this.delete(due);
    let gone = due.length;
    if (early.length > 0 && (await this.tell('early', early, 0, at))) {
      await this.delete(early);
      gone += early.length;
    }
    if (lost.length > 0) {
      // What was said an hour ago has to be said again, before anything more is lost.
      const saidMs = this.warnings.ageMs('loss-ahead', this.elapsed());
      if (saidMs === null) await this.tell('loss-ahead', lost, leadMs, at);
      else if (saidMs >= leadMs) {
        await this.delete(lost);
        await this.warnings.dropped(lost);
        gone += lost.length;
      }
    }
    return gone;
  }

  private async lookAhead(
    blobs: readonly Blob[],
    tieOf: (blob: Blob) => Tie,
    at: {
      rules: RetentionRules;
      free: number;
      hourBytes: number;
      forecast: StorageForecast;
      plan: RetentionPlan;
    },
  ): Promise<void> {
    const { lossInSeconds } = at.forecast;
    const { whenFull } = at.rules;
    const isNear = lossInSeconds !== null && lossInSeconds < lossAheadSeconds;
    // Nothing is to be lost where nothing is unsafe, or where there is no pressure at all.
    if (!isNear || at.plan.lost.length > 0) return;
    const unsafe = blobs
      .filter((blob) => tieOf(blob) === 'unsafe')
      .sort((a, b) => a.addedAt - b.addedAt);
    if (unsafe.length === 0) return;
    const firstHour = (unsafe[0]?.addedAt ?? 0) + 3_600_000;
    const first = unsafe.filter(({ addedAt }) => addedAt < firstHour);
    const stage = whenFull === 'stop' ? 'stop-ahead' : 'loss-ahead';
    await this.tell(stage, stage === 'stop-ahead' ? [] : first, lossInSeconds * 1000, at);
  }

  private async tell(
    stage: 'early' | 'loss-ahead' | 'stop-ahead',
    blobs: readonly Blob[],
    inMs: number,
    { rules, free, hourBytes }: { rules: RetentionRules; free: number; hourBytes: number },
  ): Promise<boolean> {
    const { clock, log } = this.options;
    const { reserveBytes } = rules;
    if (this.warnings.ageMs(stage, this.elapsed()) === null) {
      log.warn({ event: 'disk_short', stage, freeBytes: free, reserveBytes }, 'The disk is short.');
    }
    return this.warnings.tell(
      {
        stage,
        blobs,
        at: clock.now() + inMs,
        freeBytes: free,
        reserveBytes,
        bytesPerHour: hourBytes,
      },
      this.elapsed(),
    );
  }

  private forecast(
    blobs: readonly Blob[],
    tieOf: (blob: Blob) => Tie,
    at: { free: number; rules: RetentionRules; hourBytes: number },
  ): StorageForecast {
    const stored = this.storedRate.bytesPerHour(this.elapsed());
    return forecastStorage({
      freeBytes: at.free,
      reserveBytes: at.rules.reserveBytes,
      hourBytes: at.hourBytes,
      unsafeHourBytes: Math.max(0, at.hourBytes - stored),
      freeableBytes: bytesOf(blobs.filter((blob) => tieOf(blob) === 'free')),
    });
  }

  private ties(blobs: readonly Blob[]): (blob: Blob) => Tie {
    const { ledger, outbox, locked } = this.options;
    const kept = locked.lockedOf(blobs);
    return (blob) => {
      if (kept.has(blob.sha256)) return 'locked';
      const isUnsafe = ({ record }: Blob['references'][number]) => outbox.isPending(record);
      if (!blob.stored || blob.references.some(isUnsafe)) return 'unsafe';
      return ledger.isNeededByWindow(blob) ? 'needed' : 'free';
    };
  }

  private async delete(blobs: readonly Blob[]): Promise<void> {
    const { ledger, files } = this.options;
    for (let at = 0; at < blobs.length; at += batchMax) {
      const batch = blobs.slice(at, at + batchMax);
      // A file without an entry is found and removed at the next start; an entry without its file
      // would look like a loss.
      await ledger.write(batch.map(({ sha256 }) => ({ op: 'gone', sha256 })));
      for (const blob of batch) {
        // The same bytes may have been captured again meanwhile.
        if (!ledger.find(blob.sha256)) await files.delete(blob);
      }
    }
  }

  /**
   * Memory is a ring: what the cloud has leaves it first, then the oldest, which is lost and told of.
   * That it would be was said when the disk failed.
   */
  private async boundMemory(tieOf: (blob: Blob) => Tie): Promise<void> {
    const { ledger, files } = this.options;
    if (files.bytesInMemory === 0) return;
    const held = [...ledger.all()]
      .filter((blob) => files.isInMemory(blob) && tieOf(blob) !== 'locked')
      .sort((a, b) => a.addedAt - b.addedAt);
    const safe = held.filter((blob) => tieOf(blob) === 'free');
    await this.delete(safe);
    const lost: Blob[] = [];
    for (const blob of held) {
      if (files.hasMemoryLeft) break;
      if (safe.includes(blob)) continue;
      await this.delete([blob]);
      lost.push(blob);
    }
    if (lost.length > 0) await this.warnings.dropped(lost);
  }

  /** The file of reserve goes when the last bytes do, and comes back when there is room for it. */
  private async keepReserve(free: number, { reserveBytes }: RetentionRules): Promise<void> {
    const { reserve, log } = this.options;
    if (free < reserveBytes / 8) {
      if (!(await reserve.release())) return;
      log.warn(
        { event: 'reserve_released', freeBytes: free },
        'The disk is full to the last bytes.',
      );
    } else if (!reserve.isHeld && free > reserveBytes / 2) {
      await reserve.take();
    }
  }

  private async measure(
    tieOf: (blob: Blob) => Tie,
    bytesPerHour: number,
    forecast: StorageForecast,
  ): Promise<StorageUsage> {
    const { ledger, quarantine } = this.options;
    const kinds: Record<KeptKind, KeptUsage> = {
      pictures: noFiles,
      thumbnails: noFiles,
      videos: noFiles,
    };
    let lockedBytes = 0;
    for (const blob of ledger.all()) {
      const kind = keptKindOf(blob);
      const { files, bytes, oldestAt } = kinds[kind];
      kinds[kind] = {
        files: files + 1,
        bytes: bytes + blob.bytes,
        oldestAt: Math.min(oldestAt ?? Infinity, blob.addedAt),
      };
      if (tieOf(blob) === 'locked') lockedBytes += blob.bytes;
    }
    const quarantined = await quarantine.usage();
    return { kinds: { ...kinds, quarantine: quarantined }, lockedBytes, bytesPerHour, ...forecast };
  }

  private elapsed(): number {
    return this.options.elapsedMs?.() ?? performance.now();
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
