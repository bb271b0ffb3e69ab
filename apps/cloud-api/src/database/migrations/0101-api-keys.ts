import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';
import { protectTenantTable } from '../tenant-table.ts';

const statements = [
  `CREATE TABLE api_key (
    organisation_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,
    secret_hash text NOT NULL,
    role text NOT NULL,
    site_ids uuid[],
    expires_at timestamptz,
    last_used_at timestamptz,
    revoked_at timestamptz,
    created_by_user_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT api_key_pk PRIMARY KEY (organisation_id, id),
    CONSTRAINT api_key_secret_hash_uq UNIQUE (secret_hash),
    CONSTRAINT api_key_role_ck CHECK (role IN ('admin', 'operator', 'viewer')),
    CONSTRAINT api_key_organisation_fk FOREIGN KEY (organisation_id) REFERENCES organisation (id)
  )`,
  // Several keys of one purpose: the next is published before it signs, the last verifies for a while.
  'ALTER TABLE signing_key DROP CONSTRAINT signing_key_purpose_uq',
  `ALTER TABLE signing_key
     ADD COLUMN signs_from timestamptz NOT NULL DEFAULT now(),
     ADD COLUMN dropped_at timestamptz`,
  'CREATE INDEX signing_key_purpose_ix ON signing_key (purpose, signs_from)',
];

const columns = `organisation_id uuid, key_id uuid, name text, role text, site_ids uuid[],
  created_by_user_id uuid, expires_at timestamptz, last_used_at timestamptz`;

const keyWhere = (condition: string) => `SELECT k.organisation_id, k.id, k.name, k.role, k.site_ids,
    k.created_by_user_id, k.expires_at, k.last_used_at
  FROM public.api_key k WHERE ${condition} AND k.revoked_at IS NULL
    AND (k.expires_at IS NULL OR k.expires_at > now())`;

const lookups: LookupFunction[] = [
  {
    name: 'eyrie_find_api_key',
    parameters: ['hash text'],
    returns: `TABLE (${columns})`,
    body: keyWhere('k.secret_hash = hash'),
  },
  {
    name: 'eyrie_find_api_key_by_id',
    parameters: ['key uuid'],
    returns: `TABLE (${columns})`,
    body: keyWhere('k.id = key'),
  },
];

export class ApiKeys1763700000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of statements) await runner.query(sql);
    await protectTenantTable(runner, 'api_key', { privileges: ['SELECT', 'INSERT', 'UPDATE'] });
    await openToLookups(
      runner,
      'api_key',
      'organisation_id, id, name, secret_hash, role, site_ids, expires_at, last_used_at, revoked_at, created_by_user_id',
    );
    await createLookups(runner, lookups);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_find_api_key(text), eyrie_find_api_key_by_id(uuid)');
    await runner.query('DROP TABLE api_key');
    await runner.query(
      `DELETE FROM signing_key k WHERE EXISTS (SELECT 1 FROM signing_key newer
         WHERE newer.purpose = k.purpose AND newer.signs_from > k.signs_from)`,
    );
    await runner.query('ALTER TABLE signing_key DROP COLUMN signs_from, DROP COLUMN dropped_at');
    await runner.query(
      'ALTER TABLE signing_key ADD CONSTRAINT signing_key_purpose_uq UNIQUE (purpose)',
    );
  }
}
