import type { Persist } from '../core/ready.ts';
import type { HardState, Index } from '../core/types.ts';
import { encodeRecord, type WalRecord } from './record.ts';

/**
 * Turns the core's writes into records. A commit index alone is held back until something must be
 * synced anyway: it is only a hint after a restart, and an idle site must not wear its card.
 */
export class BatchEncoder {
  #ballot: Pick<HardState, 'term' | 'vote'> | null = null;
  #commit: Index = 0;
  #writtenCommit: Index = 0;

  /** The records of one append, in order; empty when nothing has to be written now. */
  encode(persists: readonly Persist[]): Uint8Array[] {
    const begin = persists.findLastIndex(({ snapshot }) => snapshot !== undefined);
    // A snapshot brings all along that counts: what stands before it need not be written any more.
    const records = persists
      .slice(Math.max(0, begin))
      .flatMap((persist) => this.#recordsOf(persist));
    const isSynced = records.length > 0 || persists.some(({ mustSync }) => mustSync);
    if (isSynced && this.#commit > this.#writtenCommit) {
      // Behind the entries, so that the stream never commits what it does not hold yet.
      records.push({ kind: 'commit', index: this.#commit });
      this.#writtenCommit = this.#commit;
    }
    return records.map(encodeRecord);
  }

  /** The answer takes back what was encoded since, as it was not written after all. */
  checkpoint(): () => void {
    const [ballot, commit, writtenCommit] = [this.#ballot, this.#commit, this.#writtenCommit];
    return () => {
      this.#ballot = ballot;
      this.#commit = commit;
      this.#writtenCommit = writtenCommit;
    };
  }

  #recordsOf(persist: Persist): WalRecord[] {
    const { hardState, snapshot, truncateAfter, entries } = persist;
    if (hardState) this.#commit = hardState.commit;
    if (!persist.mustSync) return [];
    const records: WalRecord[] = [];
    // The term stands before any entry of that term (openraft, io_ordering.md).
    if (hardState && (snapshot || this.#isNewBallot(hardState))) {
      const { term, vote } = hardState;
      this.#ballot = { term, vote };
      records.push({ kind: 'ballot', term, vote });
    }
    if (snapshot) {
      records.push({ kind: 'snapshot', snapshot });
      this.#writtenCommit = snapshot.index;
    }
    if (truncateAfter !== undefined) records.push({ kind: 'truncate', after: truncateAfter });
    for (const entry of entries) records.push({ kind: 'entry', entry });
    return records;
  }

  #isNewBallot({ term, vote }: HardState): boolean {
    return this.#ballot?.term !== term || this.#ballot.vote !== vote;
  }
}
