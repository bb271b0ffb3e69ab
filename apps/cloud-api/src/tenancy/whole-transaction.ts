import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';

const storage = new AsyncLocalStorage<WholeTransaction>();

/**
 * One transaction that those asked for within it become parts of: each a savepoint, one after the
 * other, since a connection has one thread of savepoints.
 */
export class WholeTransaction {
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly organisationId: string,
    private readonly tx: EntityManager,
  ) {}

  /** The transaction of that organisation within which this runs; null where there is none. */
  static current(organisationId: string): WholeTransaction | null {
    const found = storage.getStore();
    return found?.organisationId === organisationId ? found : null;
  }

  /** Whatever `work` asks for becomes part of this transaction. */
  run<Result>(work: (tx: EntityManager) => Promise<Result>): Promise<Result> {
    return storage.run(this, () => work(this.tx));
  }

  /** A part: undone alone where it rejects. */
  part<Result>(work: (tx: EntityManager) => Promise<Result>): Promise<Result> {
    const turn = this.tail.then(() =>
      this.tx.transaction((tx) => new WholeTransaction(this.organisationId, tx).run(work)),
    );
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}
