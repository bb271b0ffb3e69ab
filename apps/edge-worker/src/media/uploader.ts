import { stat } from 'node:fs/promises';
import { BackOff } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import { woken, type Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { LedgerState } from './ledger-state.ts';
import type { Ledger } from './ledger.ts';
import type { MediaFiles } from './media-files.ts';
import type { Quarantine } from './quarantine.ts';
import type { Relay, UploadVerdict } from './relay.ts';
import { UploadQueue } from './upload-queue.ts';

type Blob = NonNullable<ReturnType<LedgerState['find']>>;

export interface UploaderOptions {
  readonly ledger: Ledger;
  readonly files: MediaFiles;
  readonly quarantine: Quarantine;
  readonly relay: Relay;
  readonly events: DeviceEvents;
  readonly clock: Clock;
  readonly log: Logger;
  /** Uploads at a time. Default 2. */
  readonly lanes?: number;
  readonly onVerdict?: (verdict: UploadVerdict['type'], kind: Blob['kind'], ms: number) => void;
}

const idleMs = 5_000;
/** Bytes that the cloud took lately, at most, and for how long that is remembered: as long as the outbox' tail. */
const latelyMax = 4_096;
const latelyMs = 30 * 60_000;

/** Sends pending bytes to the cloud and keeps account of what the cloud says. */
export class Uploader {
  private readonly queue = new UploadQueue();
  private readonly attempts = new Map<string, number>();
  /** Stored once, and the cloud is to be asked whether it still has them. */
  private readonly doubted = new Set<string>();
  /** What the cloud took, oldest first, and when (on a clock that only goes forward, milliseconds). */
  private readonly lately = new Map<string, number>();
  private readonly linkPause = new BackOff({ firstMs: 200, mostMs: 5_000 });
  private pausedUntil = 0;
  private readonly stopping = new AbortController();
  private wakening = new AbortController();
  private running: Promise<unknown> | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(private readonly options: UploaderOptions) {}

  start(): void {
    const { ledger, lanes = 2 } = this.options;
    for (const blob of ledger.all()) if (!blob.stored) this.queue.add(blob);
    this.unsubscribe = ledger.onWritten((entries) => {
      for (const entry of entries) {
        if (entry.op === 'blob' && ledger.find(entry.sha256)?.stored === false) {
          this.queue.add(entry);
        }
      }
      this.wake();
    });
    this.running = Promise.all(Array.from({ length: lanes }, () => this.lane()));
  }

  /** The link is (again) there: no need to wait any longer. */
  linkUp(): void {
    this.linkPause.reset();
    this.pausedUntil = 0;
    this.wake();
  }

  /**
   * The cloud may have lost these bytes with what named them: it is asked, and gets them again where it has.
   * What the ledger does not have was deleted meanwhile, and cannot come.
   */
  doubt(hashes: Iterable<string>): void {
    const { ledger, log } = this.options;
    for (const sha256 of hashes) {
      const blob = ledger.find(sha256);
      if (!blob)
        log.warn({ event: 'media_gone', sha256 }, 'A record goes again without its bytes.');
      // What is in `lately` the cloud has had since it last went back.
      if (!blob?.stored || this.lately.has(sha256)) continue;
      this.doubted.add(sha256);
      this.queue.add(blob);
    }
    this.wake();
  }

  /** The same of all that the cloud took lately: it went back to an earlier moment. */
  doubtLately(): void {
    const hashes = [...this.lately.keys()];
    this.lately.clear();
    this.doubt(hashes.filter((sha256) => this.options.ledger.find(sha256) !== null));
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private wake(): void {
    this.wakening.abort(woken);
    this.wakening = new AbortController();
  }

  private async lane(): Promise<void> {
    const { clock, ledger, log } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const now = clock.now();
      // A clock that was set back must not stretch the pause.
      const pauseMs = Math.min(this.pausedUntil - now, 5_000);
      const sha256 = pauseMs > 0 ? null : this.queue.take(now);
      if (sha256 === null) {
        const dueMs = (this.queue.nextDueAt() ?? Infinity) - now;
        const waitMs = pauseMs > 0 ? pauseMs : Math.min(idleMs, Math.max(50, dueMs));
        await clock.sleep(waitMs, this.wakening.signal);
        continue;
      }
      const blob = ledger.find(sha256);
      if (!blob) this.doubted.delete(sha256);
      if (!blob || (blob.stored && !this.doubted.has(sha256))) continue;
      try {
        await this.upload(blob);
      } catch (error) {
        log.error({ event: 'upload_failed', sha256, err: error }, 'An upload failed.');
        this.later(blob, 'internal', 1_000);
      }
    }
  }

  private async upload(blob: Blob): Promise<void> {
    const { files, relay, clock, onVerdict } = this.options;
    const { signal } = this.stopping;
    if (this.doubted.has(blob.sha256)) {
      const isThere = await relay.has(blob.sha256, signal);
      if (isThere) return this.taken(blob);
      if (isThere === null) {
        this.later(blob, 'nobody says whether the cloud has it', null);
        return;
      }
    }
    const file = files.pathOf(blob);
    const isThere = await stat(file).then(
      ({ size }) => size === blob.bytes,
      () => false,
    );
    if (!isThere) return this.giveUp(blob, 'missing', 'The file is not on the disk.');
    const startedAt = clock.now();
    const verdict: UploadVerdict =
      // An answer may have been lost on its way; asking is cheaper than sending a video twice.
      this.attempts.has(blob.sha256) && (await relay.has(blob.sha256, signal)) === true
        ? { type: 'stored' }
        : await relay.put(file, blob, signal);
    onVerdict?.(verdict.type, blob.kind, clock.now() - startedAt);
    switch (verdict.type) {
      case 'stored':
        return this.taken(blob);
      case 'refused':
        return this.giveUp(blob, 'refused', verdict.reason, verdict.status);
      case 'later':
        if (signal.aborted) return;
        if (verdict.isLink) {
          this.pausedUntil = clock.now() + this.linkPause.next(verdict.retryAfterMs);
        }
        // Also after a trouble of the link: it may be these bytes that break it each time.
        this.later(blob, verdict.reason, verdict.isLink ? null : verdict.retryAfterMs);
    }
  }

  private async taken({ sha256, stored }: Blob): Promise<void> {
    this.attempts.delete(sha256);
    this.doubted.delete(sha256);
    this.linkPause.reset();
    if (!stored) await this.options.ledger.write([{ op: 'stored', sha256 }]);
    const now = performance.now();
    this.lately.delete(sha256);
    this.lately.set(sha256, now);
    for (const [oldest, at] of this.lately) {
      if (this.lately.size <= latelyMax && now - at < latelyMs) return;
      this.lately.delete(oldest);
    }
  }

  private later(blob: Blob, reason: string, waitMs: number | null): void {
    const { clock, log } = this.options;
    const attempts = (this.attempts.get(blob.sha256) ?? 0) + 1;
    this.attempts.set(blob.sha256, attempts);
    const pauseMs = waitMs ?? Math.min(5_000, 200 * 2 ** Math.min(attempts, 6));
    this.queue.delay(blob, clock.now() + pauseMs);
    log.debug({ event: 'upload_later', sha256: blob.sha256, reason, attempts }, 'Upload later.');
  }

  private async giveUp(
    blob: Blob,
    why: 'missing' | 'refused',
    reason: string,
    status?: number,
  ): Promise<void> {
    const { files, quarantine, ledger, events, log } = this.options;
    const { sha256, kind } = blob;
    // First the account, then the file: the other way round a power cut leaves an entry without bytes.
    await ledger.write([{ op: 'gone', sha256 }]);
    if (why === 'refused') {
      await quarantine.take(files.pathOf(blob), 'refused').catch((error: unknown) => {
        log.warn({ event: 'quarantine_failed', sha256, err: error }, 'Could not set a file aside.');
      });
    }
    this.attempts.delete(sha256);
    this.doubted.delete(sha256);
    log.error(
      { event: 'media_given_up', sha256, kind, why, status, reason },
      'Bytes are given up.',
    );
    const data = { code: `media.${why}`, sha256, kind, reason, status: status ?? null };
    await events.emit({ type: 'system.error', priority: 'high', data });
  }
}
