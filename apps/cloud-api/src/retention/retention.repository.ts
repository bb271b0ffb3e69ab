import { Injectable } from '@nestjs/common';
import type { RetentionPolicy, RetentionRun } from '@eyrie/contracts';
import type { TenantSql } from '../tenancy/index.ts';

/** Bytes that were asked for or stored so lately may be named by a record that is still on its way. */
const youngBlob = "interval '1 hour'";
/** Bytes whose record has not come for so long belong to none. */
const strayBlob = "interval '30 days'";

/** What a run has done so far. */
export type RetentionCounts = Omit<RetentionRun, 'started_at' | 'finished_at'>;

export interface DeletedBlob {
  readonly sha256: string;
  readonly bytes: number;
}

export interface DeletedFrames {
  readonly frames: number;
  readonly hashes: readonly string[];
}

const unreferenced = `NOT EXISTS (SELECT 1 FROM frame f WHERE f.organisation_id = b.organisation_id
    AND f.image_sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM frame f WHERE f.organisation_id = b.organisation_id
    AND f.thumbnail_sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM timelapse t WHERE t.organisation_id = b.organisation_id
    AND t.video_sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM timelapse t WHERE t.organisation_id = b.organisation_id
    AND t.poster_sha256 = b.sha256)
  AND NOT EXISTS (SELECT 1 FROM command c WHERE c.organisation_id = b.organisation_id
    AND c.file_sha256 = encode(b.sha256, 'hex'))`;

/** By the last word on it, or by the end of its time where none came. $2 is the instant. */
const commandOver = `state NOT IN ('queued', 'sent', 'accepted', 'running')
  AND coalesce(finished_at, expires_at) < $2`;

/** A transaction's worth each: whatever a run was cut off in the middle of, the next one goes on. */
@Injectable()
export class RetentionRepository {
  async findPolicy(tx: TenantSql, organisationId: string): Promise<RetentionPolicy | null> {
    const [row] = await tx.query<RetentionPolicy[]>(
      `SELECT frame_days, telemetry_days, event_days, timelapse_days, command_days, refused_days,
         media_bytes_max FROM retention_policy
       WHERE organisation_id = $1`,
      [organisationId],
    );
    return row ?? null;
  }

  /** Nobody else changes the policy until the transaction ends; 0 where there is none yet. */
  async lockRevision(tx: TenantSql, organisationId: string): Promise<number> {
    // There may be no row of its own to lock.
    await tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE', [organisationId]);
    return this.revision(tx, organisationId);
  }

  async revision(tx: TenantSql, organisationId: string): Promise<number> {
    const [row] = await tx.query<{ revision: number }[]>(
      'SELECT revision FROM retention_policy WHERE organisation_id = $1',
      [organisationId],
    );
    return row?.revision ?? 0;
  }

  async savePolicy(tx: TenantSql, organisationId: string, policy: RetentionPolicy): Promise<void> {
    await tx.query(
      `INSERT INTO retention_policy
         (organisation_id, frame_days, telemetry_days, event_days, media_bytes_max,
          timelapse_days, command_days, refused_days)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (organisation_id) DO UPDATE SET frame_days = excluded.frame_days,
         telemetry_days = excluded.telemetry_days, event_days = excluded.event_days,
         media_bytes_max = excluded.media_bytes_max,
         timelapse_days = excluded.timelapse_days, command_days = excluded.command_days,
         refused_days = excluded.refused_days, updated_at = now(),
         revision = retention_policy.revision + 1`,
      [
        organisationId,
        policy.frame_days,
        policy.telemetry_days,
        policy.event_days,
        policy.media_bytes_max,
        policy.timelapse_days,
        policy.command_days,
        policy.refused_days,
      ],
    );
  }

  async mediaBytes(tx: TenantSql, organisationId: string): Promise<number> {
    const [row] = await tx.query<{ bytes: string | null }[]>(
      'SELECT sum(bytes) AS bytes FROM blob WHERE organisation_id = $1',
      [organisationId],
    );
    return Number(row?.bytes ?? 0);
  }

