import pg from 'pg';
import { uuidFromId } from '@eyrie/contracts';
import type { TestDatabase } from '../database.ts';
import type { FilledOrganisation } from '../filled-organisation.ts';

interface Table {
  name: string;
  /** The column with the organisation. */
  tenant: string;
  /** The column with the site, where there is one and a grant of some sites narrows the table. */
  site: string | null;
}

/**
 * Asks the database itself as the role of the application would, in the transaction of one
 * organisation, for rows of another: without any condition of the services in between.
 */
export class RowProbe {
  private constructor(
    private readonly client: pg.Client,
    private readonly tables: readonly Table[],
    private readonly victim: FilledOrganisation,
    private readonly intruder: FilledOrganisation,
  ) {}

  static async between(
    database: Pick<TestDatabase, 'query' | 'appUrl'>,
    victim: FilledOrganisation,
    intruder: FilledOrganisation,
  ): Promise<RowProbe> {
    const tables = await database.query<Table>(
      `SELECT c.relname AS name, t.attname AS tenant, CASE WHEN EXISTS (SELECT 1 FROM pg_policies p
           WHERE p.tablename = c.relname AND p.permissive = 'RESTRICTIVE')
         THEN CASE WHEN c.relname = 'site' THEN 'id' ELSE 'site_id' END END AS site
       FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid AND NOT t.attisdropped
         AND t.attname = CASE WHEN c.relname = 'organisation' THEN 'id' ELSE 'organisation_id' END
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition ORDER BY 1`,
    );
    const client = new pg.Client({ connectionString: database.appUrl });
    await client.connect();
    return new RowProbe(client, tables, victim, intruder);
  }

  /** What could be seen or done; empty where the wall stands. */
  async faults(): Promise<string[]> {
    const faults: string[] = [];
    for (const table of this.tables) faults.push(...(await this.probe(table)));
    return faults;
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async probe({ name, tenant, site }: Table): Promise<string[]> {
    const theirs = [this.victim.organisationId];
    const as = this.intruder.organisationId;
    const where = `WHERE ${tenant} = $1`;
    const faults: string[] = [];
    const count = async (what: string, sql: string, parameters: string[], sites = '') => {
      const rows = await this.try(as, sites, sql, parameters);
      if (rows > 0) faults.push(`${name}: ${what} ${rows} rows`);
    };
    await count('saw', `SELECT 1 FROM ${name} ${where}`, theirs);
    await count('changed', `UPDATE ${name} SET ${tenant} = ${tenant} ${where}`, theirs);
    await count('deleted', `DELETE FROM ${name} ${where}`, theirs);
    const inserted = await this.errorOf(as, `INSERT INTO ${name} (${tenant}) VALUES ($1)`, theirs);
    // Policies speak before constraints do.
    if (inserted !== '42501') faults.push(`${name}: could have inserted (${inserted})`);
    if (site !== null) {
      const granted = uuidFromId('site', this.intruder.otherSite.id);
      const other = uuidFromId('site', this.intruder.site.id);
      const sql = `SELECT 1 FROM ${name} WHERE ${site} = $1`;
      await count('at a site not granted saw', sql, [other], granted);
    }
    return faults;
  }

  /** How many rows a statement finds; none where it is refused. */
  private async try(as: string, sites: string, sql: string, parameters: string[]): Promise<number> {
    return this.inTransaction(as, sites, async () => {
      const { rowCount } = await this.client.query(sql, parameters);
      return rowCount ?? 0;
    }).catch((error: unknown) => {
      if ((error as pg.DatabaseError).code === '42501') return 0;
      // A row that others refer to was found before it could not be deleted.
      if ((error as pg.DatabaseError).code === '23503') return 1;
      throw error;
    });
  }

  private errorOf(as: string, sql: string, parameters: string[]): Promise<string> {
    return this.inTransaction(as, '', () => this.client.query(sql, parameters)).then(
      () => 'no error',
      (error: unknown) => (error as pg.DatabaseError).code ?? '',
    );
  }

  private async inTransaction<Result>(
    as: string,
    sites: string,
    work: () => Promise<Result>,
  ): Promise<Result> {
    await this.client.query('BEGIN');
    try {
      const enter = `SELECT set_config('app.organisation_id', $1, true), set_config('app.site_ids', $2, true)`;
      await this.client.query(enter, [as, sites]);
      return await work();
    } finally {
      await this.client.query('ROLLBACK');
    }
  }
}
