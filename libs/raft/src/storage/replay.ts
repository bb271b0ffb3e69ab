import type { Entry, HardState, Index, SnapshotMeta } from '../core/types.ts';
import { decodeRecord, type WalRecord } from './record.ts';

/** The records contradict each other, which no crash can cause: the disk, or this code, is broken. */
export class WalInconsistent extends Error {
  constructor(reason: string) {
    super(`The log on disk contradicts itself: ${reason}.`);
    this.name = 'WalInconsistent';
  }
}

export const INITIAL_HARD_STATE: HardState = { term: 0, vote: null, commit: 0 };

/** Rebuilds what the records say, one after the other. */
export class Replay {
  #hardState = INITIAL_HARD_STATE;
  readonly #entries: Entry[] = [];
  #snapshot: SnapshotMeta | null = null;

  /** @throws UnreadableBytes, WalInconsistent */
  add(payload: Uint8Array): void {
    const record = decodeRecord(payload);
    switch (record.kind) {
      case 'ballot':
        this.#setBallot(record);
        break;
      case 'commit':
        this.#setCommit(record.index);
        break;
      case 'truncate':
        this.#truncate(record.after);
        break;
      case 'entry':
        this.#append(record);
        break;
      case 'snapshot':
        this.#begin(record.snapshot);
        break;
    }
  }

  /** `snapshot` is null where nothing was said about the beginning. */
  finish(): { hardState: HardState; entries: Entry[]; snapshot: SnapshotMeta | null } {
    return { hardState: this.#hardState, entries: this.#entries, snapshot: this.#snapshot };
  }

  get #lastIndex(): Index {
    return (this.#snapshot?.index ?? 0) + this.#entries.length;
  }

  #begin(snapshot: SnapshotMeta): void {
    check(snapshot.index >= (this.#snapshot?.index ?? 0), 'a snapshot goes back');
    check(snapshot.term <= this.#hardState.term, 'a snapshot precedes its term');
    this.#snapshot = snapshot;
    this.#entries.length = 0;
    // What was committed above it is known to be so; its entries follow.
    this.#hardState = { ...this.#hardState, commit: snapshot.index };
  }

  #setBallot({ term, vote }: Extract<WalRecord, { kind: 'ballot' }>): void {
    const before = this.#hardState;
    check(term >= before.term, 'a term falls');
    const isFree = term > before.term || before.vote === null;
    check(isFree || vote === before.vote, 'a vote changes in its term');
    this.#hardState = { ...before, term, vote };
  }

  #setCommit(commit: Index): void {
    check(commit >= this.#hardState.commit, 'a commit index falls');
    check(commit <= this.#lastIndex, 'it commits what it does not hold');
    this.#hardState = { ...this.#hardState, commit };
  }

  #truncate(after: number): void {
    check(after < this.#lastIndex, 'it cuts what is not there');
    check(after >= this.#hardState.commit, 'it cuts what is committed');
    this.#entries.length = after - (this.#snapshot?.index ?? 0);
  }

  #append({ entry }: Extract<WalRecord, { kind: 'entry' }>): void {
    check(entry.index === this.#lastIndex + 1, 'an entry is missing');
    check(entry.term <= this.#hardState.term, 'an entry precedes its term');
    check(
      entry.term >= (this.#entries.at(-1)?.term ?? this.#snapshot?.term ?? 0),
      'terms fall along the log',
    );
    this.#entries.push(entry);
  }
}

function check(holds: boolean, reason: string): void {
  if (!holds) throw new WalInconsistent(reason);
}
