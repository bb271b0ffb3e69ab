import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may be known of a frame beyond its columns: histogram, white balance, what lies on the lens. */
export class FrameDetails1763700000270 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE frame ADD COLUMN details jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE frame DROP COLUMN details');
  }
}