  /**
   * Deletes the oldest frames, except pinned ones and the newest of each camera.
   *
   * @param before only those that arrived earlier (RFC 3339); null: of any age
   */
  async deleteFrames(
    tx: TenantSql,
    organisationId: string,
    { before, limit }: { before: string | null; limit: number },
  ): Promise<DeletedFrames> {
    const [row] = await tx.query<{ frames: string; hashes: string[] | null }[]>(
      `WITH old AS (
         SELECT id, received_at FROM frame f
         WHERE organisation_id = $1 AND ($2::timestamptz IS NULL OR received_at < $2)
           AND NOT EXISTS (SELECT 1 FROM frame_pin p
             WHERE p.organisation_id = $1 AND p.frame_id = f.id)
           AND NOT EXISTS (SELECT 1 FROM locked_range l WHERE l.organisation_id = $1
             AND l.camera_id = f.camera_id AND f.slot_at >= l.from_at AND f.slot_at < l.to_at)
           AND NOT EXISTS (SELECT 1 FROM camera_state s
             WHERE s.organisation_id = $1 AND s.camera_id = f.camera_id AND s.last_frame_id = f.id)
         ORDER BY received_at, id LIMIT $3
       ), gone AS (
         DELETE FROM frame f USING old
         WHERE f.organisation_id = $1 AND f.id = old.id AND f.received_at = old.received_at
         RETURNING f.id, f.image_sha256, f.thumbnail_sha256
       )
       SELECT count(DISTINCT id) AS frames, array_agg(DISTINCT encode(hash, 'hex')) AS hashes
       FROM gone, LATERAL (VALUES (image_sha256), (thumbnail_sha256)) AS h(hash)`,
      [organisationId, before, limit],
    );
    return { frames: Number(row?.frames ?? 0), hashes: row?.hashes ?? [] };
  }

  /** Deletes some of the timelapses that were made earlier. Returns the hashes of their files. */
  async deleteTimelapses(
    tx: TenantSql,
    organisationId: string,
    { before, limit }: { before: string; limit: number },
  ): Promise<{ rows: number; hashes: readonly string[] }> {
    const rows = await tx.query<{ video: string; poster: string }[]>(
      `WITH old AS (SELECT id FROM timelapse WHERE organisation_id = $1 AND created_at < $2
         ORDER BY created_at, id LIMIT $3),
       gone AS (DELETE FROM timelapse t USING old WHERE t.organisation_id = $1 AND t.id = old.id
         RETURNING video_sha256, poster_sha256)
       SELECT encode(video_sha256, 'hex') AS video, encode(poster_sha256, 'hex') AS poster FROM gone`,
      [organisationId, before, limit],
    );
    return { rows: rows.length, hashes: rows.flatMap(({ video, poster }) => [video, poster]) };
  }

  /** The same for commands that ended earlier. */
  async deleteCommands(
    tx: TenantSql,
    organisationId: string,
    { before, limit }: { before: string; limit: number },
  ): Promise<{ rows: number; hashes: readonly string[] }> {
    const rows = await tx.query<{ file: string | null }[]>(
      `WITH old AS (SELECT id FROM command WHERE organisation_id = $1 AND ${commandOver}
         ORDER BY id LIMIT $3),
       gone AS (DELETE FROM command c USING old WHERE c.organisation_id = $1 AND c.id = old.id
         RETURNING file_sha256)
       SELECT file_sha256 AS file FROM gone`,
      [organisationId, before, limit],
    );
    return { rows: rows.length, hashes: rows.flatMap(({ file }) => (file === null ? [] : [file])) };
  }

  /** Deletes refused records that are older, and log-ins assertions and nonces that are over. */
  async deleteOthers(
    tx: TenantSql,
    organisationId: string,
    refusedBefore: string | null,
  ): Promise<number> {
    const [row] = await tx.query<{ count: string }[]>(
      `WITH refused AS (DELETE FROM refused_record
         WHERE organisation_id = $1 AND received_at < $2::timestamptz RETURNING 1),
       sessions AS (DELETE FROM session
         WHERE organisation_id = $1 AND expires_at < now() - interval '1 day' RETURNING 1),
       assertions AS (DELETE FROM used_assertion
         WHERE organisation_id = $1 AND expires_at < now() - interval '1 day' RETURNING 1),
       nonces AS (DELETE FROM used_enrolment_nonce
         WHERE organisation_id = $1 AND expires_at < now() - interval '1 day' RETURNING 1)
       SELECT (SELECT count(*) FROM refused) + (SELECT count(*) FROM sessions)
         + (SELECT count(*) FROM assertions) + (SELECT count(*) FROM nonces) AS count`,
      [organisationId, refusedBefore],
    );
    return Number(row?.count ?? 0);
  }

  /** Deletes the rows of bytes that nothing names any more: of the given hashes, or strays of any. */
  async deleteBlobs(
    tx: TenantSql,
    organisationId: string,
    hashes: readonly string[] | null,
  ): Promise<DeletedBlob[]> {
    const rows = await tx.query<{ sha256: string; bytes: string }[]>(
      `WITH gone AS (
         DELETE FROM blob b WHERE b.organisation_id = $1 AND b.sha256 IN (
           SELECT b.sha256 FROM blob b WHERE b.organisation_id = $1 AND ${unreferenced}
             AND CASE WHEN $2::text[] IS NULL THEN b.stored_at < now() - ${strayBlob}
               ELSE b.sha256 = ANY (ARRAY(SELECT decode(h, 'hex') FROM unnest($2::text[]) AS h))
             END
           LIMIT 2000)
         AND b.stored_at < now() - ${youngBlob}
         RETURNING b.sha256, b.bytes)
       SELECT encode(sha256, 'hex') AS sha256, bytes FROM gone`,
      [organisationId, hashes],
    );
    return rows.map(({ sha256, bytes }) => ({ sha256, bytes: Number(bytes) }));
  }

