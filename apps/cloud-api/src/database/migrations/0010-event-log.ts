import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole } from '../roles.ts';
import { protectTenantTable } from '../tenant-table.ts';

const streamEvent = [
  // A day is one partition: the log is kept for days, and dropping a table costs nothing.
  // No foreign keys: a row names what was, and the writer has checked it in the same transaction.
  `CREATE TABLE stream_event (
    organisation_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    happened_at timestamptz NOT NULL,
    site_id uuid,
    device_id uuid,
    camera_id uuid,
    sequence_number bigint NOT NULL,
    priority text NOT NULL,
    ttl_seconds double precision,
    data jsonb NOT NULL,
    CONSTRAINT stream_event_pk PRIMARY KEY (organisation_id, seq, at)
  ) PARTITION BY RANGE (at)`,
  // Takes what comes when nobody has made the day's partition in time.
  `CREATE TABLE stream_event_default PARTITION OF stream_event DEFAULT`,
];

/**
 * The schema's owner makes and drops partitions; the app role may only ask for it. Partitions get no
 * grants of their own: row-level security lives on the parent, and nobody but the owner may go past it.
 * A lock that is not to be had within seconds is left for the next attempt.
 */
const settings = `LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s'`;

const ensurePartition = `CREATE FUNCTION eyrie_ensure_partition(
    parent text, suffix text, from_at timestamptz, to_at timestamptz)
  RETURNS void ${settings} AS $$
  BEGIN
    IF to_regclass(format('public.%I', parent || '_' || suffix)) IS NOT NULL THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
                   parent || '_' || suffix, parent, from_at, to_at);
  EXCEPTION
    -- The default partition holds rows of that time already; they stay where they are.
    WHEN check_violation THEN RAISE WARNING 'partition % of % is late', suffix, parent;
  END $$`;

const ensureStream = `CREATE FUNCTION eyrie_ensure_stream_partitions(days_ahead integer)
  RETURNS void ${settings} AS $$
  DECLARE day timestamptz;
  BEGIN
    -- Replicas that start together take turns.
    PERFORM pg_advisory_xact_lock(720172411);
    FOR i IN 0..days_ahead LOOP
      day := date_trunc('day', now()) + i * interval '1 day';
      PERFORM public.eyrie_ensure_partition(
        'stream_event', to_char(day, '"d"YYYYMMDD'), day, day + interval '1 day');
    END LOOP;
  END $$`;

const pruneStream = `CREATE FUNCTION eyrie_prune_stream(days_kept integer)
  RETURNS integer ${settings} AS $$
  DECLARE
    day text;
    dropped integer := 0;
    oldest timestamptz := date_trunc('day', now()) - days_kept * interval '1 day';
  BEGIN
    PERFORM pg_advisory_xact_lock(720172411);
    FOR day IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'public.stream_event'::regclass AND c.relname ~ '_d[0-9]{8}$'
        AND to_date(right(c.relname, 8), 'YYYYMMDD') < oldest
    LOOP
      EXECUTE format('DROP TABLE public.%I', day);
      dropped := dropped + 1;
    END LOOP;
    DELETE FROM public.stream_event_default WHERE at < oldest;
    RETURN dropped;
  END $$`;

const signatures = {
  eyrie_ensure_partition: 'text, text, timestamptz, timestamptz',
  eyrie_ensure_stream_partitions: 'integer',
  eyrie_prune_stream: 'integer',
} as const;

export class EventLog1763700000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...streamEvent, ensurePartition, ensureStream, pruneStream]) {
      await runner.query(sql);
    }
    await protectTenantTable(runner, 'stream_event', { privileges: ['SELECT', 'INSERT'] });
    for (const [name, parameters] of Object.entries(signatures)) {
      await runner.query(`REVOKE ALL ON FUNCTION ${name}(${parameters}) FROM PUBLIC`);
    }
    await runner.query(
      `GRANT EXECUTE ON FUNCTION eyrie_ensure_stream_partitions(integer),
         eyrie_prune_stream(integer) TO ${appRole}`,
    );
    await runner.query('SELECT eyrie_ensure_stream_partitions(14)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE stream_event');
    for (const [name, parameters] of Object.entries(signatures)) {
      await runner.query(`DROP FUNCTION ${name}(${parameters})`);
    }
  }
}
