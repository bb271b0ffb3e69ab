import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';

/** Passwords of cameras in a network, sealed; and frames of cameras that do not tell their exposure. */
export class CameraDrivers1763700000265 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE camera ADD COLUMN sealed_password text');
    await runner.query(
      'ALTER TABLE frame ALTER COLUMN shutter_us DROP NOT NULL, ALTER COLUMN gain DROP NOT NULL',
    );
  }

  async down(): Promise<void> {
    await Promise.reject(new Error('Frames without an exposure cannot be given one.'));
  }
}
