import type pg from 'pg';
import { appRole, lookupRole } from '../database/roles.ts';

/** Tables of no tenant: what is in them belongs to the installation. */
const systemTables = [
  'backup_state',
  'key_rewrap',
  'limit_counter',
  'erased_organisation',
  'master_key',
  'schema_backfill',
  'schema_migration',
  'signing_key',
];

/** Tables of people, who may belong to several tenants: only the person himself reaches his row. */
const accountTables: Record<string, string> = {
  account: 'id',
  password_reset: 'account_id',
};
const noTenant = [...systemTables, ...Object.keys(accountTables)];

/** Tables with a column `site_id` that a grant of some sites does not narrow, and why. */
const sitesNotNarrowed = [
  // One reader serves a whole organisation; the stream narrows it for each of its clients.
  'stream_event',
];

/** Functions that make and drop partitions; they answer with nothing of what is in them. */
const partitionUpkeep = [
  'eyrie_drop_record_partitions',
  'eyrie_ensure_record_partitions',
  'eyrie_ensure_stream_partitions',
  'eyrie_prune_stream',
];

/** Functions that empty tables of an organisation whose erasure is due, and of no other. */
const erasure = ['eyrie_erase_accounts', 'eyrie_erase_rows', 'eyrie_finish_erasure'];

