import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../database/database.errors.ts';

/**
 * The only way to a tenant's rows. The data source is private to this folder, so that no repository
 * can be reached outside a transaction that has its organisation set.
 */
export class Tenancy {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction that sees and writes one organisation's rows. `organisationId`
   * is a UUID out of a verified credential, never out of a request.
   * Throws `DatabaseUnavailable` where Postgres is away.
   */
  async transaction<Result>(
    organisationId: string,
    work: (tx: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.dataSource.transaction(async (tx) => {
        // Local to the transaction: the next one on this connection starts without a tenant.
        await tx.query('SELECT set_config($1, $2, true)', ['app.organisation_id', organisationId]);
        return work(tx);
      });
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}
