import { Injectable } from '@nestjs/common';
import type { CommandRefusal, CommandState } from '@eyrie/contracts';
import type { TenantSql } from '../tenancy/index.ts';
import type { ShownCommand } from './command-resource.ts';

/** Where it was heard of last; by then nobody is going to tell of it any more. */
const forgottenAfter = '1 day';

const columns = `c.organisation_id AS "organisationId", c.id, c.site_id AS "siteId",
  c.device_id AS "deviceId", c.sequence, c.type, c.parameters, c.state, c.percent, c.message,
  c.refusal, c.result, c.file_sha256 AS "fileSha256", c.file_bytes AS "fileBytes",
  c.created_by_name AS "createdByName",
  c.created_at AS "createdAt", c.expires_at AS "expiresAt", c.sent_at AS "sentAt",
  c.accepted_at AS "acceptedAt", c.started_at AS "startedAt", c.finished_at AS "finishedAt",
  EXISTS (SELECT 1 FROM blob b WHERE b.organisation_id = c.organisation_id
    AND b.sha256 = decode(c.file_sha256, 'hex')) AS "isFileStored"`;

/** What a change made of a command, for its event. */
export interface ChangedCommand {
  readonly id: string;
  readonly siteId: string;
  readonly deviceId: string;
  readonly type: string;
  readonly state: CommandState;
  readonly percent: number | null;
  readonly message: string | null;
}
const changed = `c.id, c.site_id AS "siteId", c.device_id AS "deviceId", c.type, c.state, c.percent,
  c.message`;

/** What a device says of a command. Ids are UUIDs. */
export interface ReportRow {
  readonly id: string;
  readonly device_id: string;
  readonly state: CommandState;
  readonly percent: number | null;
  readonly message: string | null;
  readonly refusal: CommandRefusal | null;
  readonly result: Record<string, unknown> | null;
  readonly file_sha256: string | null;
  readonly file_bytes: number | null;
}

/** All SQL about commands. */
@Injectable()
export class CommandsRepository {
  /** The next sequence of the site; its counter stays locked until the transaction ends. */
  async nextSequence(tx: TenantSql, organisationId: string, siteId: string): Promise<number> {
    const [row] = await tx.query<{ next: number }[]>(
      `INSERT INTO command_counter AS k (organisation_id, site_id, last_sequence)
       VALUES ($1, $2, 1)
       ON CONFLICT (organisation_id, site_id) DO UPDATE SET last_sequence = k.last_sequence + 1
       RETURNING last_sequence AS next`,
      [organisationId, siteId],
    );
    if (!row) throw new Error('An upsert gives its row.');
    return row.next;
  }

  /** The site has taken commands that this cloud does not know of any more: it counts on from there. */
  async raiseSequence(
    tx: TenantSql,
    organisationId: string,
    siteId: string,
    atLeast: number,
  ): Promise<void> {
    await tx.query(
      `UPDATE command_counter SET last_sequence = greatest(last_sequence, $3)
       WHERE organisation_id = $1 AND site_id = $2`,
      [organisationId, siteId, atLeast],
    );
  }

