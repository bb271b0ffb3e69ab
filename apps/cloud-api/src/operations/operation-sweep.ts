import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue, queues } from '../job-queue/index.ts';
import { toProblem } from '../problems/problem.ts';
import { Installation, Tenancy } from '../tenancy/index.ts';
import { OperationLost } from './operation.errors.ts';
import { OperationsRepository } from './operations.repository.ts';

/** For how long an operation can be looked at after its end. */
const keptDays = 30;

/** Each hour: forgets what ended long ago, and ends what nobody works at any more. */
@Injectable()
export class OperationSweep implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(OperationsRepository) private readonly repository: OperationsRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.operationSweep, '7 * * * *', (signal) => this.run(signal));
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const organisationId of await this.installation.listOrganisations()) {
      signal.throwIfAborted();
      await this.tenancy.transaction(organisationId, async (tx) => {
        await this.repository.deleteOld(tx, organisationId, keptDays);
        for (const lost of await this.repository.listLost(tx, organisationId)) {
          const key = { organisationId, ...lost };
          const { body: error } = toProblem(new OperationLost(), lost.id);
          await this.repository.finish(tx, key, { state: 'failed', result: null, error });
        }
      });
    }
  }
}
