import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';

/** In place of `eyrie_find_device`, which is dropped by the next version. */
const device: LookupFunction = {
  name: 'eyrie_find_serving_device',
  parameters: ['device uuid'],
  returns: `TABLE (organisation_id uuid, site_id uuid, role text, public_key text,
    previous_public_key text, run_id uuid)`,
  body: `SELECT d.organisation_id, d.site_id, d.role, d.public_key, d.previous_public_key, d.run_id
    FROM public.device d
    WHERE d.id = device AND d.revoked_at IS NULL AND d.quarantined_at IS NULL`,
};

/** Which start of a device the cloud heard last, so that it finds a copy that counts on by itself. */
export class DeviceRuns1763700000281 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE device
         ADD COLUMN run_id uuid,
         ADD COLUMN run_start bigint,
         ADD COLUMN run_since timestamptz,
         ADD COLUMN former_runs uuid[] NOT NULL DEFAULT '{}',
         ADD COLUMN run_contradicted_at timestamptz`,
    );
    await openToLookups(runner, 'device', 'run_id');
    await createLookups(runner, [device]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_find_serving_device(uuid)');
    await runner.query(
      `ALTER TABLE device DROP COLUMN run_id, DROP COLUMN run_start, DROP COLUMN run_since,
         DROP COLUMN former_runs, DROP COLUMN run_contradicted_at`,
    );
  }
}