  async list(
    tx: TenantSql,
    organisationId: string,
    deviceId: string,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<ShownCommand[]> {
    return tx.query(
      `SELECT ${columns} FROM command c
       WHERE c.organisation_id = $1 AND c.device_id = $2 AND ($3::uuid IS NULL OR c.id < $3)
       ORDER BY c.id DESC LIMIT $4`,
      [organisationId, deviceId, before, limit],
    );
  }

  async find(tx: TenantSql, organisationId: string, id: string): Promise<ShownCommand | null> {
    const [row] = await tx.query<ShownCommand[]>(
      `SELECT ${columns} FROM command c WHERE c.organisation_id = $1 AND c.id = $2`,
      [organisationId, id],
    );
    return row ?? null;
  }

  async countOpen(tx: TenantSql, organisationId: string, deviceId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*) AS count FROM command WHERE organisation_id = $1 AND device_id = $2
         AND state IN ('queued', 'sent', 'accepted', 'running')`,
      [organisationId, deviceId],
    );
    return row?.count ?? 0;
  }

  /**
   * Signed commands of the site that are not through, after a sequence, in their order; and whatever
   * no leader has got, also where the count has fallen back with the database.
   */
  async open(
    tx: TenantSql,
    organisationId: string,
    siteId: string,
    { after, limit }: { after: number; limit: number },
  ): Promise<{ signed: unknown }[]> {
    return tx.query(
      `SELECT signed FROM command WHERE organisation_id = $1 AND site_id = $2
         AND (sequence > $3 OR state = 'queued')
         AND state IN ('queued', 'sent', 'accepted', 'running')
       ORDER BY sequence LIMIT $4`,
      [organisationId, siteId, after, limit],
    );
  }

  /** The site's leader has them now, up to a sequence. */
  markSent(
    tx: TenantSql,
    organisationId: string,
    siteId: string,
    upTo: number,
  ): Promise<ChangedCommand[]> {
    return tx.query(
      `WITH done AS (UPDATE command c SET state = 'sent', sent_at = now()
         WHERE c.organisation_id = $1 AND c.site_id = $2 AND c.sequence <= $3
           AND c.state = 'queued' RETURNING ${changed})
       SELECT * FROM done`,
      [organisationId, siteId, upTo],
    );
  }

  /** What the site's coordinators decided. A verdict on what is under way already changes nothing. */
  judge(
    tx: TenantSql,
    organisationId: string,
    siteId: string,
    verdicts: readonly { id: string; refusal: CommandRefusal | null }[],
  ): Promise<ChangedCommand[]> {
    return tx.query(
      `WITH done AS (UPDATE command c SET
           state = CASE WHEN v.refusal IS NULL THEN 'accepted'
                        WHEN v.refusal = 'expired' THEN 'expired' ELSE 'refused' END,
           refusal = v.refusal,
           message = NULL,
           accepted_at = CASE WHEN v.refusal IS NULL THEN now() END,
           finished_at = CASE WHEN v.refusal IS NOT NULL THEN now() END
         FROM json_to_recordset($3::json) AS v(id uuid, refusal text)
         WHERE c.organisation_id = $1 AND c.site_id = $2 AND c.id = v.id
           AND c.state IN ('queued', 'sent', 'expired') AND c.started_at IS NULL
         RETURNING ${changed})
       SELECT * FROM done`,
      [organisationId, siteId, JSON.stringify(verdicts)],
    );
  }

  /**
   * What devices say of commands that were given to them; of others it is passed over. A device's
   * last word stays; that a command expired is only what the cloud took for granted meanwhile.
   */
  report(
    tx: TenantSql,
    organisationId: string,
    reports: readonly ReportRow[],
  ): Promise<ChangedCommand[]> {
    return tx.query(
      `WITH done AS (UPDATE command c SET
           state = CASE WHEN r.refusal = 'expired' THEN 'expired' ELSE r.state END,
           percent = CASE WHEN r.state = 'succeeded' THEN 100
                          ELSE greatest(c.percent, r.percent) END,
           message = r.message,
           refusal = r.refusal,
           result = coalesce(r.result, c.result),
           file_sha256 = coalesce(r.file_sha256, c.file_sha256),
           file_bytes = coalesce(r.file_bytes, c.file_bytes),
           accepted_at = coalesce(c.accepted_at, now()),
           started_at = CASE WHEN r.state = 'refused' THEN c.started_at
                             ELSE coalesce(c.started_at, now()) END,
           finished_at = CASE WHEN r.state <> 'running' THEN now() END
         FROM json_to_recordset($2::json) AS r(id uuid, device_id uuid, state text,
           percent integer, message text, refusal text, result jsonb, file_sha256 text,
           file_bytes bigint)
         WHERE c.organisation_id = $1 AND c.id = r.id AND c.device_id = r.device_id
           AND c.state IN ('queued', 'sent', 'accepted', 'running', 'expired')
         RETURNING ${changed})
       SELECT * FROM done`,
      [organisationId, JSON.stringify(reports)],
    );
  }

  /** Gives up what nobody carries out any more; `siteId` null: of all sites that are seen. */
  expireDue(
    tx: TenantSql,
    organisationId: string,
    siteId: string | null,
  ): Promise<ChangedCommand[]> {
    return tx.query(
      `WITH done AS (UPDATE command c SET state = 'expired', finished_at = now(),
           refusal = CASE WHEN c.state IN ('queued', 'sent') THEN 'expired' END,
           message = CASE WHEN c.state IN ('queued', 'sent')
             THEN 'It did not reach the site in time.'
             ELSE 'Nothing has been heard of it for a day.' END
         WHERE c.organisation_id = $1 AND ($2::uuid IS NULL OR c.site_id = $2)
           AND (c.state IN ('queued', 'sent') AND c.expires_at < now()
             OR c.state IN ('accepted', 'running')
               AND c.expires_at < now() - interval '${forgottenAfter}')
         RETURNING ${changed})
       SELECT * FROM done`,
      [organisationId, siteId],
    );
  }
}
