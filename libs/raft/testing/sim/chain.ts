import type { Entry, Index, Term } from '../../src/core/types.ts';

// Taken once: in Jest's sandbox each look at a global costs more than the hash.
const { imul } = Math;

/** Folds bytes or numbers into a 32-bit hash (FNV-1a). */
export function fold(hash: number, value: number): number {
  return imul(hash ^ value, 0x01000193) >>> 0;
}

export function foldText(hash: number, text: string): number {
  let folded = hash;
  for (let at = 0; at < text.length; at += 1) folded = fold(folded, text.charCodeAt(at));
  return folded;
}

const hashes = new WeakMap<Entry, number>();

function hashOf(entry: Entry): number {
  const known = hashes.get(entry);
  if (known !== undefined) return known;
  let hash = fold(fold(0x811c9dc5, entry.term), entry.index);
  for (const byte of entry.data) hash = fold(hash, byte);
  hash = fold(hash, entry.data.length);
  hashes.set(entry, hash);
  return hash;
}

/**
 * A copy of a log as hashes, each over the entry and all before it: two logs that have the same
 * hash at an index are equal up to there, which is what Raft's Log Matching is about.
 */
export class Chain {
  #hashes: number[] = [];
  #terms: Term[] = [];

  get lastIndex(): Index {
    return this.#hashes.length;
  }

  get lastTerm(): Term {
    return this.#terms.at(-1) ?? 0;
  }

  at(index: Index): number {
    return index === 0 ? 0x811c9dc5 : (this.#hashes[index - 1] ?? -1);
  }

  truncateAfter(index: Index): void {
    if (index >= this.#hashes.length) return;
    this.#hashes.length = index;
    this.#terms.length = index;
  }

  append(entry: Entry): number {
    const hash = fold(this.at(entry.index - 1), hashOf(entry));
    this.#hashes.push(hash);
    this.#terms.push(entry.term);
    return hash;
  }

  /** A log that a snapshot stands for, by the hashes of what was committed up to its end. */
  static upTo(hashes: readonly number[], last: { index: Index; term: Term }): Chain {
    const chain = new Chain();
    chain.#hashes = hashes.slice(0, last.index);
    // Of compacted entries only the last one's term is ever asked for.
    chain.#terms = chain.#hashes.map(() => last.term);
    return chain;
  }

  copy(): Chain {
    const copy = new Chain();
    copy.#hashes = [...this.#hashes];
    copy.#terms = [...this.#terms];
    return copy;
  }

  isEqual(other: Chain): boolean {
    return (
      this.lastIndex === other.lastIndex && this.at(this.lastIndex) === other.at(other.lastIndex)
    );
  }
}
