import { assert } from './assert.ts';
import { type CoreStatus, isSameSoft, softOf, statusOf } from './core-status.ts';
import type { StepResult } from './follower.ts';
import { HandOut } from './hand-out.ts';
import { advanceCommit, appendOwn, askForReads, broadcastAppend, isFit } from './leader.ts';
import {
  applyConf,
  type ConfProposal,
  type ConfProposeResult,
  leaveByItself,
  proposeConf,
} from './members.ts';
import { step, tick } from './raft.ts';
import { askToRead, type ReadResult } from './read-index.ts';
import type { Ready } from './ready.ts';
import { type Boot, type CoreConfig, type Fitness, RaftState } from './state.ts';
import { findSuccessor, startTransfer, type TransferResult } from './transfer.ts';
import type { ConfState, Index, Message, NodeId, SnapshotMeta, SoftState, Term } from './types.ts';
import { Writes } from './writes.ts';

export type ProposeResult =
  | { readonly index: Index; readonly term: Term }
  | 'not-leader'
  | 'transferring'
  | 'disk-unfit'
  | 'overloaded';

/**
 * Raft as a state machine without effects: what happens goes in (`tick`, `step`, `propose`,
 * `onPersisted`, `onApplied`), what is to be done comes out (`ready`).
 */
export class RawNode {
  readonly #raft: RaftState;
  readonly #writes: Writes;
  readonly #handOut: HandOut;
  #shownSoft: SoftState;

  constructor(config: CoreConfig, boot: Boot) {
    this.#raft = new RaftState(config, boot);
    const { hardState, snapshot } = boot;
    this.#writes = new Writes(this.#raft, Math.max(hardState.commit, snapshot.index));
    this.#handOut = new HandOut(this.#raft, this.#writes);
    this.#shownSoft = softOf(this.#raft);
  }

  tick(): void {
    tick(this.#raft);
  }

  /** Total: never throws on what a peer sends. */
  step(message: Message): StepResult {
    // What a node says to itself does not come from outside.
    if (message.from === this.#raft.id) return 'malformed';
    return step(this.#raft, message);
  }

  /** Appends all or none; the answer names the first, the others follow it. */
  propose(data: readonly Uint8Array[]): ProposeResult {
    const raft = this.#raft;
    if (raft.role !== 'leader') return 'not-leader';
    if (raft.transfer) return 'transferring';
    if (!raft.tracker.isSelfVoter) return 'transferring';
    if (!isFit(raft)) return 'disk-unfit';
    const bytes = data.reduce((sum, command) => sum + command.length, 0);
    // A leader with nothing on its way accepts any size: else one large command never gets through.
    const isOver = raft.uncommittedBytes + bytes > raft.config.uncommittedBytesMax;
    if (isOver && raft.uncommittedBytes > 0) return 'overloaded';
    const index = appendOwn(raft, 'normal', data);
    broadcastAppend(raft);
    return { index, term: raft.term };
  }

  /** See `ConfProposal`; it takes effect when it is applied, and `status` shows it then. */
  proposeConfChange(proposal: ConfProposal): ConfProposeResult {
    return proposeConf(this.#raft, proposal);
  }

  /** `Ready.reads` brings the token back, or nothing does: ask again after a change of leader. */
  readIndex(token: number): ReadResult {
    return askToRead(this.#raft, token);
  }

  /** Leads on until the target has taken over; gives up after an election timeout. */
  transferLeader(to: NodeId): TransferResult {
    return startTransfer(this.#raft, to);
  }

  /** Whom a leader that wants to go would hand over to; null when nobody could. */
  findSuccessor(): NodeId | null {
    return this.#raft.role === 'leader' ? findSuccessor(this.#raft) : null;
  }

  /** What the disk allows: a leader that is unfit hands over, a follower refuses entries alone. */
  setFitness(fitness: Fitness): void {
    this.#raft.fitness = fitness;
  }

  /** What became of a snapshot that this leader offered. */
  reportSnapshot(to: NodeId, wasTaken: boolean): void {
    this.#raft.tracker.find(to)?.onSnapshotEnded(wasTaken);
  }

  /** What a snapshot taken now is of: all that was applied, and the configuration there. */
  snapshotNow(): SnapshotMeta {
    const { appliedIndex: index, log, tracker } = this.#raft;
    const term = log.termAt(index);
    assert(term !== null, 'what was applied last is never compacted away');
    return { id: `${term}-${index}`, index, term, confState: tracker.conf };
  }

  /**
   * The snapshot is durable: the log up to it may go, but for the last `retained` entries, which spare
   * a follower that is a little behind the whole snapshot.
   */
  compact(snapshot: SnapshotMeta, retained: number): void {
    const raft = this.#raft;
    assert(snapshot.index <= raft.appliedIndex, 'only what is applied is compacted');
    if (snapshot.index <= raft.snapshot.index) return;
    raft.snapshot = snapshot;
    raft.isSnapshotNew = true;
    raft.log.compact(Math.max(raft.log.base.index, snapshot.index - retained));
  }

  hasReady(): boolean {
    const { outbox, reads, role } = this.#raft;
    return (
      (role === 'leader' && reads.needsRound) ||
      reads.released.length > 0 ||
      outbox.length > 0 ||
      this.#writes.isPending ||
      this.#handOut.isPending ||
      !isSameSoft(softOf(this.#raft), this.#shownSoft)
    );
  }

  /** Takes out what is to be done; the next call tells only what is new. */
  ready(): Ready {
    const raft = this.#raft;
    askForReads(raft);
    const reads = raft.reads.released;
    raft.reads.released = [];
    const messages = raft.outbox;
    raft.outbox = [];
    const restore = this.#handOut.takeRestore();
    const persist = this.#writes.take();
    const committed = this.#handOut.takeCommitted();
    const soft = softOf(raft);
    const isNewSoft = !isSameSoft(soft, this.#shownSoft);
    this.#shownSoft = soft;
    return {
      messages,
      ...(persist ? { persist } : {}),
      committed,
      ...(restore ? { restore } : {}),
      reads,
      ...(isNewSoft ? { soft } : {}),
    };
  }

  /** Write `seq` and all before it are durable. Writes complete in order (asserted). */
  onPersisted(seq: number): void {
    const raft = this.#raft;
    for (const message of this.#writes.onPersisted(seq)) step(raft, message);
    if (raft.role === 'leader') advanceCommit(raft);
  }

  onApplied(index: Index): void {
    const raft = this.#raft;
    for (const entry of this.#handOut.onApplied(index)) {
      raft.appliedIndex = entry.index;
      if (entry.type === 'conf') applyConf(raft, entry);
    }
    // What joined the configuration while it was joint waits for nothing but this.
    leaveByItself(raft);
  }

  /** The state machine has taken over the snapshot that ends at `index`. */
  onRestored(index: Index): void {
    this.#handOut.onRestored(index);
  }

  get confState(): ConfState {
    return this.#raft.tracker.conf;
  }

  get appliedIndex(): Index {
    return this.#raft.appliedIndex;
  }

  status(): CoreStatus {
    return statusOf(this.#raft);
  }

  /** The term of the entry at an index, 0 before the log, null past its end. */
  termAt(index: Index): Term | null {
    return this.#raft.log.termAt(index);
  }
}
