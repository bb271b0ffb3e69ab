import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookups } from '../lookup-function.ts';
import { appRole, lookupRole } from '../roles.ts';

/** Several master keys: what one sealed is wrapped anew under the next (docs/decisions/0027). */
const statements = [
  // The app role's password, sealed under the row's key; null: derived from it, as at a first start.
  'ALTER TABLE master_key ADD COLUMN sealed_app_password text',
  `CREATE TABLE key_rewrap (
    old_key_id text NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    CONSTRAINT key_rewrap_pk PRIMARY KEY (old_key_id)
  )`,
  `GRANT SELECT, INSERT, UPDATE ON key_rewrap TO ${appRole}`,
  ...['site_ca', 'command_key', 'signing_key'].map(
    (table) => `GRANT UPDATE (sealed_private_key) ON ${table} TO ${appRole}`,
  ),
  `GRANT UPDATE (sealed_answer) ON idempotency_record TO ${appRole}`,
  `GRANT SELECT (totp_sealed) ON account TO ${lookupRole}`,
];

export class MasterKeys1763700000201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await createLookups(runner, [
      {
        // Which accounts have something sealed; who they are is told to nobody.
        name: 'eyrie_list_sealed_accounts',
        parameters: ['key text'],
        returns: 'SETOF uuid',
        body: `SELECT a.id FROM public.account a
          WHERE starts_with(a.totp_sealed, 'v1.' || key || '.') ORDER BY a.id`,
      },
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_list_sealed_accounts(text)');
    await runner.query(`REVOKE SELECT (totp_sealed) ON account FROM ${lookupRole}`);
    await runner.query('DROP TABLE key_rewrap');
    await runner.query('ALTER TABLE master_key DROP COLUMN sealed_app_password');
  }
}
