import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { idFromUuid, uuidFromId } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { z } from 'zod';
import { LOGGER } from '../logger.ts';
import { OperationKinds, type OperationRun } from '../operations/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { ExportArchive, listOf } from './export-archive.ts';
import { ExportContents } from './export-contents.ts';
import { ExportFiles } from './export-files.ts';
import { checkpointSchema, type ExportCheckpoint, ExportJob, newState } from './export-job.ts';
import { type ExportRow, ExportsRepository } from './exports.repository.ts';

export const exportKind = 'organisation.export';

const inputSchema = z.object({ exportId: z.string() });

/**
 * Makes an archive. An attempt that was cut off anywhere has left a draft, and a checkpoint of what of it is
 * on disk: the next one goes on there, within a table or among the pictures. It copies the draft, since a
 * replica that only slept may still write to it.
 */
@Injectable()
export class ExportWork implements OnModuleInit {
  constructor(
    @Inject(OperationKinds) private readonly kinds: OperationKinds,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ExportContents) private readonly contents: ExportContents,
    @Inject(ExportsRepository) private readonly exports: ExportsRepository,
    @Inject(ExportFiles) private readonly files: ExportFiles,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onModuleInit(): void {
    this.kinds.add({
      name: exportKind,
      input: inputSchema,
      run: ({ exportId }, run) => this.run(uuidFromId('export', exportId), run),
    });
  }

  private async run(id: string, run: OperationRun): Promise<Record<string, unknown> | null> {
    const { organisationId } = run;
    const wanted = await this.tenancy.transaction(organisationId, (tx) =>
      this.exports.find(tx, organisationId, id),
    );
    if (!wanted) return null;
    const job = await this.begin(run, wanted);
    try {
      const filesTotal = await this.contents.write(job, wanted.withMedia);
      const file = await job.archive.finish();
      await this.files.keep(organisationId, wanted.fileKey, { draft: job.draft, ...file });
      await this.files.removeDrafts(organisationId, wanted.fileKey, null);
      const rowsTotal = Object.values(job.state.tables).reduce((sum, rows) => sum + rows, 0);
      await this.tenancy.transaction(organisationId, (tx) =>
        this.exports.finish(tx, organisationId, id, { ...file, rowsTotal, filesTotal }),
      );
      return { export_id: idFromUuid('export', id), ...file, rows: rowsTotal, files: filesTotal };
    } catch (error) {
      await job.archive.abandon();
      if (!run.goesOnAfter(error)) {
        await rm(job.draft, { force: true });
        await rm(listOf(job.draft), { force: true });
      }
      throw error;
    }
  }

  /** Where the last attempt was; from the beginning where there was none, or its draft is not here. */
  private async begin(run: OperationRun, { fileKey }: ExportRow): Promise<ExportJob> {
    const { organisationId, attempt } = run;
    const draft = await this.files.draft(organisationId, fileKey, attempt);
    const checkpoint = checkpointSchema.safeParse(run.checkpoint);
    const archive = checkpoint.success ? await this.resume(draft, checkpoint.data) : null;
    await this.files.removeDrafts(organisationId, fileKey, draft);
    const state = archive && checkpoint.success ? checkpoint.data.state : newState();
    const parts = { archive: archive ?? new ExportArchive(draft), draft, state };
    return new ExportJob(this.tenancy, run, parts);
  }

  private async resume(
    draft: string,
    { draft: name, bytes, entriesBytes, state }: ExportCheckpoint,
  ): Promise<ExportArchive | null> {
    const file = path.join(path.dirname(draft), path.basename(name));
    try {
      const archive = await ExportArchive.resume(draft, { file, bytes, entriesBytes });
      const fields = { event: 'export_resumed', bytes, done: state.done };
      this.logger.info(fields, 'An export goes on where it was cut off.');
      return archive;
    } catch (error) {
      // Another replica's disk had it, or it is damaged.
      const fields = { event: 'export_begun_anew', err: error };
      this.logger.warn(fields, 'The draft of an export could not be gone on with.');
      return null;
    }
  }
}
