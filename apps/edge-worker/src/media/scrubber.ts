import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { RecordLog } from '../card/resilient-log.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { Blob } from './ledger-state.ts';
import type { Ledger } from './ledger.ts';
import type { MediaFiles } from './media-files.ts';
import type { Quarantine } from './quarantine.ts';

export interface ScrubberOptions {
  readonly ledger: Ledger;
  readonly files: MediaFiles;
  readonly quarantine: Quarantine;
  readonly events: DeviceEvents;
  readonly clock: Clock;
  readonly log: Logger;
  /** Records and the account: each entry is checked as it is read. */
  readonly logs: () => readonly RecordLog[];
  /** Whether the disk may be asked for more than the work needs. */
  readonly mayRead: () => boolean;
  /** Read in a second, on average. */
  readonly bytesPerSecond: number;
}

const restMs = 60_000;
const pieceBytes = 256 * 1024;

/**
 * Reads all that is kept, over and over, slowly, and finds what has rotted before somebody needs it.
 * A picture that is not the one that was written is set aside and told of, and never sent.
 */
export class Scrubber {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private checkedFiles = 0;
  private found = 0;

  constructor(private readonly options: ScrubberOptions) {}

  /** Since the start. */
  get counts(): { checked: number; rotten: number } {
    return { checked: this.checkedFiles, rotten: this.found };
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** All of it once. */
  async round(): Promise<void> {
    const { ledger, files, mayRead } = this.options;
    const { signal } = this.stopping;
    for (const { sha256 } of [...ledger.all()]) {
      if (signal.aborted || !mayRead()) return;
      // Gone meanwhile, or only in memory, which does not rot.
      const blob = ledger.find(sha256);
      if (!blob || files.isInMemory(blob)) continue;
      const is = await hashOf(files.pathOf(blob), signal).catch((error: unknown) => {
        this.options.log.debug({ event: 'scrub_unreadable', sha256, err: error }, 'Not read.');
        return (error as { code?: unknown }).code === 'EIO' ? 'unreadable' : null;
      });
      this.checkedFiles += 1;
      if (is !== null && is !== sha256 && ledger.find(sha256)) await this.setAside(blob);
      await this.pause(blob.bytes);
    }
    for (const log of this.options.logs()) await this.readThrough(log);
  }

  private async setAside(blob: Blob): Promise<void> {
    const { ledger, files, quarantine, events, log } = this.options;
    const { sha256, kind, stored } = blob;
    this.found += 1;
    // First the account, then the file: what is set aside is not asked for any more.
    await ledger.write([{ op: 'gone', sha256 }]);
    await quarantine.take(files.pathOf(blob), 'rotten').catch((error: unknown) => {
      log.warn({ event: 'quarantine_failed', sha256, err: error }, 'Could not set a file aside.');
    });
    const message = stored
      ? 'A file on the card has rotted; the cloud has it whole.'
      : 'A file on the card has rotted before the cloud had it. It is lost.';
    log.error({ event: 'media_rotten', sha256, kind, stored }, message);
    const frames = blob.references.flatMap(({ frame }) => (frame ? [frame.frameId] : []));
    const data = { code: 'media.rotten', sha256, kind, is_in_cloud: stored, frames, message };
    await events.emit({ type: 'system.error', priority: 'high', data });
  }

  private async readThrough(journal: RecordLog): Promise<void> {
    const { events, log, mayRead } = this.options;
    for (let from = journal.first; from <= journal.last;) {
      if (this.stopping.signal.aborted || !mayRead()) return;
      try {
        const entries = await journal.read(from, { countMax: 256, bytesMax: pieceBytes });
        const bytes = entries.reduce((sum, { payload }) => sum + payload.length, 0);
        const last = entries.at(-1);
        if (!last) return;
        from = last.position + 1;
        await this.pause(bytes);
      } catch (error) {
        // Forgotten since we asked how far it goes.
        if (from < journal.first) {
          from = journal.first;
          continue;
        }
        this.found += 1;
        log.error({ event: 'journal_rotten', position: from, err: error }, 'An entry has rotted.');
        const data = { code: 'journal.rotten', position: from, message: String(error) };
        await events.emit({ type: 'system.error', priority: 'high', data });
        return;
      }
    }
  }

  private pause(bytes: number): Promise<void> {
    const { clock, bytesPerSecond } = this.options;
    return clock.sleep((bytes / bytesPerSecond) * 1000, this.stopping.signal);
  }

  private async run(): Promise<void> {
    const { clock, log } = this.options;
    while (!this.stopping.signal.aborted) {
      await clock.sleep(restMs, this.stopping.signal);
      await this.round().catch((error: unknown) => {
        log.warn(
          { event: 'scrub_failed', err: error },
          'Looking for rot failed; it goes on later.',
        );
      });
    }
  }
}

async function hashOf(file: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes, signal })) {
    hash.update(piece as Buffer);
  }
  return hash.digest('hex');
}
