import type { QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';
import type { Migration } from '../migration.ts';
import { appRole, lookupRole } from '../roles.ts';

/**
 * Numbers alone, for the metrics of the installation: how long each site in use has been silent, and what
 * became of its slots in the last six whole hours. What a camera has too much of makes up for no other.
 */
const siteStates: LookupFunction = {
  name: 'eyrie_site_states',
  parameters: [],
  returns: 'TABLE (site_id uuid, silent_seconds float8, expected bigint, captured bigint)',
  body: `WITH slots AS (
      SELECT c.organisation_id, c.site_id, sum(h.expected)::bigint AS expected,
        sum(least(h.captured, h.expected))::bigint AS captured
      FROM public.camera c
      CROSS JOIN LATERAL (
        SELECT coalesce(sum(k.slots) FILTER (WHERE k.outcome = 'expected'), 0) AS expected,
          coalesce(sum(k.slots) FILTER (WHERE k.outcome = 'captured'), 0) AS captured
        FROM public.capture_hour k
        WHERE k.organisation_id = c.organisation_id AND k.camera_id = c.id
          AND k.hour >= date_trunc('hour', now(), 'UTC') - interval '6 hours'
          AND k.hour < date_trunc('hour', now(), 'UTC')) h
      WHERE c.archived_at IS NULL
      GROUP BY c.organisation_id, c.site_id)
    SELECT s.id, extract(epoch FROM now() - s.report_at)::float8,
      coalesce(k.expected, 0), coalesce(k.captured, 0)
    FROM public.site s
    LEFT JOIN slots k ON k.organisation_id = s.organisation_id AND k.site_id = s.id
    WHERE s.archived_at IS NULL AND s.report_at IS NOT NULL`,
};

const opened = {
  site: 'organisation_id, id, report_at, archived_at',
  camera: 'organisation_id, id, site_id, archived_at',
  capture_hour: 'organisation_id, camera_id, hour, outcome, slots',
};

/** What alerts about sites and backups need to know. */
export class WhatIsWatched1763700000290 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(opened)) {
      await openToLookups(runner, table, columns);
    }
    await createLookups(runner, [siteStates]);
    // One row, by whatever keeps the backups; none where nothing ever has.
    await runner.query(`CREATE TABLE backup_state (
      id boolean NOT NULL DEFAULT true,
      kept_until timestamptz,
      base_at timestamptz,
      base_every_seconds integer,
      CONSTRAINT backup_state_pk PRIMARY KEY (id),
      CONSTRAINT backup_state_id_ck CHECK (id)
    )`);
    await runner.query(`GRANT SELECT ON backup_state TO ${appRole}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE backup_state');
    await runner.query('DROP FUNCTION eyrie_site_states()');
    for (const table of Object.keys(opened)) {
      await runner.query(`DROP POLICY ${table}_lookup ON ${table}`);
      await runner.query(`REVOKE ALL ON ${table} FROM ${lookupRole}`);
    }
  }
}
