import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';
import { limitToSites, protectAccountTable, protectTenantTable } from '../tenant-table.ts';

/**
 * A person may belong to several organisations, so what he logs in with belongs to none of them: it
 * moves from `app_user` to `account`, which only he reaches. `app_user` is what an organisation knows
 * of a person, under the account's id.
 */
const accounts = [
  `CREATE TABLE account (
    id uuid NOT NULL,
    email text NOT NULL,
    password_hash text NOT NULL,
    credential_version integer NOT NULL DEFAULT 1,
    totp_sealed text,
    totp_confirmed_at timestamptz,
    totp_last_step bigint NOT NULL DEFAULT 0,
    totp_failures integer NOT NULL DEFAULT 0,
    totp_blocked_until timestamptz,
    recovery_code_hashes text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT account_pk PRIMARY KEY (id),
    CONSTRAINT account_email_uq UNIQUE (email),
    CONSTRAINT account_email_ck CHECK (email = lower(email))
  )`,
  // Forced row-level security blinds the owner too, who has no tenant here.
  'ALTER TABLE app_user NO FORCE ROW LEVEL SECURITY',
  `INSERT INTO account (id, email, password_hash, created_at)
   SELECT id, email, password_hash, created_at FROM app_user`,
  'ALTER TABLE app_user FORCE ROW LEVEL SECURITY',
  // Written by nobody from now on; dropped by a later migration, when no older replica runs any more.
  'ALTER TABLE app_user ALTER COLUMN password_hash DROP NOT NULL',
  'ALTER TABLE app_user DROP CONSTRAINT app_user_email_uq',
  `ALTER TABLE app_user ADD CONSTRAINT app_user_email_uq UNIQUE (organisation_id, email)`,
];

const people = [
  // Null: at every site of the organisation.
  'ALTER TABLE membership ADD COLUMN site_ids uuid[]',
  `ALTER TABLE membership ADD CONSTRAINT membership_owner_ck
     CHECK (role <> 'owner' OR site_ids IS NULL)`,
  `ALTER TABLE session
     ADD COLUMN credential_version integer NOT NULL DEFAULT 1,
     ADD COLUMN user_agent text NOT NULL DEFAULT '',
     ADD COLUMN address text NOT NULL DEFAULT '',
     ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now()`,
  'CREATE INDEX session_user_ix ON session (organisation_id, user_id)',
  `CREATE TABLE invitation (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    role text NOT NULL,
    site_ids uuid[],
    token_hash text NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz,
    revoked_at timestamptz,
    invited_by_user_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invitation_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT invitation_token_hash_uq UNIQUE (token_hash),
    CONSTRAINT invitation_role_ck CHECK (role IN ('owner', 'admin', 'operator', 'viewer')),
    CONSTRAINT invitation_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
  )`,
];

const sessionColumns = `organisation_id uuid, session_id uuid, user_id uuid, name text, role text,
  site_ids uuid[], expires_at timestamptz, last_seen_at timestamptz`;

/** Role, sites and the end of everything are read anew for every request. */
const sessionWhere = (condition: string) => `SELECT s.organisation_id, s.id, s.user_id, u.email,
    m.role, m.site_ids, s.expires_at, s.last_seen_at
  FROM public.session s
  JOIN public.account a ON a.id = s.user_id AND a.credential_version = s.credential_version
  JOIN public.app_user u ON u.organisation_id = s.organisation_id AND u.id = s.user_id
  JOIN public.membership m ON m.organisation_id = s.organisation_id AND m.user_id = s.user_id
  WHERE ${condition} AND s.expires_at > now() AND u.disabled_at IS NULL`;

const lookups: LookupFunction[] = [
  {
    // Beside eyrie_find_login, which older replicas call until they are gone.
    name: 'eyrie_find_account',
    parameters: ['address text'],
    returns: `TABLE (user_id uuid, password_hash text, has_second_factor boolean,
      organisation_ids uuid[])`,
    body: `SELECT a.id, a.password_hash, a.totp_confirmed_at IS NOT NULL, ARRAY(
        SELECT m.organisation_id FROM public.membership m
        JOIN public.app_user u ON u.organisation_id = m.organisation_id AND u.id = m.user_id
        WHERE m.user_id = a.id AND u.disabled_at IS NULL
        ORDER BY m.created_at, m.organisation_id)
      FROM public.account a WHERE a.email = lower(address)`,
  },
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
    name: 'eyrie_find_memberships',
    parameters: ['person uuid'],
    returns: 'TABLE (organisation_id uuid, name text, role text)',
    body: `SELECT o.id, o.name, m.role FROM public.membership m
      JOIN public.organisation o ON o.id = m.organisation_id
      JOIN public.app_user u ON u.organisation_id = m.organisation_id AND u.id = m.user_id
      WHERE m.user_id = person AND u.disabled_at IS NULL ORDER BY m.created_at, o.id`,
  },
  {
    name: 'eyrie_find_invitation',
    parameters: ['hash text'],
    returns: 'TABLE (organisation_id uuid, invitation_id uuid)',
    body: `SELECT i.organisation_id, i.id FROM public.invitation i WHERE i.token_hash = hash`,
  },
];

const readable: Readonly<Record<string, string>> = {
  account: 'id, email, password_hash, credential_version, totp_confirmed_at',
  app_user: 'organisation_id, id, email, name, password_hash, disabled_at',
  membership: 'organisation_id, user_id, role, site_ids, created_at',
  session: 'organisation_id, id, user_id, token_hash, expires_at, credential_version, last_seen_at',
  organisation: 'id, name',
  invitation: 'organisation_id, id, token_hash',
};

/** Every table that says whose site a row is of, and in which column. */
const siteTables: Readonly<Record<string, string>> = {
  site: 'id',
  site_ca: 'site_id',
  device: 'site_id',
  camera: 'site_id',
  provisioning_token: 'site_id',
  frame: 'site_id',
  timelapse: 'site_id',
  refused_record: 'site_id',
};

export class People1763700000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...accounts, ...people]) await runner.query(sql);
    await protectAccountTable(runner, 'account', {
      privileges: ['SELECT', 'INSERT', 'UPDATE'],
      accountColumn: 'id',
    });
    await protectTenantTable(runner, 'invitation', { privileges: ['SELECT', 'INSERT', 'UPDATE'] });
    for (const [table, columns] of Object.entries(readable)) {
      await openToLookups(runner, table, columns);
    }
    await createLookups(runner, lookups);
    for (const [table, column] of Object.entries(siteTables)) {
      await limitToSites(runner, table, column);
    }
  }

  async down(): Promise<void> {
    // One account may have become several people's organisations by now.
    await Promise.reject(new Error('Accounts are not put back; restore a backup instead.'));
  }
}
