import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';
import { protectTenantTable } from '../tenant-table.ts';

/** See docs/decisions/0026: whom a provider may speak for, and for whom never. */
const statements = [
  `CREATE TABLE login_provider (
    organisation_id uuid NOT NULL,
    name text NOT NULL,
    issuer text NOT NULL,
    client_id text NOT NULL,
    sealed_client_secret text,
    email_domains text[] NOT NULL DEFAULT '{}',
    newcomer_role text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT login_provider_pk PRIMARY KEY (organisation_id),
    CONSTRAINT login_provider_role_ck CHECK (newcomer_role IN ('operator', 'viewer')),
    CONSTRAINT login_provider_organisation_fk FOREIGN KEY (organisation_id)
      REFERENCES organisation (id)
  )`,
  `CREATE TABLE provider_identity (
    organisation_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    user_id uuid,
    email text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT provider_identity_pk PRIMARY KEY (organisation_id, issuer, subject),
    CONSTRAINT provider_identity_user_fk FOREIGN KEY (organisation_id, user_id)
      REFERENCES app_user (organisation_id, id) ON DELETE SET NULL (user_id)
  )`,
  'CREATE INDEX provider_identity_user_ix ON provider_identity (organisation_id, user_id)',
  'ALTER TABLE session ADD COLUMN through_provider boolean NOT NULL DEFAULT false',
  // Whom a provider brings has no password here, and no address by which another way would find him.
  `ALTER TABLE account ALTER COLUMN email DROP NOT NULL,
     ALTER COLUMN password_hash DROP NOT NULL,
     ADD CONSTRAINT account_password_ck CHECK ((email IS NULL) = (password_hash IS NULL))`,
];

const sessionColumns = `organisation_id uuid, session_id uuid, user_id uuid, name text, role text,
  site_ids uuid[], expires_at timestamptz, last_seen_at timestamptz, through_provider boolean`;

const sessionWhere = (condition: string) => `SELECT s.organisation_id, s.id, s.user_id, u.email,
    m.role, m.site_ids, s.expires_at, s.last_seen_at, s.through_provider
  FROM public.session s
  JOIN public.account a ON a.id = s.user_id AND a.credential_version = s.credential_version
  JOIN public.app_user u ON u.organisation_id = s.organisation_id AND u.id = s.user_id
  JOIN public.membership m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id
  WHERE ${condition} AND s.expires_at > now() AND u.disabled_at IS NULL`;

const providerColumns = 'organisation_id uuid, name text';

const lookups: LookupFunction[] = [
  {
    name: 'eyrie_find_session',
    parameters: ['hash text'],
    returns: `TABLE (${sessionColumns})`,
    body: sessionWhere('s.token_hash = hash'),
  },
  {
    name: 'eyrie_find_session_by_id',
    parameters: ['session uuid'],
    returns: `TABLE (${sessionColumns})`,
    body: sessionWhere('s.id = session'),
  },
  {
    name: 'eyrie_find_login_provider',
    parameters: ['organisation uuid'],
    returns: `TABLE (${providerColumns})`,
    body: `SELECT p.organisation_id, p.name FROM public.login_provider p
      WHERE p.organisation_id = organisation`,
  },
  {
    name: 'eyrie_find_only_login_provider',
    parameters: [],
    returns: `TABLE (${providerColumns})`,
    body: `SELECT p.organisation_id, p.name FROM public.login_provider p
      WHERE (SELECT count(*) FROM (SELECT 1 FROM public.organisation LIMIT 2) AS few) = 1`,
  },
];

const readable: Readonly<Record<string, string>> = {
  session:
    'organisation_id, id, user_id, token_hash, expires_at, credential_version, last_seen_at, through_provider',
  login_provider: 'organisation_id, name',
};

export class LoginProviders1763700000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    const privileges = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
    await protectTenantTable(runner, 'login_provider', { privileges });
    await protectTenantTable(runner, 'provider_identity', { privileges });
    for (const [table, columns] of Object.entries(readable)) {
      await openToLookups(runner, table, columns);
    }
    await createLookups(runner, lookups);
  }

  async down(): Promise<void> {
    await Promise.reject(
      new Error('People without a password would be shut out; restore a backup.'),
    );
  }
}
