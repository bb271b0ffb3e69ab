import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';

/** How a device's machine itself was: power, card, network, clock. Null from devices that do not say it. */
export class MachineCondition1763700000276 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE telemetry ADD COLUMN condition jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE telemetry DROP COLUMN condition');
  }
}
