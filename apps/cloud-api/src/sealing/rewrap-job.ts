import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue, queues } from '../job-queue/index.ts';
import { Rewrap } from './rewrap.ts';

/** By whichever replica takes the job; with one master key it is a look at nothing. */
const everyFiveMinutes = '*/5 * * * *';

@Injectable()
export class RewrapJob implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Rewrap) private readonly rewrap: Rewrap,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.rewrap, everyFiveMinutes, (signal) => this.rewrap.run(signal));
  }
}
