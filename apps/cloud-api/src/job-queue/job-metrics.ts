import { Inject, Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { METRICS } from '../metrics.ts';
import { Installation, type QueueBacklog } from '../tenancy/index.ts';
import { deadLetterQueues, jobSchema, queues, workQueues } from './queues.ts';

/** A scrape of several metrics asks the database once. */
const readMs = 2_000;

const allQueues: readonly string[] = [
  ...Object.values(queues),
  ...Object.values(workQueues),
  ...Object.values(deadLetterQueues),
];

/** What becomes of jobs. The label is the queue, of which there are a few. */
@Injectable()
export class JobMetrics {
  readonly completed: Counter<'queue'>;
  readonly retried: Counter<'queue'>;
  readonly failed: Counter<'queue'>;
  readonly handedBack: Counter<'queue'>;
  readonly duration: Histogram<'queue'>;
  private read: { at: number; backlog: Promise<readonly QueueBacklog[]> } | null = null;

  constructor(
    @Inject(METRICS) private readonly registry: Registry,
    @Inject(Installation) private readonly installation: Installation,
  ) {
    this.completed = this.counter('jobs_completed_total', 'Jobs that this replica has done.');
    this.retried = this.counter(
      'jobs_retried_total',
      'Attempts at this replica that failed and are made again.',
    );
    this.failed = this.counter('jobs_failed_total', 'Jobs that failed for good at this replica.');
    this.handedBack = this.counter(
      'jobs_handed_back_total',
      'Jobs that this replica gave back when it ended.',
    );
    this.duration = new Histogram({
      name: 'job_duration_seconds',
      help: 'How long an attempt took, however it ended.',
      labelNames: ['queue'],
      buckets: [0.05, 0.25, 1, 5, 30, 120, 600, 3_600],
      registers: [registry],
    });
    this.gauge('job_queue_depth', 'Jobs that wait.', ({ depth }) => depth);
    this.gauge('job_queue_active', 'Jobs at which a replica works.', ({ active }) => active);
    this.gauge('job_queue_dead', 'Jobs that failed for good and are kept.', ({ dead }) => dead);
    this.gauge(
      'job_queue_oldest_seconds',
      'How long the job that is due first has waited.',
      ({ oldestSeconds }) => oldestSeconds,
    );
  }

  private counter(name: string, help: string): Counter<'queue'> {
    const registers = [this.registry];
    const counter = new Counter({ name, help, labelNames: ['queue'], registers });
    // Those that have not happened are 0, and not absent: alerts count on it.
    for (const queue of allQueues) counter.inc({ queue }, 0);
    return counter;
  }

  /** Of all replicas: each of them tells the same. */
  private gauge(name: string, help: string, value: (backlog: QueueBacklog) => number): void {
    const backlog = () => this.backlog();
    new Gauge({
      name,
      help,
      labelNames: ['queue'],
      registers: [this.registry],
      async collect() {
        const found = await backlog().catch(() => null);
        // Postgres is away, and nobody knows.
        this.reset();
        if (found === null) return;
        for (const queue of allQueues) {
          const own = found.find((one) => one.queue === queue);
          this.set({ queue }, own ? value(own) : 0);
        }
      },
    });
  }

  private backlog(): Promise<readonly QueueBacklog[]> {
    const now = Date.now();
    if (!this.read || this.read.at + readMs < now) {
      this.read = { at: now, backlog: this.installation.countJobs(jobSchema) };
    }
    return this.read.backlog;
  }
}
