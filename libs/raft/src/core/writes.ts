import { assert } from './assert.ts';
import type { Persist } from './ready.ts';
import type { RaftState } from './state.ts';
import type { HardState, Index, Message } from './types.ts';

/** What goes to the disk, as numbered writes that complete in order, and what waits for each. */
export class Writes {
  readonly #raft: RaftState;
  #seq = 0;
  #persistedSeq = 0;
  /** Messages to itself, by the write they wait for. */
  readonly #ownMessages = new Map<number, readonly Message[]>();
  #offeredHardState: HardState;
  #durableCommit: Index;
  /** The commit indexes that go along with writes under way, by their numbers. */
  readonly #writtenCommits = new Map<number, Index>();

  constructor(raft: RaftState, durableCommit: Index) {
    this.#raft = raft;
    this.#durableCommit = durableCommit;
    this.#offeredHardState = raft.hardState;
  }

  /** What the disk knows to be committed. */
  get durableCommit(): Index {
    return this.#durableCommit;
  }

  get isPending(): boolean {
    const { hardState, log, isSnapshotNew, durableOutbox } = this.#raft;
    const offered = this.#offeredHardState;
    return (
      durableOutbox.length > 0 ||
      isSnapshotNew ||
      hardState.term !== offered.term ||
      hardState.vote !== offered.vote ||
      hardState.commit !== offered.commit ||
      log.unstable.offeredIndex < log.lastIndex ||
      log.unstable.truncateAfter !== null
    );
  }

  /** All that the disk was not offered yet; null when there is nothing. */
  take(): Persist | null {
    if (!this.isPending) return null;
    const raft = this.#raft;
    const { hardState } = raft;
    const { unstable } = raft.log;
    const offered = this.#offeredHardState;
    const isNewTerm = hardState.term !== offered.term || hardState.vote !== offered.vote;
    const snapshot = raft.isSnapshotNew ? raft.snapshot : null;
    raft.isSnapshotNew = false;
    const isNewHardState = snapshot !== null || isNewTerm || hardState.commit !== offered.commit;
    const after = snapshot === null ? unstable.offeredIndex : snapshot.index;
    const entries = raft.log.slice(after + 1, raft.log.lastIndex, Infinity);
    const truncateAfter = snapshot === null ? unstable.truncateAfter : null;
    this.#seq += 1;
    const seq = this.#seq;
    unstable.onOffered(seq, raft.log.lastIndex);
    this.#offeredHardState = hardState;
    const mustSync =
      snapshot !== null ||
      isNewTerm ||
      entries.length > 0 ||
      truncateAfter !== null ||
      raft.log.hasConf(Math.max(offered.commit, raft.log.base.index) + 1, hardState.commit);
    if (mustSync) this.#writtenCommits.set(seq, hardState.commit);
    return {
      seq,
      ...(isNewHardState ? { hardState } : {}),
      ...(snapshot === null ? {} : { snapshot }),
      ...(truncateAfter === null ? {} : { truncateAfter }),
      entries,
      mustSync,
      then: this.#takeOutbox(seq),
    };
  }

  /** Write `seq` and all before it are durable; what this node said to itself may now be heard. */
  onPersisted(seq: number): readonly Message[] {
    assert(seq === this.#persistedSeq + 1 && seq <= this.#seq, `write ${seq} completes in order`);
    this.#persistedSeq = seq;
    this.#durableCommit = Math.max(this.#durableCommit, this.#writtenCommits.get(seq) ?? 0);
    this.#writtenCommits.delete(seq);
    this.#raft.log.unstable.onPersisted(seq);
    const own = this.#ownMessages.get(seq) ?? [];
    this.#ownMessages.delete(seq);
    return own;
  }

  #takeOutbox(seq: number): Message[] {
    const { id, durableOutbox } = this.#raft;
    this.#raft.durableOutbox = [];
    const own = durableOutbox.filter((message) => message.to === id);
    if (own.length > 0) this.#ownMessages.set(seq, own);
    return durableOutbox.filter((message) => message.to !== id);
  }
}
