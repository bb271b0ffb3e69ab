import { Injectable } from '@nestjs/common';
import type { TenantSql } from '../tenancy/index.ts';

export interface RollupPlace {
  readonly epoch: string;
  /** The last event that is in the sums. */
  readonly seq: number;
  /** The last event that there is. */
  readonly head: number;
}

/** A capture counts as late from so many seconds after its slot on. */
const lateSeconds = 5;

@Injectable()
export class RollupRepository {
  /** Where the sums have come to. Nobody else adds to them until the transaction ends. */
  async lock(tx: TenantSql, organisationId: string): Promise<RollupPlace | null> {
    await tx.query(
      `INSERT INTO analytics_position (organisation_id, event_epoch, seq)
       SELECT id, event_epoch, coalesce((SELECT min(seq) - 1 FROM stream_event
         WHERE organisation_id = $1), event_seq)
       FROM organisation WHERE id = $1 ON CONFLICT DO NOTHING`,
      [organisationId],
    );
    const [place] = await tx.query<{ epoch: string; known: string; seq: string }[]>(
      `SELECT p.event_epoch AS known, p.seq, o.event_epoch AS epoch
       FROM analytics_position p JOIN organisation o ON o.id = p.organisation_id
       WHERE p.organisation_id = $1 FOR UPDATE OF p`,
      [organisationId],
    );
    if (!place) return null;
    // Read after the lock: what others have committed meanwhile is in it.
    const [row] = await tx.query<{ head: string }[]>(
      'SELECT event_seq AS head FROM organisation WHERE id = $1',
      [organisationId],
    );
    const isSame = place.known === place.epoch;
    return {
      epoch: place.epoch,
      seq: isSame ? Number(place.seq) : 0,
      head: Number(row?.head ?? 0),
    };
  }

  /**
   * Adds the events from `from` (exclusive) to `to` (inclusive). The log is numbered without a gap in the
   * order of commits, so that each event is in exactly one such stretch, however late it came.
   */
  async add(
    tx: TenantSql,
    organisationId: string,
    { epoch, from, to }: { epoch: string; from: number; to: number },
  ): Promise<void> {
    await tx.query(
      `WITH told AS (
         SELECT device_id, site_id, type, data, at,
           -- No device's clock says of years to come, or of before there was the product.
           (CASE WHEN happened_at BETWEEN at - interval '400 days' AND at + interval '1 day'
             THEN happened_at ELSE at END AT TIME ZONE 'UTC')::date AS day
         FROM stream_event
         WHERE organisation_id = $1 AND seq > $2 AND seq <= $3
           AND device_id IS NOT NULL AND site_id IS NOT NULL
           AND type IN ('capture.completed', 'capture.failed', 'capture.missed', 'resource.update')
       ), counted AS (
         SELECT device_id, site_id, day,
           count(*) FILTER (WHERE data ? 'frame_id') AS captured,
           count(*) FILTER (WHERE data ? 'frame_id' AND (data ->> 'captured_at')::timestamptz
             > (data ->> 'slot_at')::timestamptz + interval '${lateSeconds} seconds') AS late,
           -- A worker before 0.2 tells of missed slots as of failed captures.
           sum(CASE WHEN type IN ('capture.missed', 'capture.failed')
               AND jsonb_typeof(data -> 'slots') = 'number'
             THEN least(greatest((data ->> 'slots')::numeric, 0), 100000)::bigint
             ELSE 0 END) AS missed,
           sum(CASE WHEN data ? 'frame_id' THEN (data ->> 'bytes')::bigint ELSE 0 END) AS bytes,
           0::bit(288) AS heard
         FROM told WHERE type <> 'resource.update' GROUP BY device_id, site_id, day
         UNION ALL
         SELECT device_id, site_id, (at AT TIME ZONE 'UTC')::date, 0, 0, 0, 0,
           bit_or(set_bit(0::bit(288), (extract(epoch FROM at)::bigint % 86400 / 300)::integer, 1))
         FROM told GROUP BY device_id, site_id, (at AT TIME ZONE 'UTC')::date
       ), summed AS (
         SELECT device_id, day, (array_agg(site_id))[1] AS site_id, sum(captured) AS captured,
           sum(late) AS late, sum(missed) AS missed, sum(bytes) AS bytes, bit_or(heard) AS heard
         FROM counted GROUP BY device_id, day
       )
       INSERT INTO analytics_day AS d (organisation_id, day, device_id, site_id, captured, late,
         missed, frame_bytes, heard)
       SELECT $1, s.day, s.device_id, s.site_id, s.captured, s.late, s.missed, s.bytes, s.heard
       FROM summed s JOIN device ON device.organisation_id = $1 AND device.id = s.device_id
       ORDER BY s.day, s.device_id
       ON CONFLICT (organisation_id, day, device_id) DO UPDATE SET
         captured = d.captured + excluded.captured, late = d.late + excluded.late,
         missed = d.missed + excluded.missed, frame_bytes = d.frame_bytes + excluded.frame_bytes,
         heard = d.heard | excluded.heard`,
      [organisationId, from, to],
    );
    await tx.query(
      `UPDATE analytics_position SET event_epoch = $2, seq = $3, rolled_at = now()
       WHERE organisation_id = $1`,
      [organisationId, epoch, to],
    );
  }
}
