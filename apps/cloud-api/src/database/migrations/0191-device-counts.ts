import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';

/** Numbers alone, for the metrics of the installation. As `presenceOf` says it. */
const counts: LookupFunction = {
  name: 'eyrie_count_devices',
  parameters: [],
  returns: 'TABLE (site_id uuid, total bigint, online bigint, offline bigint)',
  body: `SELECT d.site_id, count(*),
      count(*) FILTER (WHERE p.known AND p.silent <= p.beat * interval '2.5 s'),
      count(*) FILTER (WHERE NOT p.known
        OR p.silent >= greatest(interval '90 s', p.beat * interval '4 s')
        OR (p.silent > p.beat * interval '2.5 s' AND d.role <> 'coordinator'
            AND s.connected IS FALSE))
    FROM public.device d
    JOIN public.device_state s
      ON s.organisation_id = d.organisation_id AND s.device_id = d.id
    JOIN public.device_configuration c
      ON c.organisation_id = d.organisation_id AND c.device_id = d.id
    CROSS JOIN LATERAL (SELECT now() - s.last_seen_at AS silent, c.heartbeat_seconds AS beat,
      d.quarantined_at IS NULL AS known) p
    WHERE d.revoked_at IS NULL
    GROUP BY d.site_id`,
};

export class DeviceCounts1763700000191 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await openToLookups(
      runner,
      'device_state',
      'organisation_id, device_id, last_seen_at, connected',
    );
    await openToLookups(
      runner,
      'device_configuration',
      'organisation_id, device_id, heartbeat_seconds',
    );
    await createLookups(runner, [counts]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_count_devices()');
    for (const table of ['device_state', 'device_configuration']) {
      await runner.query(`DROP POLICY ${table}_lookup ON ${table}`);
      await runner.query(`REVOKE ALL ON ${table} FROM eyrie_lookup`);
    }
  }
}
