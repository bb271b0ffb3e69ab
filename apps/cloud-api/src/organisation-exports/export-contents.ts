import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import { AuditCheckpoints, AuditLogService } from '../audit/index.ts';
import { ObjectStore } from '../blobs/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import type { ExportArchive, ExportManifest } from './export-archive.ts';
import { withheldColumns } from './export-columns.ts';
import type { ExportJob } from './export-job.ts';
import { type ExportTable, ExportTablesRepository } from './export-tables.repository.ts';

const rowsAtOnce = 500;
const filesAtOnce = 200;
/** One entry's worth of lines: an archive's entry must say how long it is before it begins. */
const partBytes = 4_000_000;

/**
 * What an archive holds: tables, pictures and videos, the audit log, the manifest. Rows are read in pages by
 * key, each as it is at that moment; the audit log comes last, and so has the request for the archive itself.
 */
@Injectable()
export class ExportContents {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ExportTablesRepository) private readonly tables: ExportTablesRepository,
    @Inject(AuditLogService) private readonly auditLog: AuditLogService,
    @Inject(AuditCheckpoints) private readonly checkpoints: AuditCheckpoints,
    @Inject(ObjectStore) private readonly store: ObjectStore,
  ) {}

  /** Writes what is not there yet. Returns the number of media files. */
  async write(job: ExportJob, withMedia: boolean): Promise<number> {
    const { run, archive, state } = job;
    const { organisationId } = run;
    const { tables, total, row } = await this.look(organisationId, withMedia);
    state.total = total;
    const step = { step: 'Rows', done: state.done, total, unit: 'rows and files' };
    await run.progress(step);
    if (state.tables['organisation'] === undefined) {
      await archive.addText('tables/organisation.ndjson', `${row}\n`);
      state.tables['organisation'] = 1;
      await job.mark();
    }
    for (const table of tables) {
      if (state.tables[table.name] === undefined) await this.writeTable(job, table);
    }
    await job.mark();
    if (withMedia) await this.writeMedia(job);
    const media = archive.entries.filter(({ name }) => name.startsWith('media/')).length;
    await this.writeAuditLog(job);
    const manifest: ExportManifest = {
      format: 'eyrie-organisation-export/1',
      organisation_id: idFromUuid('organisation', organisationId),
      begun_at: state.begunAt,
      finished_at: new Date().toISOString(),
      withheld: withheldColumns,
      tables: state.tables,
      media_missing: state.mediaMissing,
      entries: archive.entries,
    };
    await archive.addText('manifest.json', `${JSON.stringify(manifest, null, 1)}\n`);
    return media;
  }

  private look(organisationId: string, withMedia: boolean) {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const tables = await this.tables.listTables(tx);
      let total = 0;
      for (const { name } of tables) {
        total += await this.tables.countRows(tx, organisationId, name);
      }
      if (withMedia) total += await this.tables.countRows(tx, organisationId, 'blob');
      return { tables, total, row: await this.tables.organisationRow(tx, organisationId) };
    });
  }

  private async writeTable(job: ExportJob, table: ExportTable): Promise<void> {
    const { run, archive, state } = job;
    const { name } = table;
    const begun = state.table?.name === name ? state.table : null;
    const part = new Part(archive, `tables/${name}.ndjson`, begun?.parts);
    let after: readonly string[] | null = begun?.after ?? null;
    let rows = begun?.rows ?? 0;
    for (;;) {
      const page = await this.tenancy.transaction(run.organisationId, (tx) =>
        this.tables.readPage(tx, run.organisationId, table, { after, limit: rowsAtOnce }),
      );
      for (const line of page.lines) part.add(line);
      rows += page.lines.length;
      state.done += page.lines.length;
      await run.progress({ step: `Rows of ${name}`, done: state.done });
      if (page.lines.length < rowsAtOnce || page.last === null) break;
      after = page.last;
      if (!part.isFull) continue;
      await part.flush();
      state.table = { name, after: [...after], rows, parts: part.parts };
      await job.mark({ step: `Rows of ${name}` });
    }
    await part.end();
    state.tables[name] = rows;
    state.table = null;
    if (job.isMarkDue) await job.mark();
  }

  private async writeMedia(job: ExportJob): Promise<void> {
    const { run, archive, state } = job;
    const { organisationId } = run;
    for (;;) {
      const after = state.mediaAfter;
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
          // A row says that it is there, and it is not any more.
          state.mediaMissing.push(sha256);
        }
        state.done += 1;
        state.mediaAfter = sha256;
        await run.progress({ step: 'Pictures and videos', done: state.done });
        if (job.isMarkDue) await job.mark({ step: 'Pictures and videos' });
      }
      if (page.length < filesAtOnce) return;
    }
  }

  /** In the form that `eyrie audit verify` reads, with the keys that its checkpoints are signed with. */
  private async writeAuditLog({ run, archive }: ExportJob): Promise<void> {
    const part = new Part(archive, 'audit.ndjson');
    const signed = new Part(archive, 'audit-checkpoints.ndjson');
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
          signed.add(JSON.stringify(line.checkpoint));
          continue;
        }
        part.add(JSON.stringify(line));
        last = line.sequence;
      }
      if (part.isFull) await part.flush();
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

/** Gathers lines until they are an entry's worth: `frame.ndjson`, `frame.2.ndjson`, … */
class Part {
  private lines: string[] = [];
  private bytes = 0;

  constructor(
    private readonly archive: ExportArchive,
    private readonly name: string,
    /** Entries that there are already. */
    public parts = 0,
  ) {}

  get isFull(): boolean {
    return this.bytes >= partBytes;
  }

  add(line: string): void {
    this.lines.push(line);
    this.bytes += line.length + 1;
  }

  /** A table without rows has an empty entry. */
  async end(): Promise<void> {
    if (this.lines.length > 0 || this.parts === 0) await this.flush();
  }

  async flush(): Promise<void> {
    this.parts += 1;
    const name =
      this.parts === 1 ? this.name : this.name.replace('.ndjson', `.${this.parts}.ndjson`);
    const text = this.lines.map((line) => `${line}\n`).join('');
    this.lines = [];
    this.bytes = 0;
    await this.archive.addText(name, text);
  }
}
