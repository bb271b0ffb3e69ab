import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { PgBoss } from 'pg-boss';
import { CONFIGURATION, type RunningConfiguration } from '../configuration.ts';
import { appDatabaseUrl } from '../database/data-source.ts';
import { LOGGER } from '../logger.ts';
import type { TenantSql } from '../tenancy/index.ts';
import { jobSchema, type QueueName, type WorkQueueName, workQueueOptions } from './queues.ts';

/** A piece of work as a replica gets it. */
export interface WorkJob {
  readonly data: Readonly<Record<string, string>>;
  /** Tells when the job is no longer this replica's, or the process ends. */
  readonly signal: AbortSignal;
  /** It is not tried again where it fails now. */
  readonly isLastAttempt: boolean;
}

/** Long work, taken by one replica at a time. */
@Injectable()
export class JobQueue implements OnApplicationShutdown {
  private started: Promise<PgBoss> | null = null;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: RunningConfiguration,
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

  /**
   * Adds a piece of work, as part of the caller's transaction: it is there when that commits, and never
   * where it does not. `data` names its tenant; `group` shares the replicas out among tenants. Without a
   * transaction it is there at once.
   */
  async send(
    tx: TenantSql | null,
    queue: WorkQueueName,
    data: Readonly<Record<string, string>>,
    { group }: { group: string },
  ): Promise<void> {
    const boss = await this.start();
    await boss.send(queue, data, {
      group: { id: group },
      ...(tx === null
        ? {}
        : {
            db: {
              executeSql: async (text, values = []) => ({ rows: await tx.query(text, values) }),
            },
          }),
    });
  }

  /**
   * Takes pieces of work on this replica, a few at the same time and fewer of one group. One whose
   * handler rejects is tried again later, here or elsewhere.
   */
  async take(queue: WorkQueueName, handler: (job: WorkJob) => Promise<void>): Promise<void> {
    const boss = await this.start();
    await boss.work<Record<string, string>>(
      queue,
      {
        pollingIntervalSeconds: 1,
        localConcurrency: 4,
        localGroupConcurrency: 2,
      },
      async ([job]) => {
        if (!job) return;
        const isLastAttempt = job.retryCount >= workQueueOptions[queue].retryLimit;
        await handler({ data: job.data, signal: job.signal, isLastAttempt });
      },
    );
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
    const { databaseUrl, appPassword } = this.configuration;
    const boss = new PgBoss({
      connectionString: appDatabaseUrl(databaseUrl, appPassword),
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
