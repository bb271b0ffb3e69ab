import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';

/** What a layer says of the heartbeat: nothing (NULL), that what is above does not hold, or a number. */
const said = (layer: string) => `CASE
  WHEN jsonb_typeof(${layer}.settings -> 'telemetry') = 'null'
    OR jsonb_typeof(${layer}.settings #> '{telemetry,heartbeat_seconds}') = 'null' THEN 'removed'
  ELSE ${layer}.settings #>> '{telemetry,heartbeat_seconds}' END`;

/** Only what goes by the default: the last layer to say something has removed it, or none says anything. */
const goByDefault = `FROM device d
  LEFT JOIN configuration_layer own
    ON own.organisation_id = d.organisation_id AND own.target_id = d.id
  LEFT JOIN configuration_layer site
    ON site.organisation_id = d.organisation_id AND site.target_id = d.site_id
  LEFT JOIN configuration_layer organisation
    ON organisation.organisation_id = d.organisation_id
    AND organisation.target_id = d.organisation_id
  WHERE dc.organisation_id = $1 AND d.organisation_id = $1 AND dc.device_id = d.id
    AND d.role = 'worker' AND dc.heartbeat_seconds = $2
    AND coalesce(${said('own')}, ${said('site')}, ${said('organisation')}, 'removed') = 'removed'`;

/**
 * A heartbeat of workers each thirty seconds where nobody says otherwise; ten before. What devices go by is
 * another version for them, as after a change of settings: a worker takes nothing else. A replica of the
 * version before that hands a manifest out meanwhile still says ten with it: such a worker is only heard more
 * often than it has to be. Coordinators are heard by their leader's reports, and stay as they are.
 */
export class HeartbeatOfThirtySeconds1763700000286 implements Migration {
  readonly transaction = false;

  up(runner: QueryRunner): Promise<void> {
    return changeDefault(runner, 10, 30);
  }

  down(runner: QueryRunner): Promise<void> {
    return changeDefault(runner, 30, 10);
  }
}

/** Organisation by organisation, since row-level security is forced on the owner as well. May run again. */
async function changeDefault(runner: QueryRunner, from: number, to: number): Promise<void> {
  await runner.query(
    `ALTER TABLE device_configuration ALTER COLUMN heartbeat_seconds SET DEFAULT ${to}`,
  );
  const organisations = (await runner.query(
    'SELECT id FROM eyrie_list_organisations() AS id ORDER BY id',
  )) as { id: string }[];
  for (const { id } of organisations) {
    await runner.startTransaction();
    try {
      await runner.query(`SELECT set_config('app.organisation_id', $1, true)`, [id]);
      // In the order in which everybody takes these locks.
      await runner.query(
        'SELECT 1 FROM site WHERE organisation_id = $1 ORDER BY id FOR NO KEY UPDATE',
        [id],
      );
      await runner.query(
        `WITH changed AS (
           UPDATE device_configuration dc SET heartbeat_seconds = $3, version = dc.version + 1
           ${goByDefault} RETURNING d.site_id)
         UPDATE site s SET manifest_version = s.manifest_version + 1
         WHERE s.organisation_id = $1 AND s.id IN (SELECT site_id FROM changed)`,
        [id, from, to],
      );
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  }
}
