import type { Index, NodeId, ReadState } from './types.ts';

interface PendingRead {
  readonly position: number;
  /** What was committed when it was asked for: what it must see. */
  readonly index: Index;
  /** Who asks: null is this node. */
  readonly asker: { readonly id: NodeId; readonly life: number } | null;
  readonly token: number;
}

/** More than this wait for no quorum. */
const PENDING_MAX = 16_384;

/**
 * Reads that wait until their leader knows that it still led after they were asked for (ReadIndex,
 * dissertation §6.4). They are numbered in the order they came, and answers of followers acknowledge
 * numbers: a name chosen by a client may come twice, and an old answer to it would count (etcd #20418).
 */
export class Reads {
  /** Of this start of the node. */
  readonly life: number;
  #pending: PendingRead[] = [];
  #position = 0;
  #askedPosition = 0;
  /** Reads of this node that may be served. */
  released: ReadState[] = [];

  constructor(life: number) {
    this.life = life;
  }

  get position(): number {
    return this.#position;
  }

  get count(): number {
    return this.#pending.length;
  }

  get isFull(): boolean {
    return this.#pending.length >= PENDING_MAX;
  }

  /** Reads came since the last round of heartbeats. */
  get needsRound(): boolean {
    return this.#pending.length > 0 && this.#askedPosition < this.#position;
  }

  add(read: Omit<PendingRead, 'position'>): void {
    this.#position += 1;
    this.#pending.push({ ...read, position: this.#position });
  }

  /** A heartbeat goes to everybody, and asks for all that came until now. */
  onRound(): void {
    this.#askedPosition = this.#position;
  }

  /** A quorum has answered up to `position`. */
  take(position: number): PendingRead[] {
    const kept = this.#pending.findIndex((read) => read.position > position);
    return this.#pending.splice(0, kept === -1 ? this.#pending.length : kept);
  }

  /** The leadership ends: nobody will answer these. */
  clear(): void {
    this.#pending = [];
    this.#position = 0;
    this.#askedPosition = 0;
  }
}
