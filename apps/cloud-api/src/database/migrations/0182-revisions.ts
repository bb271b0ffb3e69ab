import type { MigrationInterface, QueryRunner } from 'typeorm';

const revised = ['site', 'device', 'camera', 'membership', 'retention_policy'];
const noted = ['site', 'device'];

/** What If-Match is about, and room for what people want to remember. */
export class Revisions1763700000182 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of revised) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN revision integer NOT NULL DEFAULT 1`);
    }
    for (const table of noted) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN notes text NOT NULL DEFAULT ''`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of noted) await runner.query(`ALTER TABLE ${table} DROP COLUMN notes`);
    for (const table of revised) await runner.query(`ALTER TABLE ${table} DROP COLUMN revision`);
  }
}
