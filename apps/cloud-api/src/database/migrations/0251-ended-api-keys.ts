import type { QueryRunner } from 'typeorm';
import { createLookups } from '../lookup-function.ts';
import type { Migration } from '../migration.ts';

/** Whose a key was that is refused: an attempt with it is told to its organisation. */
export class EndedApiKeys1763700000251 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await createLookups(runner, [
      {
        name: 'eyrie_find_ended_api_key',
        parameters: ['hash text'],
        returns: 'TABLE (organisation_id uuid, key_id uuid, name text, role text)',
        body: `SELECT k.organisation_id, k.id, k.name, k.role FROM public.api_key k
          WHERE k.secret_hash = hash
            AND (k.revoked_at IS NOT NULL OR k.expires_at <= now())`,
      },
    ]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_find_ended_api_key(text)');
  }
}
