import type { MigrationInterface, QueryRunner } from 'typeorm';

const archivable = ['site', 'camera'];

/** Since when something is put away: out of the lists, with all that is known of it still there. */
export class Archive1763700000245 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of archivable) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN archived_at timestamptz`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of archivable) {
      await runner.query(`ALTER TABLE ${table} DROP COLUMN archived_at`);
    }
  }
}
