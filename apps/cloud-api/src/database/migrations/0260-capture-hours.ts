import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { limitToSites, protectTenantTable } from '../tenant-table.ts';

/** How many slots of each camera and hour came to what: the account of every slot. */
export class CaptureHours1763700000260 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    // `outcome` is `expected`, `captured`, `late` (which are captured too), or `missed.` and the reason.
    await runner.query(`CREATE TABLE capture_hour (
      organisation_id uuid NOT NULL,
      camera_id uuid NOT NULL,
      hour timestamptz NOT NULL,
      outcome text NOT NULL,
      site_id uuid NOT NULL,
      slots bigint NOT NULL,
      CONSTRAINT capture_hour_pk PRIMARY KEY (organisation_id, camera_id, hour, outcome),
      CONSTRAINT capture_hour_camera_fk FOREIGN KEY (organisation_id, camera_id)
        REFERENCES camera (organisation_id, id)
    )`);
    await protectTenantTable(runner, 'capture_hour', {
      privileges: ['SELECT', 'INSERT', 'UPDATE'],
    });
    await limitToSites(runner, 'capture_hour');
    // Up to which hour the slots that are expected are written down.
    await runner.query('ALTER TABLE analytics_position ADD COLUMN planned_until timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE analytics_position DROP COLUMN planned_until');
    await runner.query('DROP TABLE capture_hour');
  }
}
