import type { TelemetryBody } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { instantOf, type Clock } from '../clock.ts';
import type { Ledger } from '../media/ledger.ts';
import type { Outbox } from '../records/outbox.ts';
import { cpuPercent, type ReadSystem, type SystemReading } from './system-reader.ts';

export interface HeartbeatOptions {
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly readSystem: ReadSystem;
  /** What there is to say beyond that. */
  readonly readStanding?: (
    reading: SystemReading,
  ) => Promise<Pick<TelemetryBody, 'storage' | 'condition'>>;
  /** Sees each heartbeat, after it is written down. */
  readonly onBeat?: (body: TelemetryBody) => Promise<void>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly version: string;
  /** How often at present; null: not yet known, so none. */
  readonly everySeconds: () => number | null;
}

/** An hour-old heartbeat tells nobody anything. */
const ttlSeconds = 3_600;
const sliceMs = 1_000;

/** Writes the device's health down, steadily. */
export class Heartbeat {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private before: SystemReading | null = null;

  constructor(private readonly options: HeartbeatOptions) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  async beat(): Promise<void> {
    const { outbox, clock } = this.options;
    const body = await this.measure();
    await outbox.append({
      kind: 'telemetry',
      recordedAt: instantOf(clock.now()),
      priority: 'low',
      ttlSeconds,
      body,
    });
    await this.options.onBeat?.(body);
  }

  private async measure(): Promise<TelemetryBody> {
    const { outbox, ledger, readSystem, version } = this.options;
    const reading = await readSystem();
    const percent = cpuPercent(this.before, reading);
    this.before = reading;
    const backlog = ledger.backlog;
    return {
      cpuPercent: percent,
      memoryUsedBytes: reading.memoryUsedBytes,
      memoryTotalBytes: reading.memoryTotalBytes,
      diskUsedBytes: reading.diskUsedBytes,
      diskTotalBytes: reading.diskTotalBytes,
      temperatureC: reading.temperatureC,
      uptimeSeconds: reading.uptimeSeconds,
      version,
      backlogRecords: outbox.records,
      backlogBlobs: backlog.blobs,
      backlogBlobBytes: backlog.bytes,
      ...(await this.options.readStanding?.(reading)),
    };
  }

  private async run(): Promise<void> {
    const { clock, log, everySeconds } = this.options;
    const { signal } = this.stopping;
    let last = -Infinity;
    while (!signal.aborted) {
      const every = everySeconds();
      const age = clock.now() - last;
      // A negative age: the clock was set back.
      if (every !== null && (age >= every * 1000 || age < 0)) {
        last = clock.now();
        await this.beat().catch((error: unknown) => {
          log.warn({ event: 'heartbeat_failed', err: error }, 'A heartbeat could not be kept.');
        });
      }
      const rest = every === null ? sliceMs : every * 1000 - (clock.now() - last);
      await clock.sleep(Math.min(sliceMs, Math.max(10, rest)), signal);
    }
  }
}
