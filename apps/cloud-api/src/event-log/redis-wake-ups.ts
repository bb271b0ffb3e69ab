import type { Logger } from '@eyrie/platform';
import { Redis } from 'ioredis';
import { wakeUpChannel, type WakeUpListener } from './wake-up.ts';

export interface RedisWakeUpOptions {
  readonly url: string;
  readonly logger: Logger;
  readonly onWakeUp: WakeUpListener;
  /** How long Redis may take for an answer before it counts as away, in milliseconds. */
  readonly patienceMs?: number;
  /** How often the logs are looked into without being woken, in milliseconds, while it is away or not. */
  readonly sweepMs?: { readonly away: number; readonly here: number };
}

/**
 * Wake-ups through Redis. Nothing is kept there: what it loses or holds back is found by looking into
 * the log, each second while it is away, and else from time to time, since a process may die between
 * its commit and its message.
 */
export class RedisWakeUps {
  private readonly publisher: Redis;
  private readonly subscriber: Redis;
  private readonly patienceMs: number;
  private health: NodeJS.Timeout | undefined;
  private sweep: NodeJS.Timeout | undefined;
  private isHere = false;
  private stopped = false;

  constructor(private readonly options: RedisWakeUpOptions) {
    this.patienceMs = options.patienceMs ?? 500;
    const connection = {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 2_000,
      commandTimeout: this.patienceMs,
      retryStrategy: (attempt: number) => Math.min(1_000, 50 * attempt),
    };
    this.publisher = new Redis(options.url, connection);
    this.subscriber = new Redis(options.url, { ...connection, autoResubscribe: false });
    for (const client of [this.publisher, this.subscriber]) {
      client.on('error', (error: Error) => this.lost(error));
      client.on('close', () => this.lost());
    }
    this.subscriber.on('ready', () => void this.subscribe());
    this.subscriber.on('message', (_channel: string, message: string) => options.onWakeUp(message));
  }

  start(): void {
    this.sweepLater();
    for (const client of [this.publisher, this.subscriber]) {
      // Its failures come as events, and it tries again by itself.
      client.connect().catch(() => undefined);
    }
    this.health = setInterval(() => void this.check(), 1_000);
  }

  /** Whether messages get through, as far as is known. */
  get isHealthy(): boolean {
    return this.isHere;
  }

  /** Tells the other replicas. Rejects where Redis does not take it in time. */
  async announce(organisationId: string): Promise<void> {
    try {
      await this.publisher.publish(wakeUpChannel, organisationId);
    } catch (error) {
      this.lost(error instanceof Error ? error : undefined);
      throw error;
    }
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.health);
    clearTimeout(this.sweep);
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }

  private async subscribe(): Promise<void> {
    try {
      await this.subscriber.subscribe(wakeUpChannel);
      await this.publisher.ping();
    } catch {
      return; // The next check tries again.
    }
    if (this.stopped || this.isHere) return;
    this.isHere = true;
    this.options.logger.info({ event: 'redis_wake_ups_here' }, 'Wake-ups come through Redis.');
    // What was announced before was announced to nobody.
    this.options.onWakeUp(null);
  }

  private async check(): Promise<void> {
    if (!this.isHere) {
      if (this.subscriber.status === 'ready') await this.subscribe();
      return;
    }
    try {
      await Promise.all([this.publisher.ping(), this.subscriber.ping()]);
    } catch (error) {
      this.lost(error instanceof Error ? error : undefined);
    }
  }

  private lost(error?: Error): void {
    if (!this.isHere || this.stopped) return;
    this.isHere = false;
    this.options.logger.warn(
      { event: 'redis_wake_ups_lost', reason: error?.message },
      'Redis does not answer; wake-ups go through Postgres until it does.',
    );
    this.options.onWakeUp(null);
    this.sweepLater();
  }

  private sweepLater(): void {
    clearTimeout(this.sweep);
    const { away, here } = this.options.sweepMs ?? { away: 1_000, here: 3_000 };
    this.sweep = setTimeout(
      () => {
        this.options.onWakeUp(null);
        if (!this.stopped) this.sweepLater();
      },
      this.isHere ? here : away,
    );
  }
}
