import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { Counter, type Registry } from 'prom-client';
import { JobQueue, queues } from '../job-queue/index.ts';
import { LOGGER } from '../logger.ts';
import { METRICS } from '../metrics.ts';
import { Installation } from '../tenancy/index.ts';
import { AuditChainBroken } from './audit.errors.ts';
import { AuditCheckpoints } from './audit-checkpoints.ts';

const hourly = '23 * * * *';

/**
 * Signs the heads of all chains, and writes them to the log, which is kept elsewhere: what was said
 * there is not reached by whoever rewrites the database. `eyrie audit verify --checkpoints` reads it again.
 */
@Injectable()
export class CheckpointJob implements OnApplicationBootstrap {
  private readonly faults: Counter;

  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(AuditCheckpoints) private readonly checkpoints: AuditCheckpoints,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) registry: Registry,
  ) {
    this.faults = new Counter({
      name: 'audit_chain_faults_total',
      help: 'Audit chains that were found changed when their head was to be signed.',
      registers: [registry],
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.auditCheckpoints, hourly, (signal) => this.run(signal));
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const organisationId of await this.installation.listOrganisations()) {
      if (signal.aborted) return;
      await this.sign(organisationId);
    }
  }

  private async sign(organisationId: string): Promise<void> {
    try {
      const checkpoint = await this.checkpoints.make(organisationId);
      if (!checkpoint) return;
      const fields = { event: 'audit_checkpoint', ...checkpoint };
      this.logger.info(fields, 'The head of an audit chain.');
    } catch (error) {
      // The other organisations' are signed all the same.
      if (!(error instanceof AuditChainBroken)) throw error;
      this.faults.inc();
      const fields = { event: 'audit_chain_broken', organisationId, ...error.details };
      this.logger.error(fields, error.message);
    }
  }
}
