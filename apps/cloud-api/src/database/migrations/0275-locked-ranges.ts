import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { limitToSites, protectTenantTable } from '../tenant-table.ts';

/** Stretches of time of a camera whose frames no retention removes. */
export class LockedRanges1763700000275 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE locked_range (
      organisation_id uuid NOT NULL,
      id uuid NOT NULL,
      site_id uuid NOT NULL,
      camera_id uuid NOT NULL,
      from_at timestamptz NOT NULL,
      to_at timestamptz NOT NULL,
      reason text NOT NULL,
      locked_by text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT locked_range_pk PRIMARY KEY (organisation_id, id),
      CONSTRAINT locked_range_order_ck CHECK (from_at < to_at),
      CONSTRAINT locked_range_camera_fk FOREIGN KEY (organisation_id, camera_id)
        REFERENCES camera (organisation_id, id)
    )`);
    await runner.query(
      `CREATE INDEX locked_range_camera_ix ON locked_range (organisation_id, camera_id, from_at)`,
    );
    await protectTenantTable(runner, 'locked_range', {
      privileges: ['SELECT', 'INSERT', 'DELETE'],
    });
    await limitToSites(runner, 'locked_range');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE locked_range');
  }
}
