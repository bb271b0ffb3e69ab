import type { RawNode } from '../core/raw-node.ts';
import type { Ready } from '../core/ready.ts';

interface Events {
  readonly isEnded: () => boolean;
  /** Does what the core wants done. */
  readonly perform: (ready: Ready) => void;
  readonly onFailed: (what: string, error: unknown) => void;
}

/**
 * One event after the other into the core, and all that follows from each out of it before the next.
 * What comes while that is being done, by those who are told, waits its turn in the core.
 */
export class Pump {
  readonly #core: RawNode;
  readonly #events: Events;
  #isPumping = false;

  constructor(core: RawNode, events: Events) {
    this.#core = core;
    this.#events = events;
  }

  /** Any exception is a defect, and ends the node. */
  run<T>(event: () => T): T | undefined {
    let result: T | undefined;
    try {
      result = event();
    } catch (error) {
      this.#events.onFailed('The node broke one of its rules.', error);
    }
    this.drain();
    return result;
  }

  runUnlessEnded(event: () => void): void {
    if (!this.#events.isEnded()) this.run(event);
  }

  drain(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (!this.#events.isEnded() && this.#core.hasReady()) {
        this.#events.perform(this.#core.ready());
      }
    } catch (error) {
      this.#events.onFailed('Applying a command or telling an observer failed.', error);
    } finally {
      this.#isPumping = false;
    }
  }
}
