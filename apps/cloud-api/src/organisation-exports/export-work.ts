import { rm } from 'node:fs/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { idFromUuid, uuidFromId } from '@eyrie/contracts';
import { z } from 'zod';
import { AuditCheckpoints, AuditLogService } from '../audit/index.ts';
import { ObjectStore } from '../blobs/index.ts';
import { OperationKinds, type OperationRun } from '../operations/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { ExportArchive, type ExportManifest } from './export-archive.ts';
import { withheldColumns } from './export-columns.ts';
import { ExportFiles } from './export-files.ts';
import { type ExportTable, ExportTablesRepository } from './export-tables.repository.ts';
import { ExportsRepository } from './exports.repository.ts';

export const exportKind = 'organisation.export';

const rowsAtOnce = 500;
const filesAtOnce = 200;
/** One entry's worth of lines: an archive's entry must say how long it is before it begins. */
const partBytes = 4_000_000;

const inputSchema = z.object({ exportId: z.string() });

interface Job {
  readonly run: OperationRun;
  readonly archive: ExportArchive;
  readonly tables: Record<string, number>;
  done: number;
}

/**
 * Makes an archive. An attempt that was cut off has left a draft that nobody reads; the next one begins
 * anew, since what it would go on with may have changed meanwhile. Rows are read in pages by key, each as it is
 * at that moment; the audit log comes last, and so has the request for the archive itself.
 */
