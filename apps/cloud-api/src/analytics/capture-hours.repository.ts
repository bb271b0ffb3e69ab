import { Injectable } from '@nestjs/common';
import { countSlots, type Schedule } from '@eyrie/schedule';
import type { TenantSql } from '../tenancy/index.ts';

export interface CaptureHour {
  readonly hour: Date;
  readonly expected: number;
  readonly captured: number;
  readonly late: number;
  readonly missed: number;
  readonly unexplained: number;
  readonly reasons: Readonly<Record<string, number>>;
}

interface PlannedCamera {
  readonly id: string;
  readonly siteId: string;
  readonly createdAt: Date;
  readonly schedules: readonly Schedule[];
  readonly latitude: number;
  readonly longitude: number;
  readonly timeZone: string;
}

const hourMs = 3_600_000;
/** After a longer stand-still of the cloud the hours before are left without a plan. */
const hoursMax = 48;

/** An instant as the edge writes it; the day may be one that its month does not have. */
const slotPattern =
  '^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?Z$';
/** What of that pattern cannot fail, whatever a site has sent: Postgres 15 cannot be asked before a cast. */
const slotAt = `(((left(data ->> 'slot_at', 7) || '-01')::timestamp
  + make_interval(days => substr(data ->> 'slot_at', 9, 2)::integer - 1)
  + rtrim(substr(data ->> 'slot_at', 12), 'Z')::time) AT TIME ZONE 'UTC')`;

/** The account of slots by camera and hour. */
@Injectable()
export class CaptureHoursRepository {
  /** Adds what a stretch of the event log tells of frames and misses; called once for each stretch. */
  async add(
    tx: TenantSql,
    organisationId: string,
    { from, to }: { from: number; to: number },
  ): Promise<void> {
    await tx.query(
      `WITH told AS (
         SELECT camera_id, at, data, type, ${slotAt} AS slot_at
         FROM stream_event
         WHERE organisation_id = $1 AND seq > $2 AND seq <= $3 AND camera_id IS NOT NULL
           AND type IN ('capture.completed', 'capture.missed')
           AND data ->> 'slot_at' ~ '${slotPattern}'
       ), counted AS (
         SELECT camera_id, at, slot_at, 'captured' AS outcome, 1::bigint AS slots
         FROM told WHERE data ? 'frame_id'
         UNION ALL
         SELECT camera_id, at, slot_at, 'late', 1 FROM told
         WHERE data ? 'frame_id'
           AND (data ->> 'captured_at')::timestamptz > slot_at + interval '5 seconds'
         UNION ALL
         SELECT camera_id, at, slot_at, 'missed.' || left(coalesce(data ->> 'reason', 'failed'), 32),
           CASE WHEN jsonb_typeof(data -> 'slots') = 'number'
             THEN least(greatest((data ->> 'slots')::numeric, 0), 100000)::bigint ELSE 0 END
         FROM told WHERE type = 'capture.missed'
       )
       INSERT INTO capture_hour AS h (organisation_id, camera_id, hour, outcome, site_id, slots)
       SELECT $1, c.id, date_trunc('hour', t.slot_at, 'UTC'), t.outcome, c.site_id, sum(t.slots)
       FROM counted t JOIN camera c ON c.organisation_id = $1 AND c.id = t.camera_id
       -- A clock that shows another year says nothing of this one's slots.
       WHERE t.slots > 0 AND t.slot_at BETWEEN t.at - interval '400 days' AND t.at + interval '1 day'
       GROUP BY c.id, date_trunc('hour', t.slot_at, 'UTC'), t.outcome, c.site_id
       ORDER BY 2, 3, 4
       ON CONFLICT (organisation_id, camera_id, hour, outcome)
         DO UPDATE SET slots = h.slots + excluded.slots`,
      [organisationId, from, to],
    );
  }

