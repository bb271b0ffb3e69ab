import type { Prng } from '../../src/core/prng.ts';
import type { Message, NodeId } from '../../src/core/types.ts';
import type { EventQueue } from './event-queue.ts';
import type { FaultKind } from './fault-kinds.ts';

export interface NetworkFaults {
  /** In thousandths. */
  dropPermille: number;
  duplicatePermille: number;
  delayMsMean: number;
  /** Messages overtake each other on a link; else each link keeps their order. */
  isReordering: boolean;
  /** Each link has a delay of its own, up to so many times the usual. */
  asymmetryMax: number;
}

export const CALM: Readonly<NetworkFaults> = {
  dropPermille: 0,
  duplicatePermille: 0,
  delayMsMean: 3,
  isReordering: false,
  asymmetryMax: 1,
};

const IDS_MAX = 256;
const BIG_ENTRIES = 2;

/** Loses, delays, repeats and reorders messages; links can be cut or clogged, each way by itself. */
export class Network {
  readonly #queue: EventQueue;
  readonly #rng: Prng;
  readonly #deliver: (message: Message) => void;
  readonly #count: (kind: FaultKind) => void;
  readonly #cutLinks = new Set<number>();
  readonly #cloggedUntilMs = new Map<number, number>();
  readonly #lastArrivalMs = new Map<number, number>();
  readonly #slowness = new Map<number, number>();
  /** In thousandths; while the radio flaps. */
  flapDropPermille = 0;
  isLosingBig = false;
  faults: NetworkFaults;

  constructor(
    queue: EventQueue,
    rng: Prng,
    faults: NetworkFaults,
    on: { deliver: (message: Message) => void; count: (kind: FaultKind) => void },
  ) {
    this.#queue = queue;
    this.#rng = rng;
    this.faults = faults;
    this.#deliver = on.deliver;
    this.#count = on.count;
  }

  send(message: Message): void {
    const copies = this.#happens(this.faults.duplicatePermille, 'duplicate') ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.#sendOnce(message);
  }

  #sendOnce(message: Message): void {
    if (this.#happens(this.faults.dropPermille, 'drop')) return;
    if (this.#happens(this.flapDropPermille, 'flap')) return;
    if (this.isLosingBig && isBig(message)) {
      this.#count('big-loss');
      return;
    }
    this.carry(message.from, message.to, () => this.#deliver(message));
  }

  /** Something gets from one to the other, unless the link is cut by then. */
  carry(from: NodeId, to: NodeId, arrive: () => void): void {
    const link = linkOf(from, to);
    const { nowMs } = this.#queue;
    const atMs = Math.max(
      nowMs + this.#drawDelay(link),
      this.#cloggedUntilMs.get(link) ?? 0,
      this.faults.isReordering ? 0 : (this.#lastArrivalMs.get(link) ?? 0),
    );
    this.#lastArrivalMs.set(link, atMs);
    this.#queue.after(atMs - nowMs, () => {
      // Cut links lose what is under way too.
      if (!this.#cutLinks.has(link)) arrive();
    });
  }

  #drawDelay(link: number): number {
    const { delayMsMean, asymmetryMax } = this.faults;
    // Exponential: most are short, and now and then one outlives a term.
    const delayMs = 0.2 - Math.log(1 - this.#rng.below(65_536) / 65_536) * delayMsMean;
    if (asymmetryMax === 1) return delayMs;
    const slowness = this.#slowness.get(link) ?? 1 + this.#rng.below(asymmetryMax);
    this.#slowness.set(link, slowness);
    return delayMs * slowness;
  }

  cut(from: NodeId, to: NodeId): void {
    this.#cutLinks.add(linkOf(from, to));
  }

  /** Nothing gets through for a while, and then all of it. */
  clog(from: NodeId, to: NodeId, ms: number): void {
    this.#cloggedUntilMs.set(linkOf(from, to), this.#queue.nowMs + ms);
  }

  /** Ends what was cut; what is clogged clears by itself. */
  heal(): void {
    this.#cutLinks.clear();
  }

  calm(): void {
    this.heal();
    this.#cloggedUntilMs.clear();
    this.faults = { ...CALM };
    this.flapDropPermille = 0;
    this.isLosingBig = false;
  }

  #happens(permille: number, kind: FaultKind): boolean {
    if (permille === 0 || this.#rng.below(1000) >= permille) return false;
    this.#count(kind);
    return true;
  }
}

function linkOf(from: NodeId, to: NodeId): number {
  return from * IDS_MAX + to;
}

function isBig(message: Message): boolean {
  return message.type === 'append' && message.entries.length >= BIG_ENTRIES;
}