async function look(client: pg.Client): Promise<Record<string, string[]>> {
  const ask = async (sql: string, parameters: unknown[] = []): Promise<string[]> =>
    (await client.query<{ name: string }>(sql, parameters)).rows.map(({ name }) => name);
  return {
    'tables without forced row-level security': await ask(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND relname <> ALL ($1) AND NOT relispartition
         AND NOT (relrowsecurity AND relforcerowsecurity)
       ORDER BY 1`,
      [systemTables],
    ),
    'tables whose tenant policy is missing or not as it must be': await ask(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND c.relname <> ALL ($1) AND NOT c.relispartition
         AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = c.relname
           AND p.cmd = 'ALL' AND p.permissive = 'PERMISSIVE' AND p.qual = p.with_check
           AND p.qual = '(' || CASE WHEN c.relname = 'organisation' THEN 'id' ELSE 'organisation_id' END
             || ' = (NULLIF(current_setting(''app.organisation_id''::text, true), ''''::text))::uuid)')
       ORDER BY 1`,
      [noTenant],
    ),
    'tables of people that others reach': await ask(
      `SELECT relname AS name FROM pg_class c
       JOIN json_each_text($1::json) AS own (name, col) ON own.name = c.relname
       WHERE NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = c.relname
           AND p.cmd = 'ALL' AND p.permissive = 'PERMISSIVE' AND p.qual = p.with_check
           AND p.qual = '(' || own.col
             || ' = (NULLIF(current_setting(''app.account_id''::text, true), ''''::text))::uuid)')`,
      [JSON.stringify(accountTables)],
    ),
    'tables of sites that a grant of some sites does not narrow': await ask(
      `SELECT c.relname AS name FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
         AND a.attname = CASE WHEN c.relname = 'site' THEN 'id' ELSE 'site_id' END
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition AND c.relname <> ALL ($1)
         AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = c.relname
           AND p.permissive = 'RESTRICTIVE' AND p.cmd = 'ALL'
           AND p.qual = p.with_check AND p.qual LIKE '%app.site_ids%' || a.attname || '%') ORDER BY 1`,
      [sitesNotNarrowed],
    ),
    'further policies that are not the look-ups': await ask(
      `SELECT policyname AS name FROM pg_policies
       WHERE cmd <> 'ALL' AND NOT (cmd = 'SELECT' AND roles = ARRAY[$1::name]) ORDER BY 1`,
      [lookupRole],
    ),
    'tables that a look-up reads and does not see': await ask(
      `SELECT c.relname AS name FROM pg_class c
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND c.relrowsecurity AND has_any_column_privilege($1, c.oid, 'SELECT')
         AND NOT EXISTS (SELECT 1 FROM pg_policies p WHERE p.tablename = c.relname
           AND p.cmd = 'SELECT' AND p.roles = ARRAY[$1::name]) ORDER BY 1`,
      [lookupRole],
    ),
    'several policies for everything on one table': await ask(
      `SELECT tablename AS name FROM pg_policies
       WHERE cmd = 'ALL' AND permissive = 'PERMISSIVE'
       GROUP BY tablename HAVING count(*) > 1`,
    ),
    'tables whose key does not begin with the organisation': await ask(
      `SELECT c.relname AS name FROM pg_class c
       LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
       LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND c.relname <> ALL ($1) AND c.relname <> 'organisation'
         AND NOT c.relispartition
         AND a.attname IS DISTINCT FROM 'organisation_id' ORDER BY 1`,
      [noTenant],
    ),
    'foreign keys between tenants that leave the organisation out': await ask(
      `SELECT conname AS name FROM pg_constraint k
       WHERE contype = 'f' AND connamespace = 'public'::regnamespace
         AND NOT (k.conrelid::regclass::text = ANY ($1) AND k.confrelid::regclass::text = ANY ($1))
         AND NOT EXISTS (SELECT 1 FROM unnest(k.conkey, k.confkey) AS pair(own, other)
           JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own
           JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.other
           WHERE a.attname = 'organisation_id'
             AND b.attname = CASE WHEN k.confrelid = 'organisation'::regclass
               THEN 'id' ELSE 'organisation_id' END)
       ORDER BY 1`,
      // Between tables of people there is no organisation.
      [Object.keys(accountTables)],
    ),
    'constraints and indexes without a name of their own': await ask(
      `SELECT conname AS name FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'f')
         AND conrelid <> 'schema_migration'::regclass AND conislocal AND conparentid = 0
         AND conname !~ '_(pk|uq|fk)$' ORDER BY 1`,
    ),
    'views that look with their owner’s eyes': await ask(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND (relkind = 'm' OR relkind = 'v'
         AND NOT coalesce('security_invoker=true' = ANY(reloptions), false))`,
    ),
    // The parent's policies bind whoever comes through the parent, and only him.
    'partitions that the app role could enter by themselves': await ask(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relispartition
         AND NOT (relrowsecurity AND relforcerowsecurity)
         AND has_table_privilege($1, oid, 'SELECT, INSERT, UPDATE, DELETE') ORDER BY 1`,
      [appRole],
    ),
    'functions with others’ rights that do not fix their search path': await ask(
      `SELECT oid::regprocedure::text AS name FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND NOT EXISTS (SELECT 1 FROM unnest(proconfig) setting
           WHERE setting LIKE 'search_path=pg_catalog%pg_temp')`,
    ),
    'functions with others’ rights that everybody may call': await ask(
      `SELECT p.oid::regprocedure::text AS name FROM pg_proc p, aclexplode(
         coalesce(p.proacl, acldefault('f', p.proowner))) acl
       WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND acl.grantee = 0`,
    ),
    'functions with the owner’s rights that are neither upkeep of partitions nor erasure':
      await ask(
        `SELECT oid::regprocedure::text AS name FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prosecdef
         AND pg_get_userbyid(proowner) <> $1 AND proname <> ALL ($2)
         AND has_function_privilege($3, oid, 'EXECUTE')`,
        [lookupRole, [...partitionUpkeep, ...erasure], appRole],
      ),
    'roles that may too much': await ask(
      `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY ($1)
         AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
      [[appRole, lookupRole]],
    ),
    'tables the app role could empty or change the form of': await ask(
      `SELECT relname AS name FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND (has_table_privilege($1, oid, 'TRUNCATE') OR has_table_privilege($1, oid, 'TRIGGER')
           OR has_table_privilege($1, oid, 'REFERENCES') OR pg_get_userbyid(relowner) = $1)`,
      [appRole],
    ),
    'memberships of the app role': await ask(
      `SELECT pg_get_userbyid(roleid) AS name FROM pg_auth_members
       WHERE member = $1::regrole`,
      [appRole],
    ),
    'secrets the app role can read without a tenant': await ask(
      `SELECT relname AS name FROM pg_class WHERE relname = 'master_key'
         AND has_table_privilege($1, oid, 'SELECT')`,
      [appRole],
    ),
    'schemas the app role may make things in': await ask(
      `SELECT nspname AS name FROM pg_namespace
       WHERE nspname = 'public' AND has_schema_privilege($1, oid, 'CREATE')`,
      [appRole],
    ),
  };
}

/** What is wrong with the wall between tenants, by the catalog, with the names of what has it. */
export async function catalogFaults(client: pg.Client): Promise<Record<string, string[]>> {
  const all = Object.entries(await look(client));
  return Object.fromEntries(all.filter(([, names]) => names.length > 0));
}
