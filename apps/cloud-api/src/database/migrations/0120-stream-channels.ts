import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changes who may see what; a stream that was opened before is asked again at once. */
const watched: Readonly<Record<string, string>> = {
  session: 'DELETE OR UPDATE OF expires_at, credential_version',
  api_key: 'DELETE OR UPDATE OF revoked_at, expires_at, role, site_ids',
  app_user: 'DELETE OR UPDATE OF disabled_at',
  membership: 'DELETE OR UPDATE OF role, site_ids',
};

const notify = (name: string, payload: string) => `CREATE FUNCTION ${name}() RETURNS trigger
  LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    PERFORM pg_notify('eyrie_access', ${payload});
    RETURN NULL;
  END $$`;

export class StreamChannels1763700000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Null: the channel that every event belongs to.
    await runner.query('ALTER TABLE stream_event ADD COLUMN channel text');
    await runner.query(notify('eyrie_tell_access', 'OLD.organisation_id::text'));
    // An account is of no organisation.
    await runner.query(notify('eyrie_tell_account_access', "''"));
    for (const [table, changes] of Object.entries(watched)) {
      await runner.query(
        `CREATE TRIGGER ${table}_access AFTER ${changes} ON ${table}
         FOR EACH ROW EXECUTE FUNCTION eyrie_tell_access()`,
      );
    }
    await runner.query(
      `CREATE TRIGGER account_access AFTER UPDATE OF credential_version ON account
       FOR EACH ROW EXECUTE FUNCTION eyrie_tell_account_access()`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_tell_access() CASCADE');
    await runner.query('DROP FUNCTION eyrie_tell_account_access() CASCADE');
    await runner.query('ALTER TABLE stream_event DROP COLUMN channel');
  }
}
