import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { appRole } from '../roles.ts';

/** Timelapses, commands and refused records are kept by policy too. */
export class MoreRetention1763700000223 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE retention_policy
      ADD COLUMN timelapse_days integer,
      ADD COLUMN command_days integer DEFAULT 90,
      ADD COLUMN refused_days integer DEFAULT 30`);
    await runner.query(`ALTER TABLE retention_run
      ADD COLUMN timelapses_deleted bigint NOT NULL DEFAULT 0,
      ADD COLUMN commands_deleted bigint NOT NULL DEFAULT 0,
      ADD COLUMN others_deleted bigint NOT NULL DEFAULT 0`);
    await runner.query(`GRANT DELETE ON timelapse, command, refused_record TO ${appRole}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`REVOKE DELETE ON timelapse, command, refused_record FROM ${appRole}`);
    await runner.query(`ALTER TABLE retention_run DROP COLUMN timelapses_deleted,
      DROP COLUMN commands_deleted, DROP COLUMN others_deleted`);
    await runner.query(`ALTER TABLE retention_policy DROP COLUMN timelapse_days,
      DROP COLUMN command_days, DROP COLUMN refused_days`);
  }
}
