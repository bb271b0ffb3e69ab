import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { LOGGER } from '../logger.ts';
import { Installation } from '../tenancy/index.ts';

/** Clients that were away longer load the present state instead of a replay. */
const streamDaysKept = 7;
const dayMs = 86_400_000;
const retryMs = 60_000;

/**
 * Keeps partitions ready for the days and months to come, and the event log at its length: at the
 * start and once a day. When it fails, rows go into default partitions, so that nothing waits for it.
 */
@Injectable()
export class PartitionUpkeep implements OnApplicationBootstrap, OnApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  constructor(
    @Inject(Installation) private readonly installation: Installation,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.keep();
  }

  onApplicationShutdown(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async keep(): Promise<void> {
    let nextMs = dayMs;
    try {
      await this.installation.keepPartitions({ streamDays: streamDaysKept });
    } catch (error) {
      nextMs = retryMs;
      this.logger.warn(
        { event: 'partition_upkeep_failed', err: error },
        'Partitions could not be prepared; it is tried again in a minute.',
      );
    }
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.keep(), nextMs);
    this.timer.unref();
  }
}
