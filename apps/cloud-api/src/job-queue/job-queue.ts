import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { type JobWithMetadata, PgBoss } from 'pg-boss';
import { CONFIGURATION, type RunningConfiguration } from '../configuration.ts';
import { appDatabaseUrl } from '../database/data-source.ts';
import { LOGGER } from '../logger.ts';
import { currentTrace, runInTrace } from '../request-context/request-context.ts';
import { Installation, type TenantSql } from '../tenancy/index.ts';
import { JobMetrics } from './job-metrics.ts';
import {
  type DeadLetterQueueName,
  jobSchema,
  type QueueName,
  type WorkQueueName,
} from './queues.ts';
import { RunningJobs } from './running-jobs.ts';

/** A piece of work as a replica gets it. */
export interface WorkJob {
  readonly data: Readonly<Record<string, string>>;
  /** Tells when the job is no longer this replica's, or the process ends. */
  readonly signal: AbortSignal;
  /** It is not tried again where it fails now. */
  readonly isLastAttempt: boolean;
}

/** Jobs that are due by the clock have none. */
type JobData = Readonly<Record<string, string>> | null;

/** Together they are less than a process has for its end (`runProcess`). */
const finishMs = 3_000;
const leaveMs = 4_000;

/** Long work, taken by one replica at a time. */
@Injectable()
export class JobQueue implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly running = new RunningJobs();
  private readonly names = new Set<string>();
  private started: Promise<PgBoss> | null = null;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: RunningConfiguration,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(JobMetrics) private readonly metrics: JobMetrics,
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
    this.names.add(queue);
    const options = { pollingIntervalSeconds: 10, includeMetadata: true } as const;
    await boss.work<JobData, unknown, typeof options>(queue, options, async ([job]) => {
      if (job) await this.attempt(job, ({ signal }) => handler(signal));
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
    const trace = currentTrace();
    await boss.send(queue, trace === null ? data : { ...data, trace_id: trace }, {
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
  async take(
    queue: WorkQueueName | DeadLetterQueueName,
    handler: (job: WorkJob) => Promise<void>,
  ): Promise<void> {
    const boss = await this.start();
    this.names.add(queue);
    const options = {
      pollingIntervalSeconds: 1,
      localConcurrency: 4,
      localGroupConcurrency: 2,
      includeMetadata: true,
    } as const;
    await boss.work<JobData, unknown, typeof options>(queue, options, async ([job]) => {
      if (job) await this.attempt(job, handler);
    });
  }

  /** No new jobs; those that run come to their end, or go back for another replica. */
  async beforeApplicationShutdown(): Promise<void> {
    const boss = await this.started?.catch(() => null);
    if (!boss) return;
    await Promise.all([...this.names].map((name) => boss.offWork(name, { wait: false })));
    if (await this.running.end({ finishMs, leaveMs })) return;
    this.logger.warn(
      { event: 'job_not_left' },
      'A job did not let go in time: another replica takes it when it is found dead.',
    );
  }

  async onApplicationShutdown(): Promise<void> {
    const boss = await this.started?.catch(() => null);
    await boss?.stop({ graceful: false });
  }

  private async attempt(
    job: JobWithMetadata<JobData>,
    handler: (job: WorkJob) => Promise<void>,
  ): Promise<void> {
    const { name: queue, id, data, retryCount, retryLimit } = job;
    const isLastAttempt = retryCount >= retryLimit;
    const signal = AbortSignal.any([job.signal, this.running.signal]);
    const stop = this.metrics.duration.startTimer({ queue });
    try {
      await this.running.during(async () => {
        try {
          // Work that nobody asked for is a trace of its own.
          await runInTrace(data?.['trace_id'] ?? id.replaceAll('-', ''), () =>
            handler({ data: data ?? {}, signal, isLastAttempt }),
          );
          this.metrics.completed.inc({ queue });
        } catch (error) {
          if (!this.running.signal.aborted) throw error;
          // Settled before the queue hears of it: it finds nothing to complete.
          await this.installation.handBackJob(jobSchema, queue, id);
          this.metrics.handedBack.inc({ queue });
          this.logger.info({ event: 'job_handed_back', queue, jobId: id }, 'A job was given back.');
        }
      });
    } catch (error) {
      const fields = { queue, jobId: id, attempt: retryCount + 1, err: error };
      if (isLastAttempt) {
        this.metrics.failed.inc({ queue });
        this.logger.error({ event: 'job_dead', ...fields }, 'A job failed for good.');
      } else {
        this.metrics.retried.inc({ queue });
        this.logger.warn({ event: 'job_failed', ...fields }, 'A job failed, and is tried again.');
      }
      throw error;
    } finally {
      stop();
    }
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
