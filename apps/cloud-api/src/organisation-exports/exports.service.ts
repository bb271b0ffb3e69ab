import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  type LongOperation,
  type OrganisationExport,
  uuidFromId,
} from '@eyrie/contracts';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import { OperationsService } from '../operations/index.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import { Tenancy } from '../tenancy/index.ts';
import { ExportFiles } from './export-files.ts';
import { ExportLinks } from './export-links.ts';
import { exportKind } from './export-work.ts';
import { ExportNotFound } from './export.errors.ts';
import { type ExportRow, ExportsRepository } from './exports.repository.ts';

const keptHours = 48;

/** Archives of an organisation: begun, listed, downloaded. */
@Injectable()
export class ExportsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ExportsRepository) private readonly exports: ExportsRepository,
    @Inject(OperationsService) private readonly operations: OperationsService,
    @Inject(ExportFiles) private readonly files: ExportFiles,
    @Inject(ExportLinks) private readonly links: ExportLinks,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  create(person: PersonPrincipal, { withMedia }: { withMedia: boolean }): Promise<LongOperation> {
    const { organisationId } = person;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const id = newUuid();
      const fileKey = randomBytes(16).toString('hex');
      await this.exports.insert(tx, organisationId, { id, fileKey, withMedia, keptHours });
      const exportId = idFromUuid('export', id);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'export', id: exportId },
        after: { with_media: withMedia },
      });
      return this.operations.begin(tx, person, {
        kind: exportKind,
        input: { exportId },
        unit: 'rows and files',
      });
    });
  }

  list({ organisationId }: PersonPrincipal, query: PageQuery): Promise<Page<OrganisationExport>> {
    const before = pageStart(query, 'exports');
    return this.tenancy.transaction(organisationId, async (tx) => {
      const limit = query.page_size + 1;
      const found = await this.exports.list(tx, organisationId, { before, limit });
      const { rows, nextPageToken } = toPage(found, query, 'exports');
      const items = rows.map((row) => this.show(organisationId, row));
      return { items, next_page_token: nextPageToken };
    });
  }

  /** Throws `ExportNotFound`, whatever is wrong with the link. Who downloads is in the audit log. */
  async open(
    { organisationId }: PersonPrincipal,
    id: string,
    link: { expires: number; signature: string },
  ): Promise<{ bytes: number; sha256: string; read(start: number, end: number): Readable }> {
    const subject = { organisationId: idFromUuid('organisation', organisationId), exportId: id };
    if (!this.links.isGood(subject, link)) throw new ExportNotFound();
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await this.exports.find(tx, organisationId, uuidFromId('export', id));
      if (!row || row.bytes === null || row.sha256 === null) throw new ExportNotFound();
      if (!(await this.files.has(organisationId, row.fileKey))) throw new ExportNotFound();
      await this.audit.record(tx, organisationId, { object: { kind: 'export', id } });
      const { fileKey, bytes, sha256 } = row;
      const read = (start: number, end: number) =>
        this.files.read(organisationId, fileKey, { start, end });
      return { bytes, sha256, read };
    });
  }

  private show(organisationId: string, row: ExportRow): OrganisationExport {
    const id = idFromUuid('export', row.id);
    const subject = { organisationId: idFromUuid('organisation', organisationId), exportId: id };
    return {
      id,
      with_media: row.withMedia,
      created_at: row.createdAt.toISOString(),
      finished_at: row.finishedAt?.toISOString() ?? null,
      expires_at: row.expiresAt.toISOString(),
      bytes: row.bytes,
      sha256: row.sha256,
      rows: row.rowsTotal,
      files: row.filesTotal,
      download_url: row.finishedAt === null ? null : this.links.make(subject),
    };
  }
}
