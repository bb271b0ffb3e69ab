import { assert } from './assert.ts';
import type { RaftState } from './state.ts';
import type { Entry, Index, SnapshotMeta } from './types.ts';
import type { Writes } from './writes.ts';

const COMMITTED_BYTES_MAX = 1024 * 1024;

/** What the application is given: entries in order, and snapshots that take the place of them. */
export class HandOut {
  readonly #raft: RaftState;
  readonly #writes: Writes;
  #handedOutIndex: Index;
  #shownRestore: SnapshotMeta | null = null;

  constructor(raft: RaftState, writes: Writes) {
    this.#raft = raft;
    this.#writes = writes;
    this.#handedOutIndex = raft.snapshot.index;
  }

  get isPending(): boolean {
    return this.#isRestoreNew || this.#appliableIndex() > this.#handedOutIndex;
  }

  /** The snapshot to be taken over, told once; null when there is none, or it was told before. */
  takeRestore(): SnapshotMeta | null {
    if (!this.#isRestoreNew) return null;
    this.#shownRestore = this.#raft.restoring;
    return this.#shownRestore;
  }

  takeCommitted(): Entry[] {
    const from = this.#handedOutIndex + 1;
    const entries = this.#raft.log.slice(from, this.#appliableIndex(), COMMITTED_BYTES_MAX);
    this.#handedOutIndex += entries.length;
    return entries;
  }

  /** What was applied since the last call. */
  onApplied(index: Index): Entry[] {
    const { appliedIndex, log } = this.#raft;
    assert(
      index >= appliedIndex && index <= this.#handedOutIndex,
      'entries are applied in order, after they were handed out',
    );
    return log.slice(appliedIndex + 1, index, Infinity);
  }

  /** The state machine has taken over the snapshot that ends at `index`; a newer one may be waiting. */
  onRestored(index: Index): void {
    const raft = this.#raft;
    if (raft.restoring?.index !== index) return;
    raft.restoring = null;
    this.#shownRestore = null;
    raft.appliedIndex = index;
    this.#handedOutIndex = index;
  }

  get #isRestoreNew(): boolean {
    const { restoring } = this.#raft;
    return restoring !== null && restoring !== this.#shownRestore;
  }

  /**
   * Only what is durable here too is applied: a restart must find it again in its own log. Of a change
   * of members the disk must know that it is committed as well: who forgot that it is in effect would
   * ask members for their votes that were sent away for good.
   */
  #appliableIndex(): Index {
    const { log, restoring } = this.#raft;
    if (restoring) return 0;
    const end = Math.min(log.commit, log.unstable.stableIndex);
    const from = Math.max(this.#handedOutIndex, this.#writes.durableCommit, log.base.index) + 1;
    if (!log.hasConf(from, end)) return end;
    const entries = log.slice(from, end, Infinity);
    return from - 1 + entries.findIndex(({ type }) => type === 'conf');
  }
}
