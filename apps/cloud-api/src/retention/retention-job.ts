import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue, queues } from '../job-queue/index.ts';
import { RetentionWork } from './retention-work.ts';

/** Each quarter of an hour, by whichever replica takes the job. */
const everyQuarter = '*/15 * * * *';

@Injectable()
export class RetentionJob implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(RetentionWork) private readonly work: RetentionWork,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.retention, everyQuarter, (signal) => this.work.runAll(signal));
  }
}
