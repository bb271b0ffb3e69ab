import { Injectable } from '@nestjs/common';
import type { TenantSql } from '../tenancy/index.ts';

export interface ErasureRow {
  readonly requestedAt: Date;
  readonly requestedBy: string;
  readonly reason: string;
  readonly dueAt: Date;
  readonly begunAt: Date | null;
  readonly isDue: boolean;
}

@Injectable()
export class ErasureRepository {
  async find(tx: TenantSql, organisationId: string): Promise<ErasureRow | null> {
    const rows = await tx.query<ErasureRow[]>(
      `SELECT requested_at AS "requestedAt", requested_by AS "requestedBy", reason,
         due_at AS "dueAt", begun_at AS "begunAt", due_at <= now() AS "isDue"
       FROM organisation_erasure WHERE organisation_id = $1`,
      [organisationId],
    );
    return rows[0] ?? null;
  }

  async organisationName(tx: TenantSql, organisationId: string): Promise<string | null> {
    const [row] = await tx.query<{ name: string }[]>(
      'SELECT name FROM organisation WHERE id = $1 FOR NO KEY UPDATE',
      [organisationId],
    );
    return row?.name ?? null;
  }

  /** False where there is one already. */
  async insert(
    tx: TenantSql,
    organisationId: string,
    request: { requestedBy: string; reason: string; graceDays: number },
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO organisation_erasure (organisation_id, requested_by, reason, due_at)
       VALUES ($1, $2, $3, now() + $4::float8 * interval '1 day') ON CONFLICT DO NOTHING RETURNING 1`,
      [organisationId, request.requestedBy, request.reason, request.graceDays],
    );
    return rows.length > 0;
  }

  /** False where there is none, or it has begun. */
  async cancel(tx: TenantSql, organisationId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH gone AS (DELETE FROM organisation_erasure
         WHERE organisation_id = $1 AND begun_at IS NULL RETURNING 1) SELECT * FROM gone`,
      [organisationId],
    );
    return rows.length > 0;
  }

  /** False where it is not due, or was cancelled. From here on it cannot be cancelled. */
  async begin(tx: TenantSql, organisationId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH begun AS (UPDATE organisation_erasure SET begun_at = coalesce(begun_at, now())
         WHERE organisation_id = $1 AND due_at <= now() RETURNING 1) SELECT * FROM begun`,
      [organisationId],
    );
    return rows.length > 0;
  }

  /** Every table that holds rows of tenants, those that refer to others first. */
  async listTables(tx: TenantSql): Promise<string[]> {
    const rows = await tx.query<{ name: string }[]>('SELECT eyrie_tenant_tables() AS name', []);
    return rows.map(({ name }) => name);
  }

  async eraseAccounts(tx: TenantSql, organisationId: string): Promise<void> {
    const [row] = await tx.query<{ gone: string }[]>('SELECT eyrie_erase_accounts() AS gone', []);
    await this.count(tx, organisationId, 'account', Number(row?.gone ?? 0));
  }

  /** Erases some rows of a table, and counts them in the same transaction. Returns how many. */
  async eraseRows(
    tx: TenantSql,
    organisationId: string,
    { table, limit }: { table: string; limit: number },
  ): Promise<number> {
    const [row] = await tx.query<{ gone: string }[]>('SELECT eyrie_erase_rows($1, $2) AS gone', [
      table,
      limit,
    ]);
    const gone = Number(row?.gone ?? 0);
    if (gone > 0) await this.count(tx, organisationId, table, gone);
    return gone;
  }

  /** Sequence and hash of the last entry of the audit log, as `eyrie audit verify` names a head. */
  async auditHead(tx: TenantSql, organisationId: string): Promise<string | null> {
    const [row] = await tx.query<{ head: string }[]>(
      `SELECT sequence || ':' || hash AS head FROM audit_entry WHERE organisation_id = $1
       ORDER BY sequence DESC LIMIT 1`,
      [organisationId],
    );
    return row?.head ?? null;
  }

  async rememberHead(tx: TenantSql, organisationId: string, head: string): Promise<void> {
    await tx.query(
      `UPDATE organisation_erasure SET erased = erased || jsonb_build_object('audit_head', $2::text)
       WHERE organisation_id = $1 AND NOT erased ? 'audit_head'`,
      [organisationId, head],
    );
  }

  /** What is left by table; all zero when it is over, and the organisation is gone with it. */
  async finish(tx: TenantSql, organisationId: string): Promise<Record<string, number>> {
    const [row] = await tx.query<{ remaining: Record<string, number> }[]>(
      `SELECT eyrie_finish_erasure(
         (SELECT erased ->> 'audit_head' FROM organisation_erasure WHERE organisation_id = $1)
       ) AS remaining`,
      [organisationId],
    );
    return row?.remaining ?? {};
  }

  private async count(
    tx: TenantSql,
    organisationId: string,
    table: string,
    gone: number,
  ): Promise<void> {
    await tx.query(
      `UPDATE organisation_erasure SET erased = erased || jsonb_build_object($2::text,
         coalesce((erased ->> $2::text)::bigint, 0) + $3::bigint) WHERE organisation_id = $1`,
      [organisationId, table, gone],
    );
  }
}
