import { Injectable } from '@nestjs/common';
import type { KeptKind, RetentionPolicy, RetentionPreview } from '@eyrie/contracts';
import type { TenantSql } from '../tenancy/index.ts';

type KindRow = { rows: string; bytes: string | null; oldest: Date | null };

const kinds = {
  frames: {
    days: 'frame_days',
    sql: `SELECT count(*) AS rows, sum(image_bytes) AS bytes, min(received_at) AS oldest
      FROM frame WHERE organisation_id = $1`,
  },
  timelapses: {
    days: 'timelapse_days',
    sql: `SELECT count(*) AS rows, sum(video_bytes) AS bytes, min(created_at) AS oldest
      FROM timelapse WHERE organisation_id = $1`,
  },
  telemetry: {
    days: 'telemetry_days',
    sql: `SELECT count(*) AS rows, 0 AS bytes, min(received_at) AS oldest
      FROM (SELECT received_at FROM telemetry WHERE organisation_id = $1
        UNION ALL SELECT received_at FROM sensor_reading WHERE organisation_id = $1) AS kept`,
  },
  events: {
    days: 'event_days',
    sql: `SELECT count(*) AS rows, 0 AS bytes, min(at) AS oldest
      FROM stream_event WHERE organisation_id = $1`,
  },
  commands: {
    days: 'command_days',
    sql: `SELECT count(*) AS rows, sum(file_bytes) AS bytes, min(created_at) AS oldest
      FROM command WHERE organisation_id = $1`,
  },
  refused_records: {
    days: 'refused_days',
    sql: `SELECT count(*) AS rows, 0 AS bytes, min(received_at) AS oldest
      FROM refused_record WHERE organisation_id = $1`,
  },
} as const satisfies Record<KeptKind['kind'], { days: keyof RetentionPolicy; sql: string }>;

/** What there is, and what of it a policy would not keep. */
@Injectable()
export class KeptDataRepository {
  async listKinds(
    tx: TenantSql,
    organisationId: string,
    policy: RetentionPolicy,
  ): Promise<KeptKind[]> {
    const listed: KeptKind[] = [];
    for (const kind of Object.keys(kinds) as KeptKind['kind'][]) {
      const { days, sql } = kinds[kind];
      const [row] = await tx.query<KindRow[]>(sql, [organisationId]);
      listed.push({
        kind,
        days: policy[days],
        rows: Number(row?.rows ?? 0),
        bytes: Number(row?.bytes ?? 0),
        oldest_at: row?.oldest?.toISOString() ?? null,
      });
    }
    return listed;
  }

  /** The same conditions as those of the run itself (RetentionRepository); a test compares the two. */
  async preview(
    tx: TenantSql,
    organisationId: string,
    policy: RetentionPolicy,
  ): Promise<RetentionPreview> {
    const [row] = await tx.query<Record<keyof RetentionPreview, string | null>[]>(
      `WITH doomed_frame AS (
         SELECT image_sha256, thumbnail_sha256 FROM frame f
         WHERE organisation_id = $1 AND received_at < now() - make_interval(days => $2)
           AND NOT EXISTS (SELECT 1 FROM frame_pin p
             WHERE p.organisation_id = $1 AND p.frame_id = f.id)
           AND NOT EXISTS (SELECT 1 FROM locked_range l WHERE l.organisation_id = $1
             AND l.camera_id = f.camera_id AND f.slot_at >= l.from_at AND f.slot_at < l.to_at)
           AND NOT EXISTS (SELECT 1 FROM camera_state s
             WHERE s.organisation_id = $1 AND s.camera_id = f.camera_id AND s.last_frame_id = f.id)
       ), doomed_timelapse AS (
         SELECT video_sha256, poster_sha256 FROM timelapse
         WHERE organisation_id = $1 AND created_at < now() - make_interval(days => $3)
       ), doomed_command AS (
         SELECT decode(file_sha256, 'hex') AS file_sha256 FROM command
         WHERE organisation_id = $1 AND state NOT IN ('queued', 'sent', 'accepted', 'running')
           AND coalesce(finished_at, expires_at) < now() - make_interval(days => $4)
       ), named AS (
         SELECT image_sha256 AS sha256 FROM doomed_frame
         UNION SELECT thumbnail_sha256 FROM doomed_frame
         UNION SELECT video_sha256 FROM doomed_timelapse
         UNION SELECT poster_sha256 FROM doomed_timelapse
         UNION SELECT file_sha256 FROM doomed_command
       ), freed AS (
         SELECT coalesce(sum(b.bytes), 0) AS bytes FROM blob b JOIN named USING (sha256)
         WHERE b.organisation_id = $1 AND b.stored_at < now() - interval '1 hour'
       )
       SELECT (SELECT count(*) FROM doomed_frame) AS frames,
         (SELECT count(*) FROM doomed_timelapse) AS timelapses,
         (SELECT count(*) FROM doomed_command) AS commands,
         (SELECT count(*) FROM telemetry WHERE organisation_id = $1
            AND received_at < now() - make_interval(days => $5))
           + (SELECT count(*) FROM sensor_reading WHERE organisation_id = $1
            AND received_at < now() - make_interval(days => $5)) AS telemetry,
         (SELECT count(*) FROM stream_event WHERE organisation_id = $1
            AND at < now() - make_interval(days => $6)) AS events,
         (SELECT count(*) FROM refused_record WHERE organisation_id = $1
            AND received_at < now() - make_interval(days => $7)) AS refused_records,
         (SELECT bytes FROM freed) AS bytes,
         greatest(0, coalesce((SELECT sum(bytes) FROM blob WHERE organisation_id = $1), 0)
           - (SELECT bytes FROM freed) - $8::bigint) AS bytes_over`,
      [
        organisationId,
        policy.frame_days,
        policy.timelapse_days,
        policy.command_days,
        policy.telemetry_days,
        policy.event_days,
        policy.refused_days,
        policy.media_bytes_max,
      ],
    );
    const number = (name: keyof RetentionPreview) => Number(row?.[name] ?? 0);
    return {
      frames: number('frames'),
      timelapses: number('timelapses'),
      telemetry: number('telemetry'),
      events: number('events'),
      commands: number('commands'),
      refused_records: number('refused_records'),
      bytes: number('bytes'),
      bytes_over: number('bytes_over'),
    };
  }
}
