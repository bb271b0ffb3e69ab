import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole } from '../roles.ts';
import { protectTenantTable } from '../tenant-table.ts';

/** See docs/decisions/0005: why months of `received_at`, and why no unique keys or foreign keys here. */
const records = [
  `CREATE TABLE receipt (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    boot_epoch uuid NOT NULL,
    have int8multirange NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT receipt_pk PRIMARY KEY (organisation_id, device_id, boot_epoch),
    CONSTRAINT receipt_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
  `CREATE TABLE telemetry (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    boot_epoch uuid NOT NULL,
    sequence bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    cpu_percent double precision NOT NULL,
    memory_used_bytes double precision NOT NULL,
    memory_total_bytes double precision NOT NULL,
    disk_used_bytes double precision NOT NULL,
    disk_total_bytes double precision NOT NULL,
    temperature_c double precision,
    uptime_seconds double precision NOT NULL,
    version text NOT NULL,
    backlog_records bigint NOT NULL,
    backlog_blobs bigint NOT NULL,
    backlog_blob_bytes double precision NOT NULL,
    CONSTRAINT telemetry_pk
      PRIMARY KEY (organisation_id, device_id, received_at, boot_epoch, sequence)
  ) PARTITION BY RANGE (received_at)`,
  `CREATE TABLE telemetry_default PARTITION OF telemetry DEFAULT`,
  `CREATE TABLE frame (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    site_id uuid NOT NULL,
    device_id uuid NOT NULL,
    camera_id uuid NOT NULL,
    boot_epoch uuid NOT NULL,
    sequence bigint NOT NULL,
    slot_at timestamptz NOT NULL,
    captured_at timestamptz NOT NULL,
    scene_at timestamptz,
    clock_trusted boolean NOT NULL,
    image_sha256 bytea NOT NULL,
    image_bytes bigint NOT NULL,
    thumbnail_sha256 bytea NOT NULL,
    width_px bigint NOT NULL,
    height_px bigint NOT NULL,
    shutter_us double precision NOT NULL,
    gain double precision NOT NULL,
    luminance double precision NOT NULL,
    sharpness double precision NOT NULL,
    sun_altitude_deg double precision NOT NULL,
    sun_azimuth_deg double precision NOT NULL,
    CONSTRAINT frame_pk PRIMARY KEY (organisation_id, id, received_at)
  ) PARTITION BY RANGE (received_at)`,
  `CREATE TABLE frame_default PARTITION OF frame DEFAULT`,
  `CREATE INDEX frame_camera_ix ON frame (organisation_id, camera_id, captured_at DESC, id DESC)`,
  `CREATE INDEX frame_image_ix ON frame (organisation_id, image_sha256)`,
  `CREATE INDEX frame_thumbnail_ix ON frame (organisation_id, thumbnail_sha256)`,
  // The newest frame of a camera, so that a page of cameras needs no search through frames.
  `CREATE TABLE camera_state (
    organisation_id uuid NOT NULL,
    camera_id uuid NOT NULL,
    frames_total bigint NOT NULL,
    last_frame_id uuid NOT NULL,
    last_frame_received_at timestamptz NOT NULL,
    last_frame_at timestamptz NOT NULL,
    CONSTRAINT camera_state_pk PRIMARY KEY (organisation_id, camera_id),
    CONSTRAINT camera_state_camera_fk FOREIGN KEY (organisation_id, camera_id)
      REFERENCES camera (organisation_id, id)
  )`,
  `CREATE TABLE timelapse (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    device_id uuid NOT NULL,
    camera_id uuid NOT NULL,
    from_at timestamptz NOT NULL,
    to_at timestamptz NOT NULL,
    frames bigint NOT NULL,
    skipped_frames bigint NOT NULL,
    fps double precision NOT NULL,
    duration_seconds double precision NOT NULL,
    width_px bigint NOT NULL,
    height_px bigint NOT NULL,
    codec text NOT NULL,
    video_sha256 bytea NOT NULL,
    video_bytes bigint NOT NULL,
    poster_sha256 bytea NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT timelapse_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT timelapse_camera_fk FOREIGN KEY (organisation_id, camera_id)
      REFERENCES camera (organisation_id, id)
  )`,
  `CREATE INDEX timelapse_created_ix ON timelapse (organisation_id, created_at DESC, id DESC)`,
  `CREATE INDEX timelapse_camera_ix ON timelapse (organisation_id, camera_id, created_at DESC, id DESC)`,
  `CREATE INDEX timelapse_video_ix ON timelapse (organisation_id, video_sha256)`,
  `CREATE INDEX timelapse_poster_ix ON timelapse (organisation_id, poster_sha256)`,
  // What a device sent and nobody can read: kept as text, since it may be no valid JSON for Postgres.
  `CREATE TABLE refused_record (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    device_id uuid NOT NULL,
    boot_epoch text NOT NULL,
    sequence text NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    record text NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT refused_record_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT refused_record_site_fk FOREIGN KEY (organisation_id, site_id)
      REFERENCES site (organisation_id, id)
  )`,
  `CREATE TABLE blob (
    organisation_id uuid NOT NULL,
    sha256 bytea NOT NULL,
    bytes bigint NOT NULL,
    media_type text NOT NULL,
    device_id uuid NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT blob_pk PRIMARY KEY (organisation_id, sha256),
    CONSTRAINT blob_sha256_ck CHECK (length(sha256) = 32),
    CONSTRAINT blob_device_fk FOREIGN KEY (organisation_id, device_id)
      REFERENCES device (organisation_id, id)
  )`,
];

const ensureRecords = `CREATE FUNCTION eyrie_ensure_record_partitions(months_ahead integer)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
  DECLARE month timestamptz;
  BEGIN
    PERFORM pg_advisory_xact_lock(720172411);
    FOR i IN 0..months_ahead LOOP
      month := date_trunc('month', now()) + i * interval '1 month';
      PERFORM public.eyrie_ensure_partition(
        parent, to_char(month, '"m"YYYYMM'), month, month + interval '1 month')
      FROM unnest(ARRAY['telemetry', 'frame']) AS parent;
    END LOOP;
  END $$`;

const readWrite = ['SELECT', 'INSERT', 'UPDATE'] as const;
const append = ['SELECT', 'INSERT'] as const;

export class RecordsAndMedia1763700000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...records, ensureRecords]) await runner.query(sql);
    for (const table of ['receipt', 'camera_state']) {
      await protectTenantTable(runner, table, { privileges: readWrite });
    }
    for (const table of ['telemetry', 'frame', 'timelapse', 'refused_record', 'blob']) {
      await protectTenantTable(runner, table, { privileges: append });
    }
    await runner.query(
      `REVOKE ALL ON FUNCTION eyrie_ensure_record_partitions(integer) FROM PUBLIC`,
    );
    await runner.query(
      `GRANT EXECUTE ON FUNCTION eyrie_ensure_record_partitions(integer) TO ${appRole}`,
    );
    await runner.query('SELECT eyrie_ensure_record_partitions(3)');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'blob',
      'refused_record',
      'timelapse',
      'camera_state',
      'frame',
      'telemetry',
      'receipt',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
    await runner.query('DROP FUNCTION eyrie_ensure_record_partitions(integer)');
  }
}
