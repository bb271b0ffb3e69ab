import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { appRole } from '../roles.ts';
import { limitToSites, protectTenantTable } from '../tenant-table.ts';

const readings = [
  // What a sensor read at one time; `measured` has a number for each quantity. As telemetry: by months
  // of arrival, without unique keys or foreign keys of its own.
  `CREATE TABLE sensor_reading (
    organisation_id uuid NOT NULL,
    device_id uuid NOT NULL,
    received_at timestamptz NOT NULL,
    boot_epoch uuid NOT NULL,
    sequence bigint NOT NULL,
    site_id uuid NOT NULL,
    sensor text NOT NULL,
    measured_at timestamptz NOT NULL,
    quality text NOT NULL,
    measured jsonb NOT NULL,
    CONSTRAINT sensor_reading_pk
      PRIMARY KEY (organisation_id, device_id, received_at, boot_epoch, sequence)
  ) PARTITION BY RANGE (received_at)`,
  `CREATE TABLE sensor_reading_default PARTITION OF sensor_reading DEFAULT`,
  `CREATE INDEX sensor_reading_received_ix ON sensor_reading USING brin (received_at)`,
];

const settings = `LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s'`;

const ensure = (parents: readonly string[]) =>
  `CREATE OR REPLACE FUNCTION eyrie_ensure_record_partitions(months_ahead integer)
  RETURNS void ${settings} AS $$
  DECLARE month timestamptz;
  BEGIN
    PERFORM pg_advisory_xact_lock(720172411);
    FOR i IN 0..months_ahead LOOP
      month := date_trunc('month', now()) + i * interval '1 month';
      PERFORM public.eyrie_ensure_partition(
        parent, to_char(month, '"m"YYYYMM'), month, month + interval '1 month')
      FROM unnest(ARRAY[${parents.map((parent) => `'${parent}'`).join(', ')}]) AS parent;
    END LOOP;
  END $$`;

const drop = (aged: readonly string[]) =>
  `CREATE OR REPLACE FUNCTION eyrie_drop_record_partitions(telemetry_before timestamptz)
  RETURNS integer ${settings} AS $$
  DECLARE part record; month_end timestamptz; is_past boolean; dropped integer := 0;
  BEGIN
    PERFORM pg_advisory_xact_lock(720172411);
    FOR part IN
      SELECT c.relname AS name, i.inhparent::regclass::text AS parent
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent IN (${[...aged, 'frame'].map((one) => `'public.${one}'::regclass`).join(', ')})
        AND c.relname ~ '_m[0-9]{6}$'
    LOOP
      month_end := to_date(right(part.name, 6), 'YYYYMM')::timestamptz + interval '1 month';
      CONTINUE WHEN month_end > date_trunc('month', now());
      is_past := part.parent <> 'frame' AND telemetry_before >= month_end;
      IF NOT coalesce(is_past, false) THEN
        EXECUTE format('SELECT NOT EXISTS (SELECT 1 FROM public.%I)', part.name) INTO is_past;
      END IF;
      IF is_past THEN
        EXECUTE format('DROP TABLE public.%I', part.name);
        dropped := dropped + 1;
      END IF;
    END LOOP;
    RETURN dropped;
  END $$`;

/** What the sensors of devices have read, kept as long as telemetry is. */
export class SensorReadings1763700000285 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of readings) await runner.query(sql);
    await protectTenantTable(runner, 'sensor_reading', {
      privileges: ['SELECT', 'INSERT', 'DELETE'],
    });
    await limitToSites(runner, 'sensor_reading');
    // Both do what they did before, and the same for one table more: whoever calls them need not know.
    await runner.query(ensure(['telemetry', 'frame', 'sensor_reading']));
    await runner.query(drop(['telemetry', 'sensor_reading']));
    await runner.query('SELECT eyrie_ensure_record_partitions(3)');
    for (const signature of [
      'eyrie_ensure_record_partitions(integer)',
      'eyrie_drop_record_partitions(timestamptz)',
    ]) {
      await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${appRole}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(ensure(['telemetry', 'frame']));
    await runner.query(drop(['telemetry']));
    await runner.query('DROP TABLE sensor_reading');
  }
}