  /**
   * Writes down how many slots the schedules have in each hour that has ended since: as they are by then, so
   * that a schedule which is changed later does not change what was expected. The place is locked.
   */
  async plan(tx: TenantSql, organisationId: string, nowMs: number): Promise<void> {
    const [place] = await tx.query<{ planned: Date | null }[]>(
      'SELECT planned_until AS planned FROM analytics_position WHERE organisation_id = $1',
      [organisationId],
    );
    const untilMs = Math.floor(nowMs / hourMs) * hourMs;
    const fromMs = Math.max(
      place?.planned?.getTime() ?? untilMs - hourMs,
      untilMs - hoursMax * hourMs,
    );
    if (fromMs >= untilMs) return;
    const cameras = await tx.query<PlannedCamera[]>(
      `SELECT c.id, c.site_id AS "siteId", c.created_at AS "createdAt",
         c.configuration -> 'schedules' AS schedules, s.latitude, s.longitude,
         s.time_zone AS "timeZone"
       FROM camera c JOIN site s ON s.organisation_id = c.organisation_id AND s.id = c.site_id
       WHERE c.organisation_id = $1 AND c.archived_at IS NULL`,
      [organisationId],
    );
    const rows = cameras.flatMap((camera) => plannedHours(camera, fromMs, untilMs));
    await tx.query(
      `INSERT INTO capture_hour (organisation_id, camera_id, hour, outcome, site_id, slots)
       SELECT $1, r.camera_id, r.hour, 'expected', r.site_id, r.slots
       FROM unnest($2::uuid[], $3::uuid[], $4::timestamptz[], $5::bigint[])
         AS r(camera_id, site_id, hour, slots)
       ON CONFLICT (organisation_id, camera_id, hour, outcome) DO UPDATE SET slots = excluded.slots`,
      [
        organisationId,
        rows.map(({ cameraId }) => cameraId),
        rows.map(({ siteId }) => siteId),
        rows.map(({ hour }) => new Date(hour).toISOString()),
        rows.map(({ slots }) => slots),
      ],
    );
    await tx.query('UPDATE analytics_position SET planned_until = $2 WHERE organisation_id = $1', [
      organisationId,
      new Date(untilMs).toISOString(),
    ]);
  }

  /** The hours of the last days in which anything was to be captured, over all cameras that are asked for. */
  async list(
    tx: TenantSql,
    organisationId: string,
    { days, siteId, cameraId }: { days: number; siteId: string | null; cameraId: string | null },
  ): Promise<CaptureHour[]> {
    const rows = await tx.query<
      (Omit<CaptureHour, 'reasons'> & { reasons: Record<string, number> | null })[]
    >(
      `WITH chosen AS (
         SELECT camera_id, hour, outcome, slots FROM capture_hour
         WHERE organisation_id = $1 AND hour >= date_trunc('hour', now(), 'UTC') - $2 * interval '1 day'
           AND ($3::uuid IS NULL OR site_id = $3) AND ($4::uuid IS NULL OR camera_id = $4)
       ), by_camera AS (
         SELECT camera_id, hour,
           coalesce(sum(slots) FILTER (WHERE outcome = 'expected'), 0) AS planned,
           coalesce(sum(slots) FILTER (WHERE outcome = 'captured'), 0) AS captured,
           coalesce(sum(slots) FILTER (WHERE outcome = 'late'), 0) AS late,
           coalesce(sum(slots) FILTER (WHERE outcome LIKE 'missed.%'), 0) AS missed
         FROM chosen GROUP BY camera_id, hour
       ), summed AS (
         -- What a camera has too much of (a frame that somebody asked for) makes up for no other.
         SELECT hour, sum(greatest(planned, captured + missed))::float8 AS expected,
           sum(captured)::float8 AS captured, sum(late)::float8 AS late, sum(missed)::float8 AS missed,
           sum(greatest(planned - captured - missed, 0))::float8 AS unexplained
         FROM by_camera GROUP BY hour
       ), why AS (
         SELECT hour, jsonb_object_agg(substr(outcome, 8), slots) AS reasons
         FROM (SELECT hour, outcome, sum(slots) AS slots FROM chosen
           WHERE outcome LIKE 'missed.%' GROUP BY hour, outcome) m GROUP BY hour
       )
       SELECT hour, expected, captured, late, missed, unexplained, reasons
       FROM summed LEFT JOIN why USING (hour) ORDER BY hour`,
      [organisationId, days, siteId, cameraId],
    );
    return rows.map((row) => ({ ...row, reasons: row.reasons ?? {} }));
  }
}

function plannedHours(camera: PlannedCamera, fromMs: number, untilMs: number) {
  const rows: { cameraId: string; siteId: string; hour: number; slots: number }[] = [];
  const beganMs = camera.createdAt.getTime();
  for (let hour = fromMs; hour < untilMs; hour += hourMs) {
    if (hour + hourMs <= beganMs) continue;
    const slots = slotsOf(camera, Math.max(hour, beganMs), hour + hourMs);
    if (slots > 0) rows.push({ cameraId: camera.id, siteId: camera.siteId, hour, slots });
  }
  return rows;
}

/** A camera of before schedules were checked may have one that cannot be computed: nothing is expected of it. */
function slotsOf({ schedules, ...place }: PlannedCamera, fromMs: number, toMs: number): number {
  try {
    return countSlots(schedules, place, fromMs, toMs);
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}
