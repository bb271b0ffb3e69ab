import type { DataSource, EntityManager } from 'typeorm';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../database/database.errors.ts';
import { currentRequest } from '../request-context/request-context.ts';

/**
 * The only way to a tenant's rows. The data source is private to this folder, so that no repository
 * can be reached outside a transaction that has its organisation set.
 */
export class Tenancy {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction that sees and writes one organisation's rows. `organisationId`
   * is a UUID out of a verified credential, never out of a request. Where the caller of the request
   * was granted some sites only, rows of others do not exist in it.
   * Throws `DatabaseUnavailable` where Postgres is away.
   */
  async transaction<Result>(
    organisationId: string,
    work: (tx: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.dataSource.transaction(async (tx) => {
        // Local to the transaction: the next one on this connection starts without a tenant.
        await tx.query(
          `SELECT set_config('app.organisation_id', $1, true), set_config('app.site_ids', $2, true)`,
          [organisationId, grantedSites()],
        );
        return work(tx);
      });
    } catch (error) {
      throw isDatabaseUnavailable(error) ? new DatabaseUnavailable(error) : error;
    }
  }
}

/** The sites of a caller who is limited to some; empty for everybody else. */
function grantedSites(): string {
  const principal = currentRequest()?.principal;
  return principal?.kind === 'person' ? (principal.siteIds?.join(',') ?? '') : '';
}
