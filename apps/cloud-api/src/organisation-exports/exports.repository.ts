import { Injectable } from '@nestjs/common';
import type { TenantSql } from '../tenancy/index.ts';

export interface ExportRow {
  readonly id: string;
  readonly fileKey: string;
  readonly withMedia: boolean;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly rowsTotal: number | null;
  readonly filesTotal: number | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly expiresAt: Date;
}

const columns = `id, file_key AS "fileKey", with_media AS "withMedia", bytes, sha256,
  rows_total AS "rowsTotal", files_total AS "filesTotal", created_at AS "createdAt",
  finished_at AS "finishedAt", expires_at AS "expiresAt"`;

@Injectable()
export class ExportsRepository {
  async insert(
    tx: TenantSql,
    organisationId: string,
    row: { id: string; fileKey: string; withMedia: boolean; keptHours: number },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO organisation_export (organisation_id, id, file_key, with_media, expires_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(hours => $5))`,
      [organisationId, row.id, row.fileKey, row.withMedia, row.keptHours],
    );
  }

  async find(tx: TenantSql, organisationId: string, id: string): Promise<ExportRow | null> {
    const rows = await tx.query<ExportRow[]>(
      `SELECT ${columns} FROM organisation_export
       WHERE organisation_id = $1 AND id = $2 AND expires_at > now()`,
      [organisationId, id],
    );
    return rows[0] ?? null;
  }

  /** Newest first. */
  list(
    tx: TenantSql,
    organisationId: string,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<ExportRow[]> {
    return tx.query<ExportRow[]>(
      `SELECT ${columns} FROM organisation_export
       WHERE organisation_id = $1 AND expires_at > now() AND ($2::uuid IS NULL OR id < $2::uuid)
       ORDER BY id DESC LIMIT $3`,
      [organisationId, before, limit],
    );
  }

  async finish(
    tx: TenantSql,
    organisationId: string,
    id: string,
    file: { bytes: number; sha256: string; rowsTotal: number; filesTotal: number },
  ): Promise<void> {
    await tx.query(
      `UPDATE organisation_export SET bytes = $3, sha256 = $4, rows_total = $5, files_total = $6,
         finished_at = now() WHERE organisation_id = $1 AND id = $2`,
      [organisationId, id, file.bytes, file.sha256, file.rowsTotal, file.filesTotal],
    );
  }

  /** Forgets what has expired. Returns the keys of the files that stay. */
  async deleteExpired(tx: TenantSql, organisationId: string): Promise<string[]> {
    await tx.query(
      'DELETE FROM organisation_export WHERE organisation_id = $1 AND expires_at <= now()',
      [organisationId],
    );
    const rows = await tx.query<{ fileKey: string }[]>(
      'SELECT file_key AS "fileKey" FROM organisation_export WHERE organisation_id = $1',
      [organisationId],
    );
    return rows.map(({ fileKey }) => fileKey);
  }
}
