import type { Prng } from '../../src/core/prng.ts';
import type { Message, NodeId } from '../../src/core/types.ts';
import type { EventQueue } from './event-queue.ts';

export interface NetworkFaults {
  /** In thousandths. */
  readonly dropPermille: number;
  readonly duplicatePermille: number;
  readonly delayMsMax: number;
}

/** Loses, delays, repeats and so reorders messages; links can be cut in one direction. */
export class Network {
  readonly #queue: EventQueue;
  readonly #rng: Prng;
  readonly #deliver: (message: Message) => void;
  readonly #cut = new Set<string>();
  faults: NetworkFaults;

  constructor(
    queue: EventQueue,
    rng: Prng,
    faults: NetworkFaults,
    deliver: (message: Message) => void,
  ) {
    this.#queue = queue;
    this.#rng = rng;
    this.faults = faults;
    this.#deliver = deliver;
  }

  send(message: Message): void {
    const copies = this.#happens(this.faults.duplicatePermille) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      if (this.#happens(this.faults.dropPermille)) continue;
      // Now and then much longer than usual, so that messages outlive terms.
      const factor = this.#happens(10) ? 40 : 1;
      const delayMs = 0.2 + this.#rng.below(this.faults.delayMsMax * 100) / 100;
      this.#queue.after(delayMs * factor, () => {
        // Cut links lose what is under way too.
        if (!this.isCut(message.from, message.to)) this.#deliver(message);
      });
    }
  }

  cut(from: NodeId, to: NodeId): void {
    this.#cut.add(`${from}>${to}`);
  }

  isCut(from: NodeId, to: NodeId): boolean {
    return this.#cut.size > 0 && this.#cut.has(`${from}>${to}`);
  }

  heal(): void {
    this.#cut.clear();
  }

  #happens(permille: number): boolean {
    return permille > 0 && this.#rng.below(1000) < permille;
  }
}
