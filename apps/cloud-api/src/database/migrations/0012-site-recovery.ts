import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which card of each founding voter founded the present site epoch, and what a leader says of its group. */
export class SiteRecovery1763700000012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE site ADD COLUMN founding_cards jsonb NOT NULL DEFAULT '{}'`);
    // Sites that a leader has spoken for were founded before cards were asked for: nobody founds them again.
    await runner.query(
      `UPDATE site SET founding_cards = coalesce(
         (SELECT jsonb_object_agg(voter->>'deviceId', 'before-cards')
          FROM jsonb_array_elements(founding_voters) AS voter), '{}')
       WHERE fence_epoch = site_epoch AND jsonb_typeof(founding_voters) = 'array'`,
    );
    await runner.query(
      `ALTER TABLE device_state
         ADD COLUMN raft_standing text,
         ADD COLUMN raft_incarnation text,
         ADD COLUMN raft_lag bigint`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE device_state
         DROP COLUMN raft_standing, DROP COLUMN raft_incarnation, DROP COLUMN raft_lag`,
    );
    await runner.query('ALTER TABLE site DROP COLUMN founding_cards');
  }
}
