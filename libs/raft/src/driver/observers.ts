import type { SoftState } from '../core/types.ts';
import type { NodeFailed } from './errors.ts';

/** Those who want to know; each registration ends by the function it got. */
export class Observers {
  readonly #change = new Set<{ readonly tell: (state: SoftState) => void }>();
  readonly #failed = new Set<{ readonly tell: (failure: NodeFailed) => void }>();

  onChange(tell: (state: SoftState) => void): () => void {
    return register(this.#change, { tell });
  }

  onFailed(tell: (failure: NodeFailed) => void): () => void {
    return register(this.#failed, { tell });
  }

  tellChange(state: SoftState): void {
    for (const { tell } of [...this.#change]) tell(state);
  }

  tellFailed(failure: NodeFailed): void {
    for (const { tell } of [...this.#failed]) tell(failure);
  }
}

function register<T>(all: Set<T>, one: T): () => void {
  all.add(one);
  return () => {
    all.delete(one);
  };
}
