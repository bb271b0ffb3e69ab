const waiting = new WeakMap<object, (() => void)[]>();

/** From now on `afterCommit` may be asked for in this transaction. */
export function openForAfterCommit(tx: object): void {
  waiting.set(tx, []);
}

/**
 * Runs `work` once the transaction has been committed, in this process and as far as it lives: only
 * for what may also be lost. False where the transaction does not offer it.
 */
export function afterCommit(tx: object, work: () => void): boolean {
  const list = waiting.get(tx);
  list?.push(work);
  return list !== undefined;
}

export function runAfterCommit(tx: object): void {
  for (const work of waiting.get(tx) ?? []) work();
  waiting.delete(tx);
}
