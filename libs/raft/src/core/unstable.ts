import { assert } from './assert.ts';
import type { Index } from './types.ts';

/**
 * Which part of the log is on disk. Durability is tracked by the number of the write, not by the
 * (index, term) of what it held: an entry can be overwritten and come back with the same term, and
 * the first write's completion must then not count for the third (the "ABA" race).
 */
export class Unstable {
  #stableIndex: Index;
  #offeredIndex: Index;
  #truncateAfter: Index | null = null;
  #writes: { readonly seq: number; lastIndex: Index }[] = [];

  constructor(lastIndex: Index) {
    this.#stableIndex = lastIndex;
    this.#offeredIndex = lastIndex;
  }

  /** Everything up to here is durable as it now stands in the log. */
  get stableIndex(): Index {
    return this.#stableIndex;
  }

  /** Everything up to here is durable or on its way to disk. */
  get offeredIndex(): Index {
    return this.#offeredIndex;
  }

  /** Entries above this were handed to the disk and must be cut there; null when none. */
  get truncateAfter(): Index | null {
    return this.#truncateAfter;
  }

  /** The log was cut: what was written, or is being written, above `after` counts no more. */
  onTruncated(after: Index): void {
    if (this.#offeredIndex > after) {
      this.#truncateAfter = Math.min(this.#truncateAfter ?? after, after);
      this.#offeredIndex = after;
    }
    this.#stableIndex = Math.min(this.#stableIndex, after);
    for (const write of this.#writes) write.lastIndex = Math.min(write.lastIndex, after);
  }

  /** A snapshot replaced the log: no write under way speaks of what is in it now. */
  onRestored(index: Index): void {
    this.#truncateAfter = null;
    this.#offeredIndex = index;
    this.#stableIndex = Math.min(this.#stableIndex, index);
    for (const write of this.#writes) write.lastIndex = 0;
  }

  /** Write `seq` takes the log up to `lastIndex` to disk. */
  onOffered(seq: number, lastIndex: Index): void {
    assert(lastIndex >= this.#offeredIndex, 'offers go forward');
    this.#offeredIndex = lastIndex;
    this.#truncateAfter = null;
    this.#writes.push({ seq, lastIndex });
  }

  onPersisted(seq: number): void {
    const write = this.#writes.shift();
    assert(write?.seq === seq, `write ${seq} completes in order`);
    this.#stableIndex = Math.max(this.#stableIndex, write.lastIndex);
  }
}
