import { Injectable } from '@nestjs/common';
import type { AnalyticsFigures } from '@eyrie/contracts';
import type { TenantSql } from '../tenancy/index.ts';

export interface AnalyticsSpan {
  readonly days: number;
  /** UUID; null: all that the caller may see. */
  readonly siteId: string | null;
}

type Figures = Omit<AnalyticsFigures, 'expected'>;
type Raw<Row> = { [Name in keyof Row]: Row[Name] | string };

const sums = `sum(a.captured) AS captured, sum(a.late) AS late, sum(a.missed) AS missed,
  sum(a.frame_bytes) AS frame_bytes, sum(a.stored_bytes) AS stored_bytes,
  sum(5 * bit_count(a.heard)) FILTER (WHERE d.role = 'worker') AS heard_minutes`;

const firstDay = `((now() AT TIME ZONE 'UTC')::date - ($2::integer - 1))`;

/** Minutes between two instants; none where the first is later. */
const minutes = (from: string, to: string) =>
  `ceil(greatest(0, extract(epoch FROM ${to} - ${from})) / 300) * 5`;

/** A worker is due from its enrolment to its end. */
const begun = `d.created_at`;
const ended = `coalesce(d.revoked_at, now())`;

const inSite = `($3::uuid IS NULL OR d.site_id = $3::uuid)`;

@Injectable()
export class AnalyticsRepository {
  async listDays(
    tx: TenantSql,
    organisationId: string,
    { days, siteId }: AnalyticsSpan,
  ): Promise<(Figures & { day: string })[]> {
    const rows = await tx.query<Raw<Figures & { day: string }>[]>(
      `WITH span AS (
         SELECT day::date AS day, day::timestamp AT TIME ZONE 'UTC' AS starts
         FROM generate_series(${firstDay}::timestamp, (now() AT TIME ZONE 'UTC')::date::timestamp,
           interval '1 day') AS day
       ), worker AS (SELECT ${begun} AS begun, ${ended} AS ended FROM device d
         WHERE d.organisation_id = $1 AND d.role = 'worker' AND ${inSite}
       ), due AS (
         SELECT s.day, sum(${minutes(
           'greatest(w.begun, s.starts)',
           "least(w.ended, s.starts + interval '1 day')",
         )}) AS minutes
         FROM span s JOIN worker w ON w.begun < s.starts + interval '1 day' AND w.ended > s.starts
         GROUP BY s.day
       ), summed AS (
         SELECT a.day, ${sums} FROM analytics_day a
         JOIN device d ON d.organisation_id = a.organisation_id AND d.id = a.device_id
         WHERE a.organisation_id = $1 AND a.day >= ${firstDay} AND ${inSite} GROUP BY a.day
       )
       SELECT span.day::text AS day, captured, late, missed, frame_bytes, stored_bytes,
         heard_minutes, due.minutes AS due_minutes
       FROM span LEFT JOIN summed USING (day) LEFT JOIN due USING (day) ORDER BY span.day`,
      [organisationId, days, siteId],
    );
    return rows.map((row) => ({ ...numbers(row), day: row.day }));
  }

  async listGroups(
    tx: TenantSql,
    organisationId: string,
    { days, siteId, by }: AnalyticsSpan & { by: 'site' | 'device' },
  ): Promise<(Figures & { id: string; name: string; held_bytes: number })[]> {
    const [id, name] = by === 'site' ? ['d.site_id', 's.name'] : ['d.id', 'd.name'];
    const rows = await tx.query<Raw<Figures & { id: string; name: string; held_bytes: number }>[]>(
      `WITH held AS (SELECT device_id, sum(bytes) AS bytes FROM blob
         WHERE organisation_id = $1 GROUP BY device_id
       ), summed AS (SELECT a.device_id, ${sums.replaceAll("FILTER (WHERE d.role = 'worker')", '')}
         FROM analytics_day a WHERE a.organisation_id = $1 AND a.day >= ${firstDay}
         GROUP BY a.device_id)
       SELECT ${id} AS id, ${name} AS name, sum(captured) AS captured, sum(late) AS late,
         sum(missed) AS missed, sum(frame_bytes) AS frame_bytes, sum(stored_bytes) AS stored_bytes,
         sum(heard_minutes) FILTER (WHERE d.role = 'worker') AS heard_minutes,
         sum(${minutes(
           `greatest(${begun}, ${firstDay}::timestamp AT TIME ZONE 'UTC')`,
           ended,
         )}) FILTER (WHERE d.role = 'worker') AS due_minutes,
         sum(held.bytes) AS held_bytes
       FROM device d JOIN site s ON s.organisation_id = d.organisation_id AND s.id = d.site_id
       LEFT JOIN summed ON summed.device_id = d.id LEFT JOIN held ON held.device_id = d.id
       WHERE d.organisation_id = $1 AND ${inSite}
       GROUP BY ${id}, ${name} ORDER BY sum(missed) DESC NULLS LAST, ${name}, ${id} LIMIT 500`,
      [organisationId, days, siteId],
    );
    return rows.map((row) => ({
      ...numbers(row),
      id: row.id,
      name: row.name,
      held_bytes: Number(row.held_bytes),
    }));
  }
}

function numbers(row: Raw<Figures>): Figures {
  return {
    captured: Number(row.captured),
    late: Number(row.late),
    missed: Number(row.missed),
    frame_bytes: Number(row.frame_bytes),
    stored_bytes: Number(row.stored_bytes),
    heard_minutes: Number(row.heard_minutes),
    due_minutes: Number(row.due_minutes),
  };
}
