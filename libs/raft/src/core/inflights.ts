import type { Index } from './types.ts';

interface Inflight {
  readonly lastIndex: Index;
  readonly bytes: number;
}

/** Appends sent to one follower and not yet answered, bounded by count and by bytes. */
export class Inflights {
  readonly #messagesMax: number;
  readonly #bytesMax: number;
  #queue: Inflight[] = [];
  #bytes = 0;

  constructor(messagesMax: number, bytesMax: number) {
    this.#messagesMax = messagesMax;
    this.#bytesMax = bytesMax;
  }

  get count(): number {
    return this.#queue.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Bytes count once they are reached, so that one large append can always leave. */
  get isFull(): boolean {
    return this.#queue.length >= this.#messagesMax || this.#bytes >= this.#bytesMax;
  }

  add(lastIndex: Index, bytes: number): void {
    this.#queue.push({ lastIndex, bytes });
    this.#bytes += bytes;
  }

  /** The follower has everything up to `index`. */
  freeUpTo(index: Index): void {
    const kept = this.#queue.findIndex((inflight) => inflight.lastIndex > index);
    const freed = this.#queue.splice(0, kept === -1 ? this.#queue.length : kept);
    for (const inflight of freed) this.#bytes -= inflight.bytes;
  }

  reset(): void {
    this.#queue = [];
    this.#bytes = 0;
  }
}
