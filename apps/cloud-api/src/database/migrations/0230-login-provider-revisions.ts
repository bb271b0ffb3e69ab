import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What If-Match is about where the login provider is changed. */
export class LoginProviderRevisions1763700000230 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE login_provider ADD COLUMN revision integer NOT NULL DEFAULT 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE login_provider DROP COLUMN revision');
  }
}
