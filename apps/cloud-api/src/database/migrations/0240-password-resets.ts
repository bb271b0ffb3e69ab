import type { QueryRunner } from 'typeorm';
import { createLookups, openToLookups, type LookupFunction } from '../lookup-function.ts';
import type { Migration } from '../migration.ts';
import { protectAccountTable } from '../tenant-table.ts';

/** See docs/decisions/0034. A link that was used is a row that is gone. */
const table = `CREATE TABLE password_reset (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    token_hash text NOT NULL,
    credential_version integer NOT NULL,
    shown_in_organisation_id uuid,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT password_reset_pk PRIMARY KEY (account_id, id),
    CONSTRAINT password_reset_token_hash_uq UNIQUE (token_hash),
    CONSTRAINT password_reset_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
      ON DELETE CASCADE
  )`;

const elsewhere = (person: string, organisation: string) =>
  `EXISTS (SELECT 1 FROM public.app_user u
     WHERE u.id = ${person} AND u.organisation_id <> ${organisation})`;

const lookups: LookupFunction[] = [
  {
    // A link that an owner has seen opens no account that has come to belong to others as well.
    name: 'eyrie_find_password_reset',
    parameters: ['hash text'],
    returns: 'TABLE (account_id uuid, email text, expires_at timestamptz)',
    body: `SELECT a.id, a.email, r.expires_at FROM public.password_reset r
      JOIN public.account a ON a.id = r.account_id AND a.credential_version = r.credential_version
      WHERE r.token_hash = hash AND r.expires_at > now() AND (r.shown_in_organisation_id IS NULL
        OR NOT ${elsewhere('a.id', 'r.shown_in_organisation_id')})`,
  },
  {
    name: 'eyrie_belongs_elsewhere',
    parameters: ['person uuid', 'organisation uuid'],
    returns: 'boolean',
    body: `SELECT ${elsewhere('person', 'organisation')}`,
  },
  {
    // Beside eyrie_find_invitation: one that is no longer open is like none, in as many steps.
    name: 'eyrie_find_open_invitation',
    parameters: ['hash text'],
    returns: 'TABLE (organisation_id uuid, invitation_id uuid)',
    body: `SELECT i.organisation_id, i.id FROM public.invitation i WHERE i.token_hash = hash
      AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()`,
  },
];

export class PasswordResets1763700000240 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(table);
    await protectAccountTable(runner, 'password_reset', {
      privileges: ['SELECT', 'INSERT', 'DELETE'],
      accountColumn: 'account_id',
    });
    const columns =
      'account_id, token_hash, credential_version, shown_in_organisation_id, expires_at';
    await openToLookups(runner, 'password_reset', columns);
    await openToLookups(
      runner,
      'invitation',
      'organisation_id, id, token_hash, accepted_at, revoked_at, expires_at',
    );
    await createLookups(runner, lookups);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION eyrie_find_open_invitation(text)');
    await runner.query('DROP FUNCTION eyrie_belongs_elsewhere(uuid, uuid)');
    await runner.query('DROP FUNCTION eyrie_find_password_reset(text)');
    await runner.query('DROP TABLE password_reset');
  }
}
