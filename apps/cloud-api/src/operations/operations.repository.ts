import type {
  OperationListQuery,
  OperationState,
  PartialFailure,
  Problem,
  Role,
} from '@eyrie/contracts';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantSql } from '../tenancy/index.ts';
import { OperationRow } from './operation.entity.ts';

/** An operation's name in the database. */
export interface OperationKey {
  readonly organisationId: string;
  readonly id: string;
}

/** The same in the hands of one attempt. */
export interface AttemptKey extends OperationKey {
  readonly attempt: number;
}

/** What an attempt has to tell; what is absent stays as it is. */
export interface OperationUpdate {
  readonly step?: string | null;
  readonly done?: number;
  readonly total?: number | null;
  readonly unit?: string | null;
  readonly failures?: readonly PartialFailure[];
  readonly checkpoint?: unknown;
}

export interface OperationEnd {
  readonly state: Extract<OperationState, 'succeeded' | 'failed' | 'cancelled'>;
  readonly result: Record<string, unknown> | null;
  readonly error: Problem | null;
}

/** All SQL about operations. */
@Injectable()
export class OperationsRepository {
  find(tx: EntityManager, { organisationId, id }: OperationKey): Promise<OperationRow | null> {
    return tx.findOneBy(OperationRow, { organisationId, id });
  }

  /** The same, and nobody else changes it until the transaction ends. */
  lock(tx: EntityManager, { organisationId, id }: OperationKey): Promise<OperationRow | null> {
    return tx.findOne(OperationRow, {
      where: { organisationId, id },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** Newest first; `actorId` null: whoever began it. `rights`: begun by one of these. */
  list(
    tx: EntityManager,
    organisationId: string,
    filter: Pick<OperationListQuery, 'kind' | 'state'> & {
      rights: readonly string[];
      actorId: string | null;
      before: string | null;
      limit: number;
    },
  ): Promise<OperationRow[]> {
    const select = tx
      .createQueryBuilder(OperationRow, 'o')
      .where('o.organisationId = :organisationId', { organisationId })
      .andWhere(`o.startedBy ->> 'right' = ANY (:rights)`, { rights: filter.rights })
      .orderBy('o.id', 'DESC')
      .limit(filter.limit);
    const { kind, state, actorId, before } = filter;
    if (kind !== undefined) select.andWhere('o.kind = :kind', { kind });
    if (state !== undefined) select.andWhere('o.state = :state', { state });
    if (actorId !== null) select.andWhere(`o.startedBy ->> 'actorId' = :actorId`, { actorId });
    if (before !== null) select.andWhere('o.id < :before', { before });
    return select.getMany();
  }

  /** The role and the sites that a person has at this moment. */
  async findRights(
    tx: TenantSql,
    organisationId: string,
    userId: string,
  ): Promise<{ role: Role; siteIds: string[] | null } | null> {
    const [row] = await tx.query<{ role: Role; siteIds: string[] | null }[]>(
      `SELECT role, site_ids AS "siteIds" FROM membership
       WHERE organisation_id = $1 AND user_id = $2`,
      [organisationId, userId],
    );
    return row ?? null;
  }

  /** The next attempt has it; null where it is over or gone. */
  async begin(tx: TenantSql, { organisationId, id }: OperationKey): Promise<number | null> {
    const [row] = await tx.query<{ attempt: number }[]>(
      `WITH begun AS (UPDATE operation SET state = 'running', attempt = attempt + 1,
           started_at = coalesce(started_at, now()), alive_at = now()
         WHERE organisation_id = $1 AND id = $2 AND finished_at IS NULL
         RETURNING attempt)
       SELECT * FROM begun`,
      [organisationId, id],
    );
    return row?.attempt ?? null;
  }

  /** False where the attempt has lost it. */
  async update(tx: TenantSql, key: AttemptKey, update: OperationUpdate): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH changed AS (UPDATE operation SET alive_at = now(),
           step = CASE WHEN $4 ? 'step' THEN $4 ->> 'step' ELSE step END,
           done = coalesce(($4 ->> 'done')::bigint, done),
           total = CASE WHEN $4 ? 'total' THEN ($4 ->> 'total')::bigint ELSE total END,
           unit = CASE WHEN $4 ? 'unit' THEN $4 ->> 'unit' ELSE unit END,
           partial_failures = partial_failures || coalesce($4 -> 'failures', '[]'),
           checkpoint = CASE WHEN $4 ? 'checkpoint' THEN $4 -> 'checkpoint' ELSE checkpoint END
         WHERE organisation_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'
         RETURNING 1)
       SELECT * FROM changed`,
      [key.organisationId, key.id, key.attempt, JSON.stringify(update)],
    );
    return rows.length > 0;
  }

  /** A sign of life; says whether the attempt has it still, and whether it shall go on. */
  async touch(tx: TenantSql, key: AttemptKey): Promise<'own' | 'cancelled' | 'lost'> {
    const [row] = await tx.query<{ cancelled: boolean }[]>(
      `WITH touched AS (UPDATE operation SET alive_at = now()
         WHERE organisation_id = $1 AND id = $2 AND attempt = $3 AND state = 'running'
         RETURNING cancel_requested_at IS NOT NULL AS cancelled)
       SELECT * FROM touched`,
      [key.organisationId, key.id, key.attempt],
    );
    return row === undefined ? 'lost' : row.cancelled ? 'cancelled' : 'own';
  }

  /** False where it is not the attempt's any more. */
  async finish(tx: TenantSql, key: AttemptKey, end: OperationEnd): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH ended AS (UPDATE operation SET state = $4, result = $5, error = $6,
           checkpoint = NULL, finished_at = now()
         WHERE organisation_id = $1 AND id = $2 AND attempt = $3 AND finished_at IS NULL
         RETURNING 1)
       SELECT * FROM ended`,
      [
        key.organisationId,
        key.id,
        key.attempt,
        end.state,
        end.result === null ? null : JSON.stringify(end.result),
        end.error === null ? null : JSON.stringify(end.error),
      ],
    );
    return rows.length > 0;
  }

  /** Those at which nobody has worked for long. */
  async listLost(
    tx: TenantSql,
    organisationId: string,
  ): Promise<{ id: string; attempt: number }[]> {
    return tx.query(
      `SELECT id, attempt FROM operation WHERE organisation_id = $1 AND finished_at IS NULL
         AND alive_at < now() - CASE state WHEN 'running' THEN interval '30 minutes'
                                           ELSE interval '1 day' END`,
      [organisationId],
    );
  }

  async deleteOld(tx: TenantSql, organisationId: string, keptDays: number): Promise<void> {
    await tx.query(
      `DELETE FROM operation WHERE organisation_id = $1
         AND finished_at < now() - make_interval(days => $2)`,
      [organisationId, keptDays],
    );
  }
}
