import { Injectable } from '@nestjs/common';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import type { DeviceStanding } from '../device-tokens/index.ts';
import type { TenantSql } from '../tenancy/index.ts';
import { arrayLiteral } from './array-literal.ts';
import { batchInsert } from './batch-insert.ts';
import type { SiteKnowledge } from './record-check.ts';
import type { RefusedRecord } from './batch-plan.ts';
import type { Arrival, frameRow, readingRow, telemetryRow, timelapseRow } from './record-rows.ts';

/** A refused record is kept for people to look at, not as a way to fill the disk. */
const refusedTextMax = 16_384;

/** What of a device's newest telemetry its state shows. */
export interface DeviceHealthRow {
  device_id: string;
  health_at: string | null;
  health: object | null;
  version: string | null;
}

/** What is known of a site when a batch of it comes in. */
export interface SiteBefore extends SiteKnowledge {
  /** RFC 3339. */
  readonly receivedAt: string;
  /** Counts up whenever Postgres goes on from an earlier moment. */
  readonly history: number | null;
  /** Null where the coordinator is not let in any more. */
  readonly coordinatorStanding: DeviceStanding | null;
}

const telemetryInsert = batchInsert('telemetry', {
  common: ['organisation_id', 'received_at'],
  repeated: { device_id: 'uuid', boot_epoch: 'uuid', version: 'text' },
  own: {
    sequence: 'bigint',
    recorded_at: 'timestamptz',
    cpu_percent: 'float8',
    memory_used_bytes: 'float8',
    memory_total_bytes: 'float8',
    disk_used_bytes: 'float8',
    disk_total_bytes: 'float8',
    temperature_c: 'float8',
    uptime_seconds: 'float8',
    backlog_records: 'bigint',
    backlog_blobs: 'bigint',
    backlog_blob_bytes: 'float8',
    condition: 'jsonb',
  },
});

const frameInsert = batchInsert('frame', {
  common: ['organisation_id', 'received_at', 'site_id'],
  repeated: { device_id: 'uuid', camera_id: 'uuid', boot_epoch: 'uuid' },
  own: {
    id: 'uuid',
    sequence: 'bigint',
    slot_at: 'timestamptz',
    captured_at: 'timestamptz',
    scene_at: 'timestamptz',
    clock_trusted: 'boolean',
    image_sha256: 'bytea',
    image_bytes: 'bigint',
    thumbnail_sha256: 'bytea',
    width_px: 'bigint',
    height_px: 'bigint',
    shutter_us: 'float8',
    gain: 'float8',
    luminance: 'float8',
    sharpness: 'float8',
    sun_altitude_deg: 'float8',
    sun_azimuth_deg: 'float8',
    details: 'jsonb',
  },
});

const readingInsert = batchInsert('sensor_reading', {
  common: ['organisation_id', 'received_at', 'site_id'],
  repeated: { device_id: 'uuid', boot_epoch: 'uuid', sensor: 'text', quality: 'text' },
  own: { sequence: 'bigint', measured_at: 'timestamptz', measured: 'jsonb' },
});

/**
 * Inserts many rows by one statement each. What comes by the thousand goes as arrays (batch-insert.ts);
 * the rest as one JSON parameter, which Postgres reads as a table.
 */
@Injectable()
export class IngestRepository {
  async knowledgeOf(tx: TenantSql, coordinator: DevicePrincipal): Promise<SiteBefore> {
    const [row] = await tx.query<
      {
        devices: string[];
        cameras: { id: string; device: string }[];
        coordinator: DeviceStanding | null;
        now: Date;
        history: number | null;
      }[]
    >(
      // The name of a WAL file begins with its timeline. A standby names none, and takes no batch.
      `SELECT now(),
         CASE WHEN NOT pg_is_in_recovery() THEN
           ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int
         END AS history,
         ARRAY(SELECT id FROM device WHERE organisation_id = $1 AND site_id = $2
               AND revoked_at IS NULL) AS devices,
         ARRAY(SELECT json_build_object('id', id, 'device', device_id) FROM camera
               WHERE organisation_id = $1 AND site_id = $2) AS cameras,
         (SELECT json_build_object('site_id', site_id, 'role', role, 'public_key', public_key,
                 'previous_public_key', previous_public_key, 'run_id', run_id)
          FROM device WHERE organisation_id = $1 AND id = $3
            AND revoked_at IS NULL AND quarantined_at IS NULL) AS coordinator`,
      [coordinator.organisationId, coordinator.siteId, coordinator.deviceId],
    );
    if (!row) throw new Error('A SELECT without FROM gives one row.');
    return {
      devices: new Set(row.devices),
      deviceOfCamera: new Map(row.cameras.map(({ id, device }) => [id, device])),
      receivedAt: row.now.toISOString(),
      history: row.history,
      coordinatorStanding: row.coordinator,
    };
  }

  async insertTelemetry(
    tx: TenantSql,
    organisationId: string,
    { receivedAt }: Arrival,
    rows: readonly ReturnType<typeof telemetryRow>[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      telemetryInsert.sql,
      telemetryInsert.parameters([organisationId, receivedAt], rows),
    );
  }

