import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue, queues } from '../job-queue/index.ts';
import { Installation, Tenancy } from '../tenancy/index.ts';
import { IdempotencyRecords } from './idempotency-records.ts';

/** For at least so long a request can be repeated under its key. */
const keptHours = 24;

/** Each hour: forgets answers that nobody asks for again. */
@Injectable()
export class IdempotencySweep implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(IdempotencyRecords) private readonly records: IdempotencyRecords,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.idempotencySweep, '23 * * * *', (signal) => this.run(signal));
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const organisationId of await this.installation.listOrganisations()) {
      signal.throwIfAborted();
      await this.tenancy.transaction(organisationId, (tx) =>
        this.records.deleteOld(tx, organisationId, keptHours),
      );
    }
  }
}