@Injectable()
export class ExportWork implements OnModuleInit {
  constructor(
    @Inject(OperationKinds) private readonly kinds: OperationKinds,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ExportTablesRepository) private readonly tables: ExportTablesRepository,
    @Inject(ExportsRepository) private readonly exports: ExportsRepository,
    @Inject(AuditLogService) private readonly auditLog: AuditLogService,
    @Inject(AuditCheckpoints) private readonly checkpoints: AuditCheckpoints,
    @Inject(ObjectStore) private readonly store: ObjectStore,
    @Inject(ExportFiles) private readonly files: ExportFiles,
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
    const draft = await this.files.draft(organisationId, wanted.fileKey, run.id.slice(-12));
    const archive = new ExportArchive(draft);
    try {
      const job: Job = { run, archive, tables: {}, done: 0 };
      const filesTotal = await this.write(job, wanted.withMedia);
      const file = await archive.finish();
      await this.files.keep(organisationId, wanted.fileKey, draft);
      const rowsTotal = Object.values(job.tables).reduce((sum, rows) => sum + rows, 0);
      await this.tenancy.transaction(organisationId, (tx) =>
        this.exports.finish(tx, organisationId, id, { ...file, rowsTotal, filesTotal }),
      );
      return { export_id: idFromUuid('export', id), ...file, rows: rowsTotal, files: filesTotal };
    } catch (error) {
      await archive.abandon();
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** Returns the number of media files. */
  private async write(job: Job, withMedia: boolean): Promise<number> {
    const { run, archive } = job;
    const { organisationId } = run;
    const begunAt = new Date().toISOString();
    const { tables, total, row } = await this.tenancy.transaction(organisationId, async (tx) => {
      const tables = await this.tables.listTables(tx);
      let total = 0;
      for (const { name } of tables) {
        total += await this.tables.countRows(tx, organisationId, name);
      }
      if (withMedia) total += await this.tables.countRows(tx, organisationId, 'blob');
      return { tables, total, row: await this.tables.organisationRow(tx, organisationId) };
    });
    await run.progress({ step: 'Rows', done: 0, total, unit: 'rows and files' });
    await archive.addText('tables/organisation.ndjson', `${row}\n`);
    job.tables['organisation'] = 1;
    for (const table of tables) await this.writeTable(job, table);
    const missing = withMedia ? await this.writeMedia(job) : [];
    const media = archive.entries.filter(({ name }) => name.startsWith('media/')).length;
    await this.writeAuditLog(job);
    const manifest: ExportManifest = {
      format: 'eyrie-organisation-export/1',
      organisation_id: idFromUuid('organisation', organisationId),
      begun_at: begunAt,
      finished_at: new Date().toISOString(),
      withheld: withheldColumns,
      tables: job.tables,
      media_missing: missing,
      entries: archive.entries,
    };
    await archive.addText('manifest.json', `${JSON.stringify(manifest, null, 1)}\n`);
    return media;
  }

  private async writeTable(job: Job, table: ExportTable): Promise<void> {
    const { run, archive, tables } = job;
    const part = new Part(archive, `tables/${table.name}`);
    let after: readonly string[] | null = null;
    let rows = 0;
    for (;;) {
      const page = await this.tenancy.transaction(run.organisationId, (tx) =>
        this.tables.readPage(tx, run.organisationId, table, { after, limit: rowsAtOnce }),
      );
      for (const line of page.lines) await part.add(line);
      rows += page.lines.length;
      job.done += page.lines.length;
      await run.progress({ step: `Rows of ${table.name}`, done: job.done });
      if (page.lines.length < rowsAtOnce || page.last === null) break;
      after = page.last;
    }
    await part.end();
    tables[table.name] = rows;
  }

  /** Hashes of files that are not there any more, though a row says so. */
  private async writeMedia(job: Job): Promise<string[]> {
    const { run, archive } = job;
    const { organisationId } = run;
    const missing: string[] = [];
    for (let after = ''; ;) {
      const page = await this.tenancy.transaction(organisationId, (tx) =>
        this.tables.listFiles(tx, organisationId, { after, limit: filesAtOnce }),
      );
      for (const { sha256, bytes, mediaType } of page) {
        run.signal.throwIfAborted();
        if (await this.store.has(organisationId, sha256)) {
          const source = this.store.read(organisationId, sha256, 0, bytes - 1);
          const name = `media/${sha256}${extensions[mediaType] ?? ''}`;
          await archive.addFile(name, { bytes, sha256 }, source);
        } else {
          missing.push(sha256);
        }
        job.done += 1;
        await run.progress({ step: 'Pictures and videos', done: job.done });
      }
      const last = page.at(-1);
      if (!last || page.length < filesAtOnce) return missing;
      after = last.sha256;
    }
  }

  /** In the form that `eyrie audit verify` reads, with the keys that its checkpoints are signed with. */
  private async writeAuditLog({ run, archive }: Job): Promise<void> {
    const part = new Part(archive, 'audit', 'audit.ndjson');
    const signed = new Part(archive, 'audit', 'audit-checkpoints.ndjson');
    for (let after = 0; ;) {
      run.signal.throwIfAborted();
      const page = await this.auditLog.export(run.person, {
        after,
        limit: rowsAtOnce,
        checkpoints: true,
      });
      let last = 0;
      for (const line of page) {
        if ('checkpoint' in line) {
          await signed.add(JSON.stringify(line.checkpoint));
          continue;
        }
        await part.add(JSON.stringify(line));
        last = line.sequence;
      }
      // Entries have no gaps: fewer than were asked for are the last ones.
      if (last < after + rowsAtOnce) break;
      after = last;
    }
    await part.end();
    await signed.end();
    const keys = await this.checkpoints.publicKeys();
    await archive.addText('audit-keys.json', `${JSON.stringify(keys, null, 1)}\n`);
  }
}

const extensions: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'video/mp4': '.mp4',
  'application/gzip': '.gz',
};

/** Gathers lines until they are an entry's worth. */
class Part {
  private lines: string[] = [];
  private bytes = 0;
  private number = 0;

  constructor(
    private readonly archive: ExportArchive,
    private readonly prefix: string,
    private readonly onlyName: string | null = null,
  ) {}

  async add(line: string): Promise<void> {
    this.lines.push(line);
    this.bytes += line.length + 1;
    if (this.bytes >= partBytes) await this.flush();
  }

  /** A table without rows has an empty entry. */
  async end(): Promise<void> {
    if (this.lines.length > 0 || this.number === 0) await this.flush();
  }

  private async flush(): Promise<void> {
    this.number += 1;
    const first = this.onlyName ?? `${this.prefix}.ndjson`;
    const name = this.number === 1 ? first : first.replace('.ndjson', `.${this.number}.ndjson`);
    const text = this.lines.map((line) => `${line}\n`).join('');
    this.lines = [];
    this.bytes = 0;
    await this.archive.addText(name, text);
  }
}
