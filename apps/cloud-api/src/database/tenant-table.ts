import type { QueryRunner } from 'typeorm';
import { appRole } from './roles.ts';

type Privilege = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

/**
 * Raises the second wall between tenants around a table (the first is the scoping in the services).
 * After a transaction the setting is '' rather than NULL on a pooled connection, hence the NULLIF;
 * there is no branch for "unset", so that whoever forgets the tenant sees nothing.
 */
export async function protectTenantTable(
  runner: QueryRunner,
  table: string,
  {
    privileges,
    tenantColumn = 'organisation_id',
  }: {
    privileges: readonly Privilege[];
    tenantColumn?: string;
  },
): Promise<void> {
  const own = `${tenantColumn} = NULLIF(current_setting('app.organisation_id', true), '')::uuid`;
  await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await runner.query(
    `CREATE POLICY ${table}_tenant ON ${table} USING (${own}) WITH CHECK (${own})`,
  );
  await runner.query(`GRANT ${privileges.join(', ')} ON ${table} TO ${appRole}`);
}

/**
 * Raises the wall around a table of a person's own secrets, which belong to no organisation: only a
 * transaction that has entered the account (`enterAccount`) sees its row.
 */
export async function protectAccountTable(
  runner: QueryRunner,
  table: string,
  { privileges, accountColumn }: { privileges: readonly Privilege[]; accountColumn: string },
): Promise<void> {
  const own = `${accountColumn} = NULLIF(current_setting('app.account_id', true), '')::uuid`;
  await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await runner.query(
    `CREATE POLICY ${table}_account ON ${table} USING (${own}) WITH CHECK (${own})`,
  );
  await runner.query(`GRANT ${privileges.join(', ')} ON ${table} TO ${appRole}`);
}

/**
 * Narrows a tenant's table to the sites that the caller was granted. A restrictive policy can only
 * take away, so "unset" means every site of the organisation that the tenant policy has let through.
 * The setting is read once for a statement, not once for a row.
 */
export async function limitToSites(
  runner: QueryRunner,
  table: string,
  siteColumn = 'site_id',
): Promise<void> {
  const setting = `(SELECT coalesce(current_setting('app.site_ids', true), ''))`;
  const granted = `${setting} = '' OR ${siteColumn}::text = ANY (string_to_array(${setting}, ','))`;
  await runner.query(
    `CREATE POLICY ${table}_sites ON ${table} AS RESTRICTIVE TO ${appRole}
     USING (${granted}) WITH CHECK (${granted})`,
  );
}
