import type { Logger } from '@eyrie/platform';
import pg from 'pg';
import { wakeUpChannel, type WakeUpListener } from './wake-up.ts';

export interface WakeUpOptions {
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly onWakeUp: WakeUpListener;
  /** Whose payload is handed on; that of the event log when absent. */
  readonly channel?: string;
  /** How often to look into the log without being woken while the connection is down. */
  readonly pollMs?: number;
}

/**
 * Hears from Postgres which logs have grown, on a connection of its own. A notification is only a
 * wake-up: what is lost while the connection is down is found by looking, each second, until it is
 * back.
 */
export class EventWakeUps {
  private client: pg.Client | null = null;
  private poll: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;
  private failures = 0;

  constructor(private readonly options: WakeUpOptions) {}

  start(): void {
    this.startPolling();
    void this.connect();
  }

  /** Whether notifications arrive; otherwise the log is polled. */
  get isListening(): boolean {
    return this.poll === undefined && !this.stopped;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.poll);
    clearTimeout(this.retry);
    const client = this.client;
    this.client = null;
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.databaseUrl,
      application_name: 'eyrie-events',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
    });
    this.client = client;
    let lost = false;
    const onLost = (error?: Error) => {
      if (lost) return;
      lost = true;
      this.onLost(client, error);
    };
    client.on('error', onLost);
    client.on('end', () => onLost());
    client.on('notification', ({ payload }) => this.options.onWakeUp(payload ?? null));
    try {
      await client.connect();
      await client.query(`LISTEN ${this.options.channel ?? wakeUpChannel}`);
    } catch (error) {
      onLost(error instanceof Error ? error : undefined);
      return;
    }
    if (this.stopped) return client.end();
    this.failures = 0;
    clearInterval(this.poll);
    this.poll = undefined;
    // What was committed before LISTEN took effect has announced itself to nobody.
    this.options.onWakeUp(null);
  }

  private onLost(client: pg.Client, error: Error | undefined): void {
    client.end().catch(() => undefined);
    if (this.stopped) return;
    if (this.failures === 0) {
      this.options.logger.warn(
        { event: 'event_wake_ups_lost', reason: error?.message },
        'Notifications from Postgres have stopped; the event log is polled until they are back.',
      );
    }
    this.failures += 1;
    this.startPolling();
    const waitMs = Math.min(5_000, 100 * 2 ** Math.min(this.failures, 10));
    this.retry = setTimeout(() => void this.connect(), waitMs * (0.5 + Math.random() / 2));
  }

  private startPolling(): void {
    this.poll ??= setInterval(() => this.options.onWakeUp(null), this.options.pollMs ?? 1_000);
  }
}
