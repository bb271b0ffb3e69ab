import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { JobQueue, queues } from '../job-queue/index.ts';
import { LOGGER } from '../logger.ts';
import { Installation, Tenancy } from '../tenancy/index.ts';

const hourly = '23 * * * *';

/**
 * Writes the heads of all chains to the log, which is kept elsewhere: whoever rewrites a chain in the
 * database does not reach what was said there. `eyrie audit verify --checkpoints` reads it again.
 */
@Injectable()
export class AuditCheckpoints implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.auditCheckpoints, hourly, (signal) => this.run(signal));
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const organisationId of await this.installation.listOrganisations()) {
      if (signal.aborted) return;
      const head = await this.headOf(organisationId);
      if (!head) continue;
      const organisation_id = idFromUuid('organisation', organisationId);
      this.logger.info(
        { event: 'audit_checkpoint', organisation_id, ...head },
        'The head of an audit chain.',
      );
    }
  }

  private headOf(organisationId: string) {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const [head] = await tx.query<{ sequence: number; hash: string }[]>(
        `SELECT sequence, hash FROM audit_entry WHERE organisation_id = $1
         ORDER BY sequence DESC LIMIT 1`,
        [organisationId],
      );
      return head;
    });
  }
}
