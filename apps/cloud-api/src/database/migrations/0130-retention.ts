import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole, lookupRole } from '../roles.ts';
import { protectTenantTable } from '../tenant-table.ts';

const tables = [
  `CREATE TABLE retention_policy (
    organisation_id uuid NOT NULL,
    frame_days integer,
    telemetry_days integer,
    event_days integer NOT NULL,
    media_bytes_max bigint,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT retention_policy_pk PRIMARY KEY (organisation_id),
    CONSTRAINT retention_policy_organisation_fk FOREIGN KEY (organisation_id)
      REFERENCES organisation (id)
  )`,
  `CREATE TABLE retention_run (
    organisation_id uuid NOT NULL,
    started_at timestamptz NOT NULL,
    finished_at timestamptz,
    frames_deleted bigint NOT NULL DEFAULT 0,
    telemetry_deleted bigint NOT NULL DEFAULT 0,
    events_deleted bigint NOT NULL DEFAULT 0,
    blobs_deleted bigint NOT NULL DEFAULT 0,
    bytes_freed bigint NOT NULL DEFAULT 0,
    CONSTRAINT retention_run_pk PRIMARY KEY (organisation_id),
    CONSTRAINT retention_run_organisation_fk FOREIGN KEY (organisation_id)
      REFERENCES organisation (id)
  )`,
  // No foreign key: a frame's key has its time of arrival, which nobody who pins it knows.
  `CREATE TABLE frame_pin (
    organisation_id uuid NOT NULL,
    frame_id uuid NOT NULL,
    pinned_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT frame_pin_pk PRIMARY KEY (organisation_id, frame_id)
  )`,
  // Rows arrive in the order of this column, so that a few pages of index find the oldest.
  `CREATE INDEX frame_received_ix ON frame USING brin (received_at)`,
  `CREATE INDEX telemetry_received_ix ON telemetry USING brin (received_at)`,
];

/**
 * Retention runs for each organisation by itself, under its row-level security; only who there is has
 * to be known before. Months that are past for everybody are dropped whole: telemetry by age, frames
 * where nothing is left in them, since some may be pinned.
 */
const functions = [
  {
    owner: lookupRole,
    signature: 'eyrie_list_organisations()',
    sql: `CREATE FUNCTION eyrie_list_organisations() RETURNS SETOF uuid
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $$ SELECT id FROM public.organisation ORDER BY id $$`,
  },
  {
    owner: lookupRole,
    signature: 'eyrie_longest_telemetry_days(integer)',
    // Null where somebody keeps it for ever.
    sql: `CREATE FUNCTION eyrie_longest_telemetry_days(default_days integer) RETURNS integer
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
      AS $$ SELECT CASE WHEN bool_and(days IS NOT NULL) THEN max(days) END FROM (
        SELECT CASE WHEN p.organisation_id IS NULL THEN default_days ELSE p.telemetry_days END AS days
        FROM public.organisation o
        LEFT JOIN public.retention_policy p ON p.organisation_id = o.id) AS kept $$`,
  },
  {
    owner: null,
    signature: 'eyrie_drop_record_partitions(timestamptz)',
    sql: `CREATE FUNCTION eyrie_drop_record_partitions(telemetry_before timestamptz) RETURNS integer
      LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $$
      DECLARE part record; month_end timestamptz; is_past boolean; dropped integer := 0;
      BEGIN
        PERFORM pg_advisory_xact_lock(720172411);
        FOR part IN
          SELECT c.relname AS name, i.inhparent::regclass::text AS parent
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent IN ('public.telemetry'::regclass, 'public.frame'::regclass)
            AND c.relname ~ '_m[0-9]{6}$'
        LOOP
          month_end := to_date(right(part.name, 6), 'YYYYMM')::timestamptz + interval '1 month';
          CONTINUE WHEN month_end > date_trunc('month', now());
          is_past := part.parent = 'telemetry' AND telemetry_before >= month_end;
          IF NOT coalesce(is_past, false) THEN
            EXECUTE format('SELECT NOT EXISTS (SELECT 1 FROM public.%I)', part.name) INTO is_past;
          END IF;
          IF is_past THEN
            EXECUTE format('DROP TABLE public.%I', part.name);
            dropped := dropped + 1;
          END IF;
        END LOOP;
        RETURN dropped;
      END $$`,
  },
];

const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
const shrinking = ['frame', 'telemetry', 'stream_event', 'blob'];

export class Retention1763700000130 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of tables) await runner.query(sql);
    for (const table of ['retention_policy', 'retention_run', 'frame_pin']) {
      await protectTenantTable(runner, table, { privileges: all });
    }
    await runner.query(`GRANT DELETE ON ${shrinking.join(', ')} TO ${appRole}`);
    // Bytes that are asked for anew are young again.
    await runner.query(`GRANT UPDATE (stored_at) ON blob TO ${appRole}`);
    await runner.query(
      `GRANT SELECT (organisation_id, telemetry_days) ON retention_policy TO ${lookupRole}`,
    );
    await runner.query(
      `CREATE POLICY retention_policy_lookup ON retention_policy FOR SELECT TO ${lookupRole} USING (true)`,
    );
    await runner.query(`GRANT CREATE ON SCHEMA public TO ${lookupRole}`);
    for (const { sql, signature, owner } of functions) {
      await runner.query(sql);
      await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${appRole}`);
      if (owner) await runner.query(`ALTER FUNCTION ${signature} OWNER TO ${owner}`);
    }
    await runner.query(`REVOKE CREATE ON SCHEMA public FROM ${lookupRole}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { signature } of functions) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query(`REVOKE DELETE ON ${shrinking.join(', ')} FROM ${appRole}`);
    await runner.query(`REVOKE UPDATE (stored_at) ON blob FROM ${appRole}`);
    await runner.query('DROP INDEX frame_received_ix, telemetry_received_ix');
    await runner.query('DROP TABLE frame_pin, retention_run, retention_policy');
  }
}
