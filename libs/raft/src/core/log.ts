import { assert } from './assert.ts';
import type { Entry, Index, Term } from './types.ts';
import { Unstable } from './unstable.ts';

/** The last place that was compacted: what lies up to here is not in the log any more. */
export interface LogBase {
  readonly index: Index;
  readonly term: Term;
}

/** The log as this node holds it in memory, with its commit index and what of it is on disk. */
export class RaftLog {
  readonly unstable: Unstable;
  #base: LogBase;
  #entries: Entry[];
  #commit: Index;

  constructor(base: LogBase, entries: readonly Entry[], commit: Index) {
    entries.forEach((entry, at) =>
      assert(entry.index === base.index + at + 1, 'the log has no hole'),
    );
    this.#base = base;
    this.#entries = [...entries];
    this.#commit = Math.max(commit, base.index);
    assert(this.#commit <= this.lastIndex, 'what is committed is in the log');
    this.unstable = new Unstable(this.lastIndex);
  }

  get base(): LogBase {
    return this.#base;
  }

  get lastIndex(): Index {
    return this.#base.index + this.#entries.length;
  }

  get lastTerm(): Term {
    return this.#entries.at(-1)?.term ?? this.#base.term;
  }

  get commit(): Index {
    return this.#commit;
  }

  /** The term at an index, 0 before the log; null past its end, and below what was compacted. */
  termAt(index: Index): Term | null {
    if (index === this.#base.index) return this.#base.term;
    return this.#entries[index - this.#base.index - 1]?.term ?? null;
  }

  /** Entries from `from` to `to`, both included; at least one if there is one, then up to `bytesMax`. */
  slice(from: Index, to: Index, bytesMax: number): Entry[] {
    const entries: Entry[] = [];
    let bytes = 0;
    for (let index = from; index <= Math.min(to, this.lastIndex); index += 1) {
      const entry = this.#at(index);
      bytes += entry.data.length + ENTRY_OVERHEAD_BYTES;
      if (entries.length > 0 && bytes > bytesMax) break;
      entries.push(entry);
    }
    return entries;
  }

  /** Whether one from `from` to `to`, both included, changes members. */
  hasConf(from: Index, to: Index): boolean {
    for (let index = from; index <= Math.min(to, this.lastIndex); index += 1) {
      if (this.#at(index).type === 'conf') return true;
    }
    return false;
  }

  append(entries: readonly Entry[]): void {
    for (const entry of entries) {
      assert(entry.index === this.lastIndex + 1, 'entries follow each other');
      assert(entry.term >= this.lastTerm, 'terms never fall along the log');
      this.#entries.push(entry);
    }
  }

  /** Removes everything above `after`, which must not be committed. */
  truncateAfter(after: Index): void {
    assert(after >= this.#commit, 'a committed entry is never cut');
    if (after >= this.lastIndex) return;
    this.#entries.length = after - this.#base.index;
    this.unstable.onTruncated(after);
  }

  /** Forgets what lies up to `index`, which must be applied; forgotten things are in a snapshot. */
  compact(index: Index): void {
    const term = this.termAt(index);
    if (index <= this.#base.index) return;
    assert(term !== null && index <= this.#commit, 'only what is committed is compacted');
    this.#entries = this.#entries.slice(index - this.#base.index);
    this.#base = { index, term };
  }

  /** A snapshot takes the place of all that is here, agreeing or not. */
  restore(base: LogBase): void {
    assert(base.index >= this.#commit, 'a snapshot never takes back what is committed');
    this.#base = base;
    this.#entries = [];
    this.#commit = base.index;
    this.unstable.onRestored(base.index);
  }

  /** The first of `entries` that this log lacks or has with another term; null when it has all. */
  findConflict(entries: readonly Entry[]): Index | null {
    return entries.find((entry) => this.termAt(entry.index) !== entry.term)?.index ?? null;
  }

  /**
   * The highest index up to `index` whose term is at most `term`: above it the logs surely differ,
   * so a whole term of conflicts is passed over in one round trip (§5.3, end).
   */
  findConflictByTerm(index: Index, term: Term): { index: Index; term: Term } {
    let at = Math.min(index, this.lastIndex);
    while (at > this.#base.index && (this.termAt(at) ?? 0) > term) at -= 1;
    return { index: at, term: this.termAt(at) ?? 0 };
  }

  /** §5.4.1: the later last term is newer; with equal last terms the longer log is. */
  isUpToDate(lastIndex: Index, lastTerm: Term): boolean {
    return lastTerm > this.lastTerm || (lastTerm === this.lastTerm && lastIndex >= this.lastIndex);
  }

  /** Never goes back. */
  commitTo(index: Index): void {
    assert(index <= this.lastIndex, 'what is committed is in the log');
    this.#commit = Math.max(this.#commit, index);
  }

  #at(index: Index): Entry {
    const entry = this.#entries[index - this.#base.index - 1];
    assert(entry !== undefined, `entry ${index} is in the log`);
    return entry;
  }
}

/** Counted for each entry besides its data, so that many empty entries are bounded too. */
const ENTRY_OVERHEAD_BYTES = 32;