  /**
   * Deletes at most a day of what is older: heartbeats and what sensors read. Returns how much, or null
   * where nothing is.
   */
  async deleteTelemetry(
    tx: TenantSql,
    organisationId: string,
    before: string,
  ): Promise<number | null> {
    let deleted: number | null = null;
    for (const table of ['telemetry', 'sensor_reading']) {
      const [row] = await tx.query<{ oldest: Date | null }[]>(
        `SELECT min(received_at) AS oldest FROM ${table}
         WHERE organisation_id = $1 AND received_at < $2`,
        [organisationId, before],
      );
      if (!row?.oldest) continue;
      const [gone] = await tx.query<{ count: string }[]>(
        `WITH gone AS (DELETE FROM ${table} WHERE organisation_id = $1
           AND received_at < least($2::timestamptz, $3::timestamptz + interval '1 day') RETURNING 1)
         SELECT count(*) FROM gone`,
        [organisationId, before, row.oldest],
      );
      deleted = (deleted ?? 0) + Number(gone?.count ?? 0);
    }
    return deleted;
  }

  /** Deletes the beginning of the log, in the order of its numbers, so that it keeps no hole. */
  async deleteEvents(
    tx: TenantSql,
    organisationId: string,
    { before, limit }: { before: string; limit: number },
  ): Promise<number> {
    const [gone] = await tx.query<{ count: string }[]>(
      `WITH first AS (SELECT min(seq) AS seq FROM stream_event WHERE organisation_id = $1),
       gone AS (DELETE FROM stream_event e USING first
         WHERE e.organisation_id = $1 AND e.seq < first.seq + $3::bigint AND e.at < $2 RETURNING 1)
       SELECT count(*) FROM gone`,
      [organisationId, before, limit],
    );
    return Number(gone?.count ?? 0);
  }

  async saveRun(
    tx: TenantSql,
    organisationId: string,
    run: { startedAt: string; isFinished: boolean; counts: RetentionCounts },
  ): Promise<void> {
    const { counts } = run;
    await tx.query(
      `INSERT INTO retention_run (organisation_id, started_at, finished_at, frames_deleted,
         telemetry_deleted, events_deleted, blobs_deleted, bytes_freed,
         timelapses_deleted, commands_deleted, others_deleted)
       VALUES ($1, $2, CASE WHEN $3 THEN now() END, $4, $5, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (organisation_id) DO UPDATE SET started_at = excluded.started_at,
         finished_at = excluded.finished_at, frames_deleted = excluded.frames_deleted,
         telemetry_deleted = excluded.telemetry_deleted, events_deleted = excluded.events_deleted,
         blobs_deleted = excluded.blobs_deleted, bytes_freed = excluded.bytes_freed,
         timelapses_deleted = excluded.timelapses_deleted,
         commands_deleted = excluded.commands_deleted, others_deleted = excluded.others_deleted`,
      [
        organisationId,
        run.startedAt,
        run.isFinished,
        counts.frames_deleted,
        counts.telemetry_deleted,
        counts.events_deleted,
        counts.blobs_deleted,
        counts.bytes_freed,
        counts.timelapses_deleted,
        counts.commands_deleted,
        counts.others_deleted,
      ],
    );
  }

  async findRun(tx: TenantSql, organisationId: string): Promise<RetentionRun | null> {
    const [row] = await tx.query<
      (RetentionCounts & { started_at: Date; finished_at: Date | null })[]
    >(
      `SELECT started_at, finished_at, frames_deleted, telemetry_deleted, events_deleted,
         timelapses_deleted, commands_deleted, others_deleted, blobs_deleted, bytes_freed
       FROM retention_run WHERE organisation_id = $1`,
      [organisationId],
    );
    if (!row) return null;
    return {
      ...row,
      started_at: row.started_at.toISOString(),
      finished_at: row.finished_at?.toISOString() ?? null,
    };
  }

  /** Whether there is such a frame, which is now pinned. */
  async pin(tx: TenantSql, organisationId: string, frameId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH found AS (SELECT id FROM frame WHERE organisation_id = $1 AND id = $2 LIMIT 1),
       pinned AS (INSERT INTO frame_pin (organisation_id, frame_id) SELECT $1, id FROM found
         ON CONFLICT DO NOTHING)
       SELECT 1 FROM found`,
      [organisationId, frameId],
    );
    return rows.length > 0;
  }

  /** Whether it was pinned. */
  async unpin(tx: TenantSql, organisationId: string, frameId: string): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `WITH gone AS (DELETE FROM frame_pin p WHERE organisation_id = $1 AND frame_id = $2
         AND EXISTS (SELECT 1 FROM frame f WHERE f.organisation_id = $1 AND f.id = p.frame_id)
         RETURNING 1)
       SELECT 1 FROM gone`,
      [organisationId, frameId],
    );
    return rows.length > 0;
  }
}
