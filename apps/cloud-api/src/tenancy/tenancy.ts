import type { DataSource, EntityManager } from 'typeorm';
import { openForAfterCommit, runAfterCommit } from './after-commit.ts';
import { explainDatabaseErrors, retryConflicts } from './conflicts.ts';
import { ConnectionTurns, poolSizeOf } from './connection-turns.ts';
import { enterTenant, tenantParameters } from './enter-tenant.ts';
import { WholeTransaction } from './whole-transaction.ts';

/**
 * The only way to a tenant's rows. The data source is private to this folder, so that no repository
 * can be reached outside a transaction that has its organisation set.
 */
export class Tenancy {
  constructor(
    private readonly dataSource: DataSource,
    private readonly turns: ConnectionTurns = new ConnectionTurns(poolSizeOf(dataSource)),
  ) {}

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
    const whole = WholeTransaction.current(organisationId);
    if (whole) return retryConflicts(() => whole.part(work));
    const { tx, result } = await retryConflicts(() => this.open(organisationId, work));
    runAfterCommit(tx);
    return result;
  }

  /**
   * Runs `work` so that every transaction of the organisation within it is part of one: all that they
   * did is committed together with what `work` itself does with `tx`, or none of it where it rejects.
   * It runs once. Parts that reject leave nothing, as they do by themselves.
   */
  async whole<Result>(
    organisationId: string,
    work: (tx: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    const { tx, result } = await explainDatabaseErrors(() =>
      this.open(organisationId, (tx) => new WholeTransaction(organisationId, tx).run(work)),
    );
    runAfterCommit(tx);
    return result;
  }

  /** Tells what would come of `work`, and leaves nothing of it. Rejects as `work` does. */
  async trial<Result>(
    organisationId: string,
    work: (tx: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    let outcome: { result: Result } | null = null;
    const undone = new Error('A trial is undone.');
    try {
      await this.whole(organisationId, async (tx) => {
        outcome = { result: await work(tx) };
        throw undone;
      });
    } catch (error) {
      if (error !== undone) throw error;
    }
    return (outcome as unknown as { result: Result }).result;
  }

  private async open<Result>(
    organisationId: string,
    work: (tx: EntityManager) => Promise<Result>,
  ): Promise<{ tx: EntityManager; result: Result }> {
    const parameters = tenantParameters(organisationId);
    return this.turns.run(organisationId, () =>
      this.dataSource.transaction(async (tx) => {
        openForAfterCommit(tx);
        await tx.query(enterTenant, parameters);
        return { tx, result: await work(tx) };
      }),
    );
  }
}
