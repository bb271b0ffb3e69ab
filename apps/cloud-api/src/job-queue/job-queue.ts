import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { PgBoss } from 'pg-boss';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { appDatabaseUrl } from '../database/data-source.ts';
import { LOGGER } from '../logger.ts';
import { jobSchema, type QueueName } from './queues.ts';

/** Long work, taken by one replica at a time. */
@Injectable()
export class JobQueue implements OnApplicationShutdown {
  private started: Promise<PgBoss> | null = null;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Does the queue's work on this replica when it is its turn.
   *
   * @param cron when a job is due (UTC)
   * @param handler is told by the signal when the job is no longer its own, or the process ends
   */
  async work(
    queue: QueueName,
    cron: string,
    handler: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const boss = await this.start();
    await boss.work(queue, { pollingIntervalSeconds: 10 }, async ([job]) => {
      if (job) await handler(job.signal);
    });
    await boss.schedule(queue, cron, null, { tz: 'UTC' });
  }

  async onApplicationShutdown(): Promise<void> {
    const boss = await this.started?.catch(() => null);
    // A run that is cut off here goes on elsewhere: its steps are small and each is whole.
    await boss?.stop({ graceful: false });
  }

  private start(): Promise<PgBoss> {
    this.started ??= this.make();
    return this.started;
  }

  private async make(): Promise<PgBoss> {
    const { databaseUrl, masterKey } = this.configuration;
    const boss = new PgBoss({
      connectionString: appDatabaseUrl(databaseUrl, masterKey),
      schema: jobSchema,
      application_name: 'eyrie-jobs',
      max: 2,
      // Both are the owner's business (prepare-job-queue.ts).
      migrate: false,
      createSchema: false,
    });
    boss.on('error', (error) => {
      this.logger.warn(
        { event: 'job_queue_failed', err: error },
        'The job queue met an error; it goes on by itself.',
      );
    });
    await boss.start();
    return boss;
  }
}