  async insertFrames(
    tx: TenantSql,
    organisationId: string,
    { siteId, receivedAt }: Arrival,
    rows: readonly ReturnType<typeof frameRow>[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const common = [organisationId, receivedAt, siteId];
    const inserted = tx.query(frameInsert.sql, frameInsert.parameters(common, rows));
    // A camera's newest frame is the one that shows the latest time, except that no device's clock
    // can claim the future. Rows are taken in one order, so that batches cannot block each other.
    const updated = tx.query(
      `INSERT INTO camera_state AS s (organisation_id, camera_id, frames_total, last_frame_id,
         last_frame_received_at, last_frame_at)
       SELECT $1, camera_id, count(*),
         (array_agg(id ORDER BY least(captured_at, $2) DESC, id DESC))[1], $2,
         max(least(captured_at, $2))
       FROM unnest($3::uuid[], $4::uuid[], $5::timestamptz[]) AS r(id, camera_id, captured_at)
       GROUP BY camera_id ORDER BY camera_id
       ON CONFLICT (organisation_id, camera_id) DO UPDATE SET
         frames_total = s.frames_total + excluded.frames_total,
         (last_frame_id, last_frame_received_at, last_frame_at) =
           (SELECT n.* FROM (VALUES
              (excluded.last_frame_id, excluded.last_frame_received_at, excluded.last_frame_at),
              (s.last_frame_id, s.last_frame_received_at, s.last_frame_at)) AS n(id, received, at)
            ORDER BY n.at DESC, n.id DESC LIMIT 1)`,
      [
        organisationId,
        receivedAt,
        arrayLiteral(rows.map(({ id }) => id)),
        arrayLiteral(rows.map((row) => row.camera_id)),
        arrayLiteral(rows.map((row) => row.captured_at)),
      ],
    );
    await Promise.all([inserted, updated]);
  }

  async insertReadings(
    tx: TenantSql,
    organisationId: string,
    { siteId, receivedAt }: Arrival,
    rows: readonly ReturnType<typeof readingRow>[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      readingInsert.sql,
      readingInsert.parameters([organisationId, receivedAt, siteId], rows),
    );
  }

  /** A timelapse that is there already stays as it is. */
  async insertTimelapses(
    tx: TenantSql,
    organisationId: string,
    { siteId, receivedAt }: Arrival,
    rows: readonly ReturnType<typeof timelapseRow>[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO timelapse (organisation_id, created_at, site_id, id, device_id, camera_id,
         from_at, to_at, frames, skipped_frames, fps, duration_seconds, width_px, height_px, codec,
         video_sha256, video_bytes, poster_sha256)
       SELECT $1, $2, $3, r.* FROM json_to_recordset($4::json) AS r(id uuid, device_id uuid,
         camera_id uuid, from_at timestamptz, to_at timestamptz, frames bigint,
         skipped_frames bigint, fps double precision, duration_seconds double precision,
         width_px bigint, height_px bigint, codec text, video_sha256 bytea, video_bytes bigint,
         poster_sha256 bytea)
       ON CONFLICT (organisation_id, id) DO NOTHING`,
      [organisationId, receivedAt, siteId, JSON.stringify(rows)],
    );
  }

  async insertRefused(
    tx: TenantSql,
    organisationId: string,
    { siteId, receivedAt }: Arrival,
    refused: readonly RefusedRecord[],
  ): Promise<void> {
    if (refused.length === 0) return;
    const rows = refused.map(({ deviceId, sent, refusal }) => ({
      id: newUuid(),
      device_id: deviceId,
      boot_epoch: textOf(sent, 'bootEpoch'),
      sequence: textOf(sent, 'sequence'),
      code: refusal.code,
      reason: refusal.reason,
      // JSON in JSON: what Postgres cannot keep stays escaped.
      record: JSON.stringify(sent)
        .slice(0, refusedTextMax)
        .replace(/\p{Surrogate}$/u, ''),
    }));
    await tx.query(
      `INSERT INTO refused_record (organisation_id, received_at, site_id, id, device_id, boot_epoch,
         sequence, code, reason, record)
       SELECT $1, $2, $3, r.* FROM json_to_recordset($4::json) AS r(id uuid, device_id uuid,
         boot_epoch text, sequence text, code text, reason text, record text)`,
      [organisationId, receivedAt, siteId, JSON.stringify(rows)],
    );
  }

  /** The cloud has heard of these devices; health only replaces what is older. */
  async touchDevices(
    tx: TenantSql,
    organisationId: string,
    { receivedAt }: Arrival,
    rows: readonly DeviceHealthRow[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO device_state AS s (organisation_id, device_id, last_seen_at, health_at, health, version)
       SELECT $1, r.device_id, $2, CASE WHEN r.health_at > $2 THEN $2 ELSE r.health_at END, r.health, r.version
       FROM json_to_recordset($3::json) AS r(device_id uuid, health_at timestamptz, health jsonb,
         version text)
       ORDER BY r.device_id
       ON CONFLICT (organisation_id, device_id) DO UPDATE SET
         last_seen_at = greatest(s.last_seen_at, excluded.last_seen_at),
         (health_at, health, version) = (SELECT n.* FROM (VALUES
             (excluded.health_at, excluded.health, coalesce(excluded.version, s.version)),
             (s.health_at, s.health, s.version)) AS n(at, health, version)
           ORDER BY n.at DESC NULLS LAST LIMIT 1)`,
      [organisationId, receivedAt, JSON.stringify(rows)],
    );
  }
}

/** A field of what was sent, whatever it is, as a short text that Postgres can keep. */
function textOf(sent: object, field: string): string {
  const value = (sent as Record<string, unknown>)[field];
  return JSON.stringify(value ?? null)
    .slice(0, 64)
    .replace(/\p{Surrogate}$/u, '');
}
