import { type Persist } from '../core/raw-node.ts';
import { type HardState } from '../core/types.ts';
import { encodeRecord, type WalRecord } from './record.ts';

/**
 * Turns the core's writes into records. A commit index alone is held back until something must be
 * synced anyway: it is only a hint after a restart, and an idle site must not wear its card.
 */
export class BatchEncoder {
  #heldBack: HardState | null = null;

  /** The records of one append, in order; empty when nothing has to be written now. */
  encode(persists: readonly Persist[]): Uint8Array[] {
    const records: WalRecord[] = [];
    for (const persist of persists) {
      if (persist.hardState) this.#heldBack = persist.hardState;
      if (!persist.mustSync) continue;
      // The term stands before any entry of that term (openraft, io_ordering.md).
      if (this.#heldBack) records.push({ kind: 'hard-state', hardState: this.#heldBack });
      this.#heldBack = null;
      if (persist.truncateAfter !== undefined) {
        records.push({ kind: 'truncate', after: persist.truncateAfter });
      }
      for (const entry of persist.entries) records.push({ kind: 'entry', entry });
    }
    return records.map(encodeRecord);
  }
}
