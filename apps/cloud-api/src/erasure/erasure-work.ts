import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { ObjectStore } from '../blobs/index.ts';
import { JobQueue, queues } from '../job-queue/index.ts';
import { LOGGER } from '../logger.ts';
import { ExportFiles } from '../organisation-exports/index.ts';
import { Installation, Tenancy } from '../tenancy/index.ts';
import { ErasureRepository } from './erasure.repository.ts';

const rowsAtOnce = 2_000;
/** Devices and people who were at it may have written once more in between. */
const roundsMax = 20;

/**
 * Whoever has access loses it first, so that nothing new comes while the rest goes. The order among the
 * others is that of their foreign keys.
 */
const accessFirst = ['session', 'api_key', 'membership'];

/**
 * Erases organisations whose time has come, in small steps that are each whole by themselves. What is to be
 * done is read from what is there: a run that was killed has done a part, and the next one does the rest.
 */
@Injectable()
export class ErasureWork implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Installation) private readonly installation: Installation,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ErasureRepository) private readonly repository: ErasureRepository,
    @Inject(ObjectStore) private readonly store: ObjectStore,
    @Inject(ExportFiles) private readonly exportFiles: ExportFiles,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.work(queues.erasure, '*/10 * * * *', (signal) => this.runAll(signal));
  }

  /** One that fails does not keep the others from theirs. */
  async runAll(signal: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    for (const organisationId of await this.installation.listOrganisations()) {
      signal.throwIfAborted();
      try {
        await this.run(organisationId, signal);
      } catch (error) {
        if (signal.aborted) throw error;
        this.logger.warn(
          { event: 'erasure_failed', organisationId, err: error },
          'An organisation could not be erased; it is tried again at the next run.',
        );
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Erasure failed in part.');
  }

  /** Of an organisation whose erasure is not due nothing changes. */
  async run(organisationId: string, signal: AbortSignal): Promise<void> {
    const isDue = await this.tenancy.transaction(organisationId, async (tx) => {
      if (!(await this.repository.begin(tx, organisationId))) return false;
      const head = await this.repository.auditHead(tx, organisationId);
      if (head !== null) await this.repository.rememberHead(tx, organisationId, head);
      return true;
    });
    if (!isDue) return;
    const tables = await this.tenancy.transaction(organisationId, (tx) =>
      this.repository.listTables(tx),
    );
    const ordered = [...accessFirst, ...tables.filter((name) => !accessFirst.includes(name))];
    for (let round = 1; ; round += 1) {
      await this.tenancy.transaction(organisationId, (tx) =>
        this.repository.eraseAccounts(tx, organisationId),
      );
      for (const table of ordered) await this.empty(organisationId, table, signal);
      await this.store.removeAll(organisationId);
      await this.exportFiles.removeAll(organisationId);
      const left = await this.tenancy.transaction(organisationId, (tx) =>
        this.repository.finish(tx, organisationId),
      );
      if (Object.values(left).every((rows) => rows === 0)) break;
      if (round === roundsMax) throw new Error(`Rows are left: ${JSON.stringify(left)}`);
    }
    // Bytes that came in while the rows went.
    await this.store.removeAll(organisationId);
    this.logger.info(
      { event: 'organisation_erased', organisationId },
      'An organisation is erased.',
    );
  }

  private async empty(organisationId: string, table: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const gone = await this.tenancy.transaction(organisationId, (tx) =>
        this.repository.eraseRows(tx, organisationId, { table, limit: rowsAtOnce }),
      );
      if (gone < rowsAtOnce) return;
    }
  }
}
