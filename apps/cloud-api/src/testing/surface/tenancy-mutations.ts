import { appRole } from '../../database/roles.ts';
import type { TestDatabase } from '../database.ts';

/** A mistake in the wall between tenants, and how it is mended again. */
export interface TenancyMutation {
  readonly name: string;
  /** Null where it is of no one table. */
  readonly table: string | null;
  readonly plant: string;
  readonly mend: string;
  /** What still stands between tenants where only the catalog notices. */
  readonly behind: string;
}

interface Policy {
  table: string;
  name: string;
  permissive: string;
  roles: string;
  cmd: string;
  qual: string;
  check: string | null;
}

const services = 'the services name the organisation in their own conditions';

/** Every policy dropped, every tenant policy opened, every table without force and without a wall. */
export async function tenancyMutations(
  database: Pick<TestDatabase, 'query'>,
): Promise<TenancyMutation[]> {
  const policies = await database.query<Policy>(
    `SELECT tablename AS table, policyname AS name, permissive, array_to_string(roles, ', ') AS roles,
       cmd, qual, with_check AS check FROM pg_policies ORDER BY 1, 2`,
  );
  const tables = [...new Set(policies.map(({ table }) => table))];
  return [
    ...policies.map(dropped),
    ...policies
      .filter(({ cmd, permissive }) => cmd === 'ALL' && permissive === 'PERMISSIVE')
      .map(opened),
    ...tables.map((table): TenancyMutation => ({
      name: `${table} without FORCE`,
      table,
      plant: `ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`,
      mend: `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
      behind: 'the role of the application does not own the table',
    })),
    ...tables.map((table): TenancyMutation => ({
      name: `${table} without row-level security`,
      table,
      plant: `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`,
      mend: `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
      behind: services,
    })),
    ...ofTheWhole,
  ];
}

function dropped(policy: Policy): TenancyMutation {
  const { table, name } = policy;
  return {
    name: `${name} dropped`,
    table,
    plant: `DROP POLICY ${name} ON ${table}`,
    mend: creation(policy),
    behind: 'a table without a policy shows nothing to anybody',
  };
}

function opened({ table, name, qual, check }: Policy): TenancyMutation {
  return {
    name: `${name} open to all`,
    table,
    plant: `ALTER POLICY ${name} ON ${table} USING (true) WITH CHECK (true)`,
    mend: `ALTER POLICY ${name} ON ${table} USING (${qual}) WITH CHECK (${check ?? qual})`,
    behind: services,
  };
}

function creation({ table, name, permissive, roles, cmd, qual, check }: Policy): string {
  const end = check === null ? '' : ` WITH CHECK (${check})`;
  return `CREATE POLICY ${name} ON ${table} AS ${permissive} FOR ${cmd} TO ${roles} USING (${qual})${end}`;
}

const ofTheWhole: readonly TenancyMutation[] = [
  {
    name: 'a view with its owner’s eyes',
    table: null,
    plant: `CREATE VIEW all_sites AS SELECT * FROM site; GRANT SELECT ON all_sites TO ${appRole}`,
    mend: 'DROP VIEW all_sites',
    behind: 'nothing in the application reads it',
  },
  {
    name: 'a materialized view',
    table: null,
    plant: `CREATE MATERIALIZED VIEW site_names AS SELECT name FROM site; GRANT SELECT ON site_names TO ${appRole}`,
    mend: 'DROP MATERIALIZED VIEW site_names',
    behind: 'nothing in the application reads it',
  },
  {
    name: 'BYPASSRLS for the role of the application',
    table: null,
    plant: `ALTER ROLE ${appRole} BYPASSRLS`,
    mend: `ALTER ROLE ${appRole} NOBYPASSRLS`,
    behind: services,
  },
  {
    name: 'TRUNCATE for the role of the application',
    table: null,
    plant: `GRANT TRUNCATE ON site TO ${appRole}`,
    mend: `REVOKE TRUNCATE ON site FROM ${appRole}`,
    behind: 'nothing in the application empties tables',
  },
];
