import type { DataSource, EntityManager } from 'typeorm';
import { openForAfterCommit, runAfterCommit } from './after-commit.ts';
import { retryConflicts } from './conflicts.ts';
import { enterTenant, tenantParameters } from './enter-tenant.ts';

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
   * `work` runs again where Postgres undid it for the sake of another transaction, so that it may have
   * no effect beside. Throws `DatabaseUnavailable` where Postgres is away, `DatabaseBusy` where it does
   * not get to it in time.
   */
  async transaction<Result>(
    organisationId: string,
    work: (tx: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    const { tx, result } = await retryConflicts(() =>
      this.dataSource.transaction(async (tx) => {
        openForAfterCommit(tx);
        await tx.query(enterTenant, tenantParameters(organisationId));
        return { tx, result: await work(tx) };
      }),
    );
    runAfterCommit(tx);
    return result;
  }
}
