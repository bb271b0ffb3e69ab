import type { Command, StateMachine } from '@eyrie/raft';
import { decodeCommand } from './command.ts';
import { applyCommand, emptySiteState, type AdoptionResult, type SiteState } from './site-state.ts';

/** The site's state in memory, as Raft feeds it; tells listeners after each change. */
export class SiteStateMachine implements StateMachine<AdoptionResult> {
  readonly #listeners = new Set<(state: SiteState) => void>();
  #state: SiteState;

  constructor(siteId: string) {
    this.#state = emptySiteState(siteId);
  }

  get state(): SiteState {
    return this.#state;
  }

  apply(commands: readonly Command[]): readonly AdoptionResult[] {
    const before = this.#state;
    const results = commands.map(({ data }) => {
      const [next, result] = applyCommand(this.#state, decodeCommand(data));
      this.#state = next;
      return result;
    });
    if (this.#state !== before) {
      // Not from within apply: an exception there stops the node, and a listener is not its business.
      queueMicrotask(() => {
        for (const listener of [...this.#listeners]) listener(this.#state);
      });
    }
    return results;
  }

  /** Calls back soon after each change; the answer ends it. */
  onChange(listener: (state: SiteState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
