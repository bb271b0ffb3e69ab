import type { Entry, Index } from '../../src/core/types.ts';

// Taken once: in Jest's sandbox each look at a global costs more than the hash.
const { imul } = Math;

/** Folds bytes or numbers into a 32-bit hash (FNV-1a). */
export function fold(hash: number, value: number): number {
  return imul(hash ^ value, 0x01000193) >>> 0;
}

export function foldText(hash: number, text: string): number {
  for (let at = 0; at < text.length; at += 1) hash = fold(hash, text.charCodeAt(at));
  return hash;
}

/**
 * A copy of a log as hashes, each over the entry and all before it: two logs that have the same
 * hash at an index are equal up to there, which is what Raft's Log Matching is about.
 */
export class Chain {
  readonly #hashes: number[] = [];

  get lastIndex(): Index {
    return this.#hashes.length;
  }

  at(index: Index): number {
    return index === 0 ? 0x811c9dc5 : (this.#hashes[index - 1] ?? -1);
  }

  truncateAfter(index: Index): void {
    this.#hashes.length = Math.min(this.#hashes.length, index);
  }

  append(entry: Entry): number {
    let hash = fold(this.at(entry.index - 1), entry.term);
    for (const byte of entry.data) hash = fold(hash, byte);
    this.#hashes.push(fold(hash, entry.index));
    return this.at(entry.index);
  }
}
