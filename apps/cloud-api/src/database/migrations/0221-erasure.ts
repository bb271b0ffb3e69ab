import type { QueryRunner } from 'typeorm';
import type { Migration } from '../migration.ts';
import { appRole } from '../roles.ts';
import { protectTenantTable } from '../tenant-table.ts';

const tables = [
  `CREATE TABLE organisation_erasure (
    organisation_id uuid NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    requested_by text NOT NULL,
    reason text NOT NULL,
    due_at timestamptz NOT NULL,
    begun_at timestamptz,
    erased jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT organisation_erasure_pk PRIMARY KEY (organisation_id),
    CONSTRAINT organisation_erasure_organisation_fk FOREIGN KEY (organisation_id)
      REFERENCES organisation (id)
  )`,
  // What is left of an organisation: that it was, that it is gone, and what was counted at the end.
  `CREATE TABLE erased_organisation (
    id uuid NOT NULL,
    name_sha256 text NOT NULL,
    requested_at timestamptz NOT NULL,
    begun_at timestamptz NOT NULL,
    erased_at timestamptz NOT NULL DEFAULT now(),
    audit_head text,
    rows_erased jsonb NOT NULL,
    rows_left jsonb NOT NULL,
    CONSTRAINT erased_organisation_pk PRIMARY KEY (id)
  )`,
  `GRANT SELECT ON erased_organisation TO ${appRole}`,
];

const settings = `LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp`;

/** Tables of tenants in the order in which they can be emptied: whoever refers to others goes first. */
const tenantTables = `CREATE FUNCTION eyrie_tenant_tables() RETURNS SETOF text
  LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  WITH RECURSIVE tenant AS (
    SELECT c.oid, c.relname::text AS name FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND c.relname NOT IN ('schema_backfill', 'organisation_erasure')
  ), refers AS (
    SELECT DISTINCT k.conrelid AS child, k.confrelid AS parent FROM pg_constraint k
    JOIN tenant child ON child.oid = k.conrelid JOIN tenant parent ON parent.oid = k.confrelid
    WHERE k.contype = 'f' AND k.conrelid <> k.confrelid
  ), depth AS (
    SELECT oid, 0 AS level FROM tenant
    UNION SELECT r.parent, d.level + 1 FROM depth d JOIN refers r ON r.child = d.oid WHERE d.level < 20
  )
  SELECT t.name FROM tenant t JOIN depth d ON d.oid = t.oid
  GROUP BY t.name ORDER BY max(d.level), t.name $$`;

/**
 * Tables that nobody may delete from otherwise, such as the audit log, are emptied with the owner's rights:
 * only of the organisation whose transaction it is, and only when its erasure is due. Row-level security is
 * forced on the owner as well.
 */
const erasureIsDue = `
    own_id uuid := NULLIF(current_setting('app.organisation_id', true), '')::uuid;
  BEGIN
    IF NOT EXISTS (SELECT 1 FROM public.organisation_erasure
                   WHERE organisation_id = own_id AND due_at <= now()) THEN
      RAISE EXCEPTION 'no erasure is due' USING ERRCODE = 'insufficient_privilege';
    END IF;`;

const eraseRows = `CREATE FUNCTION eyrie_erase_rows(from_table text, at_most integer)
  RETURNS bigint ${settings} AS $$
  DECLARE
    gone bigint;
    ${erasureIsDue}
    IF NOT EXISTS (SELECT 1 FROM public.eyrie_tenant_tables() AS t (name) WHERE t.name = from_table) THEN
      RAISE EXCEPTION '% is no table of tenants', from_table;
    END IF;
    EXECUTE format('WITH doomed AS (SELECT tableoid AS part, ctid AS place FROM public.%1$I
        WHERE organisation_id = $1 LIMIT $2)
      DELETE FROM public.%1$I t USING doomed
      WHERE t.organisation_id = $1 AND t.tableoid = doomed.part AND t.ctid = doomed.place', from_table)
      USING own_id, at_most;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
  END $$`;

/** Accounts of people who belong to no other organisation. */
const eraseAccounts = `CREATE FUNCTION eyrie_erase_accounts() RETURNS bigint ${settings} AS $$
  DECLARE
    person uuid;
    gone bigint := 0;
    ${erasureIsDue}
    FOR person IN SELECT id FROM public.app_user WHERE organisation_id = own_id LOOP
      PERFORM set_config('app.account_id', person::text, true);
      DELETE FROM public.account a WHERE a.id = person AND NOT EXISTS (
        SELECT 1 FROM public.eyrie_find_memberships(person) m WHERE m.organisation_id <> own_id);
      IF FOUND THEN gone := gone + 1; END IF;
    END LOOP;
    PERFORM set_config('app.account_id', '', true);
    RETURN gone;
  END $$`;

/** The last step: counts once more, and lets the organisation's own row go where nothing is left. */
const finish = `CREATE FUNCTION eyrie_finish_erasure(head text) RETURNS jsonb ${settings} AS $$
  DECLARE
    tbl text;
    rows bigint;
    remaining jsonb := '{}';
    total bigint := 0;
    ${erasureIsDue}
    -- Whoever writes for the organisation at this moment waits here, and finds it gone.
    PERFORM 1 FROM public.organisation WHERE id = own_id FOR UPDATE;
    FOR tbl IN SELECT * FROM public.eyrie_tenant_tables() LOOP
      EXECUTE format('SELECT count(*) FROM public.%I WHERE organisation_id = $1', tbl)
        INTO rows USING own_id;
      remaining := remaining || jsonb_build_object(tbl, rows);
      total := total + rows;
    END LOOP;
    IF total > 0 THEN RETURN remaining; END IF;
    INSERT INTO public.erased_organisation
      (id, name_sha256, requested_at, begun_at, audit_head, rows_erased, rows_left)
    SELECT o.id, encode(sha256(convert_to(o.name, 'UTF8')), 'hex'), e.requested_at,
      coalesce(e.begun_at, now()), head, e.erased - 'audit_head', remaining
    FROM public.organisation o JOIN public.organisation_erasure e ON e.organisation_id = o.id
    WHERE o.id = own_id;
    DELETE FROM public.organisation_erasure WHERE organisation_id = own_id;
    DELETE FROM public.organisation WHERE id = own_id;
    RETURN remaining;
  END $$`;

const signatures = [
  'eyrie_tenant_tables()',
  'eyrie_erase_rows(text, integer)',
  'eyrie_erase_accounts()',
  'eyrie_finish_erasure(text)',
];

/** An organisation that wants to be forgotten, and what is remembered of it. */
export class Erasure1763700000221 implements Migration {
  async up(runner: QueryRunner): Promise<void> {
    for (const sql of [...tables, tenantTables, eraseRows, eraseAccounts, finish]) {
      await runner.query(sql);
    }
    await protectTenantTable(runner, 'organisation_erasure', {
      privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    for (const signature of signatures) {
      await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO ${appRole}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of signatures.toReversed()) {
      await runner.query(`DROP FUNCTION ${signature}`);
    }
    await runner.query('DROP TABLE organisation_erasure, erased_organisation');
  }
}
