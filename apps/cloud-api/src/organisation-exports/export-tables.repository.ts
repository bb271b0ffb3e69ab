import { Injectable } from '@nestjs/common';
import type { TenantSql } from '../tenancy/index.ts';
import { withheldColumns } from './export-columns.ts';

/** A table of tenants, as the catalog has it. */
export interface ExportTable {
  readonly name: string;
  /** Behind the organisation, with their types. */
  readonly key: readonly { readonly name: string; readonly type: string }[];
}

export interface ExportPage {
  /** A row each, as JSON. */
  readonly lines: readonly string[];
  /** The key of the last row; null where there is none. */
  readonly last: readonly string[] | null;
}

export interface ExportFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
}

/** Reads whatever tables there are: one that is added tomorrow is in the archives of tomorrow. */
@Injectable()
export class ExportTablesRepository {
  async listTables(tx: TenantSql): Promise<ExportTable[]> {
    return tx.query<ExportTable[]>(
      `SELECT c.relname::text AS name, coalesce(json_agg(json_build_object('name', a.attname,
           'type', format_type(a.atttypid, a.atttypmod)) ORDER BY k.place)
         FILTER (WHERE a.attname <> 'organisation_id'), '[]') AS key
       FROM pg_class c
       JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
       CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
       WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
         AND c.relname IN (SELECT eyrie_tenant_tables())
       GROUP BY c.relname ORDER BY c.relname`,
      [],
    );
  }

  async readPage(
    tx: TenantSql,
    organisationId: string,
    { name, key }: ExportTable,
    { after, limit }: { after: readonly string[] | null; limit: number },
  ): Promise<ExportPage> {
    // Names come out of the catalog and are small letters and underscores.
    const columns = key.map((column) => `t.${column.name}`);
    const order = columns.length > 0 ? `ORDER BY ${columns.join(', ')}` : '';
    const given = key.map(({ type }, index) => `$${index + 4}::text::${type}`);
    const isLater = after ? `AND (${columns.join(', ')}) > (${given.join(', ')})` : '';
    const texts = columns.map((column) => `${column}::text`);
    const rows = await tx.query<{ line: string; key: string[] }[]>(
      `SELECT (to_jsonb(t) - $3::text[])::text AS line, ARRAY[${texts.join(', ')}]::text[] AS key
       FROM ${name} t WHERE t.organisation_id = $1 ${isLater} ${order} LIMIT $2`,
      [organisationId, limit, withheldColumns[name] ?? [], ...(after ?? [])],
    );
    return { lines: rows.map(({ line }) => line), last: rows.at(-1)?.key ?? null };
  }

  async organisationRow(tx: TenantSql, organisationId: string): Promise<string> {
    const [row] = await tx.query<{ line: string }[]>(
      'SELECT to_jsonb(o)::text AS line FROM organisation o WHERE id = $1',
      [organisationId],
    );
    return row?.line ?? '';
  }

  async countRows(tx: TenantSql, organisationId: string, table: string): Promise<number> {
    const [row] = await tx.query<{ count: string }[]>(
      `SELECT count(*) FROM ${table} WHERE organisation_id = $1`,
      [organisationId],
    );
    return Number(row?.count ?? 0);
  }

  async listFiles(
    tx: TenantSql,
    organisationId: string,
    { after, limit }: { after: string; limit: number },
  ): Promise<ExportFile[]> {
    const rows = await tx.query<(ExportFile & { bytes: string })[]>(
      `SELECT encode(sha256, 'hex') AS sha256, bytes, media_type AS "mediaType" FROM blob
       WHERE organisation_id = $1 AND sha256 > decode($2, 'hex') ORDER BY sha256 LIMIT $3`,
      [organisationId, after, limit],
    );
    return rows.map((row) => ({ ...row, bytes: Number(row.bytes) }));
  }
}
