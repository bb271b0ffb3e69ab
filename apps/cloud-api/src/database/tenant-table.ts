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
