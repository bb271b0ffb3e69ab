import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { JobQueue, queues } from '../job-queue/index.ts';
import { Installation, Tenancy } from '../tenancy/index.ts';
import { ExportFiles } from './export-files.ts';
import { ExportsRepository } from './exports.repository.ts';

/** Each hour: removes archives that have expired, and drafts that a crash left behind. */
@Injectable()
export class ExportsSweep implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ExportsRepository) private readonly exports: ExportsRepository,
    @Inject(ExportFiles) private readonly files: ExportFiles,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.exportSweep, '23 * * * *', (signal) => this.run(signal));
  }

  async run(signal: AbortSignal): Promise<void> {
    for (const organisationId of await this.installation.listOrganisations()) {
      signal.throwIfAborted();
      const kept = await this.tenancy.transaction(organisationId, (tx) =>
        this.exports.deleteExpired(tx, organisationId),
      );
      await this.files.sweep(organisationId, kept);
    }
  }
}
