import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue, queues } from '../job-queue/index.ts';
import { Installation, Tenancy } from '../tenancy/index.ts';
import { CaptureHoursRepository } from './capture-hours.repository.ts';
import { RollupRepository } from './rollup.repository.ts';

const eventsAtOnce = 5_000;

/**
 * Adds what the event log has told since to the sums of each device's days. A stretch of the log and the
 * place that it goes to are one transaction: nothing is added twice or left out, whatever is killed.
 */
@Injectable()
export class Rollup implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(RollupRepository) private readonly repository: RollupRepository,
    @Inject(CaptureHoursRepository) private readonly captureHours: CaptureHoursRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.analytics, '* * * * *', (signal) => this.runAll(signal));
  }

  async runAll(signal: AbortSignal): Promise<void> {
    for (const organisationId of await this.installation.listOrganisations()) {
      await this.catchUp(organisationId, signal);
      await this.tenancy.transaction(organisationId, async (tx) => {
        // The lock of the place also keeps two replicas from planning the same hours.
        if (await this.repository.lock(tx, organisationId)) {
          await this.captureHours.plan(tx, organisationId, Date.now());
        }
      });
    }
  }

  /** Everything that is committed now is in the sums when it returns. */
  async catchUp(organisationId: string, signal?: AbortSignal): Promise<void> {
    for (let isThrough = false; !isThrough;) {
      signal?.throwIfAborted();
      isThrough = await this.tenancy.transaction(organisationId, async (tx) => {
        const place = await this.repository.lock(tx, organisationId);
        if (!place || place.seq >= place.head) return true;
        const to = Math.min(place.head, place.seq + eventsAtOnce);
        await this.captureHours.add(tx, organisationId, { from: place.seq, to });
        await this.repository.add(tx, organisationId, { epoch: place.epoch, from: place.seq, to });
        return to === place.head;
      });
    }
  }
}
