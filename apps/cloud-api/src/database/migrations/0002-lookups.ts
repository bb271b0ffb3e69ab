import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appRole, lookupRole } from '../roles.ts';

/** What the look-ups may read: no more columns than their answers and conditions need. */
const readable: Readonly<Record<string, string>> = {
  organisation: 'id',
  app_user: 'organisation_id, id, email, name, password_hash, disabled_at',
  membership: 'organisation_id, user_id, role',
  session: 'organisation_id, id, user_id, token_hash, expires_at',
  provisioning_token: 'organisation_id, id, secret_hash',
  device: 'organisation_id, id, site_id, role, public_key, revoked_at',
};

/**
 * Some questions come before the tenant is known, since their answer is the tenant. Each is one
 * function that takes a secret or an unguessable id and gives at most one row, so that it cannot be
 * used to browse. They run as a role of their own (SECURITY DEFINER) and not as the tables' owner:
 * FORCE ROW LEVEL SECURITY binds the owner too, and a superuser's function would see everything.
 * The search path is fixed, so that nobody can put a table of his own before ours.
 */
const functions = [
  {
    signature: 'eyrie_has_organisation()',
    returns: 'boolean',
    body: 'SELECT EXISTS (SELECT 1 FROM public.organisation)',
  },
  {
    signature: 'eyrie_find_login(address text)',
    returns: 'TABLE (organisation_id uuid, user_id uuid, password_hash text)',
    body: `SELECT u.organisation_id, u.id, u.password_hash
      FROM public.app_user u
      JOIN public.membership m ON m.organisation_id = u.organisation_id AND m.user_id = u.id
      WHERE u.email = lower(address) AND u.disabled_at IS NULL`,
  },
  {
    // The role is read anew for every request: a removed membership ends at once.
    signature: 'eyrie_find_session(hash text)',
    returns:
      'TABLE (organisation_id uuid, session_id uuid, user_id uuid, role text, expires_at timestamptz)',
    body: `SELECT s.organisation_id, s.id, s.user_id, m.role, s.expires_at
      FROM public.session s
      JOIN public.app_user u ON u.organisation_id = s.organisation_id AND u.id = s.user_id
      JOIN public.membership m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id
      WHERE s.token_hash = hash AND s.expires_at > now() AND u.disabled_at IS NULL`,
  },
  {
    signature: 'eyrie_find_provisioning_token(hash text)',
    returns: 'TABLE (organisation_id uuid, token_id uuid)',
    body: `SELECT t.organisation_id, t.id
      FROM public.provisioning_token t WHERE t.secret_hash = hash`,
  },
  {
    signature: 'eyrie_find_device(device uuid)',
    returns: 'TABLE (organisation_id uuid, site_id uuid, role text, public_key text)',
    body: `SELECT d.organisation_id, d.site_id, d.role, d.public_key
      FROM public.device d WHERE d.id = device AND d.revoked_at IS NULL`,
  },
];

export class Lookups1763700000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(readable)) {
      await runner.query(`GRANT SELECT (${columns}) ON ${table} TO ${lookupRole}`);
      await runner.query(
        `CREATE POLICY ${table}_lookup ON ${table} FOR SELECT TO ${lookupRole} USING (true)`,
      );
    }
    // Only for as long as the functions are handed over: their owner needs it at that moment.
    await runner.query(`GRANT CREATE ON SCHEMA public TO ${lookupRole}`);
    for (const { signature, returns, body } of functions) {
      const name = signature.replace(/\b(address|hash|device) /g, '');
      await runner.query(
        `CREATE FUNCTION ${signature} RETURNS ${returns} LANGUAGE sql STABLE SECURITY DEFINER
         SET search_path = pg_catalog, pg_temp AS $$ ${body} $$`,
      );
      await runner.query(`REVOKE ALL ON FUNCTION ${name} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${name} TO ${appRole}`);
      await runner.query(`ALTER FUNCTION ${name} OWNER TO ${lookupRole}`);
    }
    await runner.query(`REVOKE CREATE ON SCHEMA public FROM ${lookupRole}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const { signature } of functions) {
      await runner.query(`DROP FUNCTION ${signature.replace(/\b(address|hash|device) /g, '')}`);
    }
    for (const table of Object.keys(readable)) {
      await runner.query(`DROP POLICY ${table}_lookup ON ${table}`);
      await runner.query(`REVOKE ALL ON ${table} FROM ${lookupRole}`);
    }
  }
}
