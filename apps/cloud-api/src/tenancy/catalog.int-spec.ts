import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { appRole } from '../database/roles.ts';
import { catalogFaults } from '../database/catalog-faults.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';

describe('the wall between tenants, by the catalog', () => {
  let database: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('has no gap', async () => {
    expect(await catalogFaults(client)).toEqual({});
  });

  // The check itself is checked: each of these mistakes has to be found.
  it.each([
    ['a policy is dropped', 'DROP POLICY site_tenant ON site'],
    ['a table is left open', 'ALTER TABLE camera NO FORCE ROW LEVEL SECURITY'],
    [
      'a policy says "unset means all"',
      `CREATE POLICY lax ON site FOR SELECT USING (current_setting('app.organisation_id', true) IS NULL)`,
    ],
    ['a table is forgotten', 'CREATE TABLE note (organisation_id uuid PRIMARY KEY)'],
    ['a view is made', 'CREATE VIEW all_sites AS SELECT * FROM site'],
    ['a materialized view is made', 'CREATE MATERIALIZED VIEW site_names AS SELECT name FROM site'],
    ['TRUNCATE is granted', `GRANT TRUNCATE ON site TO ${appRole}`],
    [
      'a function runs as the owner',
      `CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM site'`,
    ],
    [
      'a look-up is opened to everybody',
      'GRANT EXECUTE ON FUNCTION eyrie_has_organisation() TO PUBLIC',
    ],
  ])('goes red when %s', async (_, sql) => {
    await client.query('BEGIN');
    try {
      await client.query(sql);
      expect(Object.keys(await catalogFaults(client))).not.toEqual([]);
    } finally {
      await client.query('ROLLBACK');
    }
  });
});
