import {
  Inject,
  Injectable,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { CONFIGURATION, type RunningConfiguration } from '../configuration.ts';
import { appDatabaseUrl } from '../database/data-source.ts';
import { EventWakeUps } from '../event-log/index.ts';
import { LOGGER } from '../logger.ts';
import type { TenantSql } from '../tenancy/index.ts';

/** Postgres channel on which a commit announces the site that has a new command. */
const channel = 'eyrie_commands';

/**
 * Lets a leader wait for commands at one replica that somebody gives at another. A wake-up is only a
 * reason to look: while the connection to Postgres is down, everybody looks each second.
 */
@Injectable()
export class CommandWakeUps implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly waiting = new Map<string, Set<() => void>>();
  private readonly wakeUps: EventWakeUps;
  private isClosed = false;

  constructor(
    @Inject(CONFIGURATION) { databaseUrl, appPassword }: RunningConfiguration,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.wakeUps = new EventWakeUps({
      databaseUrl: appDatabaseUrl(databaseUrl, appPassword),
      channel,
      logger,
      onWakeUp: (siteId) => this.wake(siteId),
    });
  }

  /** The process ends: nobody waits any more. */
  get isClosing(): boolean {
    return this.isClosed;
  }

  onApplicationBootstrap(): void {
    this.wakeUps.start();
  }

  /** Before the server waits for its connections: those who wait get their answer now. */
  async beforeApplicationShutdown(): Promise<void> {
    this.isClosed = true;
    this.wake(null);
    await this.wakeUps.stop();
  }

  /** Part of the transaction that gives the command: it is heard at its commit. */
  async announce(tx: TenantSql, siteId: string): Promise<void> {
    await tx.query('SELECT pg_notify($1, $2)', [channel, siteId]);
  }

  /**
   * Resolves with the site's next wake-up, or after so many ms, or with the signal. To be begun
   * before one looks, so that nothing is missed in between.
   */
  next(siteId: string, waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.isClosed || signal.aborted || waitMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const sleepers = this.waiting.get(siteId) ?? new Set();
      this.waiting.set(siteId, sleepers);
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        sleepers.delete(end);
        if (sleepers.size === 0 && this.waiting.get(siteId) === sleepers) {
          this.waiting.delete(siteId);
        }
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      signal.addEventListener('abort', end, { once: true });
      sleepers.add(end);
    });
  }

  private wake(siteId: string | null): void {
    const sites = siteId === null ? [...this.waiting.keys()] : [siteId];
    for (const site of sites) for (const end of [...(this.waiting.get(site) ?? [])]) end();
  }
}
