import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { LOGGER } from '../logger.ts';
import { Tenancy } from '../tenancy/index.ts';
import { afterCommit } from '../tenancy/after-commit.ts';
import { RedisWakeUps } from './redis-wake-ups.ts';
import { wakeUpChannel, type WakeUpListener } from './wake-up.ts';

/**
 * Tells all replicas that a log has grown: through Redis where one is configured and answers, else
 * through Postgres. Each way is only a wake-up; the log is the truth.
 */
@Injectable()
export class Announcer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly redis: RedisWakeUps | null;
  private readonly listeners = new Set<WakeUpListener>();

  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CONFIGURATION) { redisUrl }: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    const onWakeUp = (organisationId: string | null) => {
      for (const listener of this.listeners) listener(organisationId);
    };
    this.redis = redisUrl === null ? null : new RedisWakeUps({ url: redisUrl, logger, onWakeUp });
  }

  /** Hears what came through Redis. */
  listen(listener: WakeUpListener): void {
    this.listeners.add(listener);
  }

  onApplicationBootstrap(): void {
    this.redis?.start();
  }

  onApplicationShutdown(): void {
    this.redis?.stop();
  }

  /** Whether it will be told after the commit, so that Postgres need not. */
  takes(tx: object, organisationId: string): boolean {
    const { redis } = this;
    if (!redis?.isHealthy) return false;
    return afterCommit(tx, () => {
      redis.announce(organisationId).catch(() => this.tellThroughPostgres(organisationId));
    });
  }

  private async tellThroughPostgres(organisationId: string): Promise<void> {
    try {
      await this.tenancy.transaction(organisationId, (tx) =>
        tx.query('SELECT pg_notify($1, $2)', [wakeUpChannel, organisationId]),
      );
    } catch (error) {
      // Found by the next look into the log.
      this.logger.debug({ event: 'wake_up_untold', err: error });
    }
  }
}
