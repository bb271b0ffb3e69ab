import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole } from '../roles.ts';

const statements = [
  // Not logged, since it is written often and worth little: a crash of Postgres empties it.
  `CREATE UNLOGGED TABLE limit_counter (
    key text NOT NULL,
    holder text NOT NULL DEFAULT '',
    amount bigint NOT NULL,
    blocked_until timestamptz,
    expires_at timestamptz NOT NULL,
    CONSTRAINT limit_counter_pk PRIMARY KEY (key, holder)
  ) WITH (fillfactor = 70)`,
  'CREATE INDEX limit_counter_expires_ix ON limit_counter (expires_at)',
  `GRANT SELECT, INSERT, UPDATE, DELETE ON limit_counter TO ${appRole}`,
  // A function, so that what the others hold is read after the lock was had: one statement would
  // read it as it was before it waited.
  `CREATE FUNCTION eyrie_hold_places(
      wanted_key text, wanted_holder text, wanted bigint, most bigint, ttl interval)
    RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      others bigint;
      held bigint;
    BEGIN
      PERFORM pg_advisory_xact_lock(hashtextextended(wanted_key, 720172412));
      SELECT coalesce(sum(amount), 0) INTO others FROM public.limit_counter
        WHERE key = wanted_key AND holder <> wanted_holder AND expires_at > clock_timestamp();
      held := least(wanted, greatest(0, most - others));
      IF held = 0 THEN
        DELETE FROM public.limit_counter WHERE key = wanted_key AND holder = wanted_holder;
      ELSE
        INSERT INTO public.limit_counter (key, holder, amount, expires_at)
          VALUES (wanted_key, wanted_holder, held, clock_timestamp() + ttl)
          ON CONFLICT (key, holder) DO UPDATE
            SET amount = EXCLUDED.amount, expires_at = EXCLUDED.expires_at;
      END IF;
      RETURN held;
    END $$`,
  'REVOKE ALL ON FUNCTION eyrie_hold_places(text, text, bigint, bigint, interval) FROM PUBLIC',
  `GRANT EXECUTE ON FUNCTION eyrie_hold_places(text, text, bigint, bigint, interval) TO ${appRole}`,
];

/** Where limits are counted for all replicas when there is no Redis. */
export class LimitCounters1763700000190 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_hold_places(text, text, bigint, bigint, interval)');
    await runner.query('DROP TABLE limit_counter');
  }
}
