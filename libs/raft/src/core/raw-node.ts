import { assert } from './assert.ts';
import type { StepResult } from './follower.ts';
import { advanceCommit, appendOwn, askForReads, broadcastAppend, isFit } from './leader.ts';
import {
  applyConf,
  type ConfProposal,
  type ConfProposeResult,
  leaveByItself,
  proposeConf,
} from './members.ts';
import type { ProgressState } from './progress.ts';
import { step, tick } from './raft.ts';
import { askToRead, type ReadResult } from './read-index.ts';
import { type Boot, type CoreConfig, type Fitness, RaftState } from './state.ts';
import { findSuccessor, startTransfer, type TransferResult } from './transfer.ts';
import type {
  ConfState,
  Entry,
  HardState,
  Index,
  Message,
  NodeId,
  ReadState,
  SnapshotMeta,
  SoftState,
  Term,
} from './types.ts';

/** One write: to be done after all earlier ones, and reported by `onPersisted(seq)`. */
export interface Persist {
  readonly seq: number;
  readonly hardState?: HardState;
  /**
   * The log on disk begins anew with this: nothing that was written before counts any more, the hard
   * state and all entries above it come along. Its bytes are on disk already.
   */
  readonly snapshot?: SnapshotMeta;
  /** Cut the log on disk above this before writing `entries`. */
  readonly truncateAfter?: Index;
  readonly entries: readonly Entry[];
  /**
   * Whether the disk must be synced, the commit index with it. A commit index alone never wears the
   * card, unless it commits a change of members: that must not be forgotten once it is in effect.
   */
  readonly mustSync: boolean;
  /** Leave only once this write, and all before it, are durable. */
  readonly then: readonly Message[];
}

/** What is to be done, in any order except as the fields say. */
export interface Ready {
  /** May leave at once. */
  readonly messages: readonly Message[];
  readonly persist?: Persist;
  /** To be applied, in order; durable here and committed. */
  readonly committed: readonly Entry[];
  /** The state machine is to take this over; nothing is handed out until `onRestored`. */
  readonly restore?: SnapshotMeta;
  /** Reads that may be served once this much is applied. */
  readonly reads: readonly ReadState[];
  readonly soft?: SoftState;
}

export type ProposeResult =
  | { readonly index: Index; readonly term: Term }
  | 'not-leader'
  | 'transferring'
  | 'disk-unfit'
  | 'overloaded';

export interface CoreStatus extends SoftState {
  readonly id: NodeId;
  readonly vote: NodeId | null;
  readonly confState: ConfState;
  /** The entries above this are in the log. */
  readonly compactedIndex: Index;
  readonly snapshotIndex: Index;
  /** To whom leadership is being handed over, or null. */
  readonly transferringTo: NodeId | null;
  readonly pendingReads: number;
  readonly fitness: Fitness;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly lastIndex: Index;
  readonly stableIndex: Index;
  readonly uncommittedBytes: number;
  readonly peers: Readonly<Record<NodeId, CoreProgress>>;
}

export interface CoreProgress {
  readonly state: ProgressState;
  readonly match: Index;
  readonly next: Index;
  readonly active: boolean;
  readonly inflightMessages: number;
  readonly inflightBytes: number;
}

const COMMITTED_BYTES_MAX = 1024 * 1024;

/**
 * Raft as a state machine without effects: what happens goes in (`tick`, `step`, `propose`,
 * `onPersisted`, `onApplied`), what is to be done comes out (`ready`).
 */
export class RawNode {
  readonly #raft: RaftState;
  #seq = 0;
  #persistedSeq = 0;
  /** Messages to itself, by the write they wait for. */
  readonly #ownMessages = new Map<number, Message[]>();
  #offeredHardState: HardState;
  #shownSoft: SoftState;
  #handedOutIndex: Index;
  /** What the disk knows to be committed. */
  #durableCommit: Index;
  /** The commit indexes that go along with writes under way, by their numbers. */
  readonly #writtenCommits = new Map<number, Index>();
  #shownRestore: SnapshotMeta | null = null;

  constructor(config: CoreConfig, boot: Boot) {
    this.#handedOutIndex = boot.snapshot.index;
    this.#durableCommit = Math.max(boot.hardState.commit, boot.snapshot.index);
    this.#raft = new RaftState(config, boot);
    this.#offeredHardState = this.#raft.hardState;
    this.#shownSoft = this.#soft();
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
    const { outbox, durableOutbox, reads, role, restoring } = this.#raft;
    return (
      (role === 'leader' && reads.needsRound) ||
      reads.released.length > 0 ||
      restoring !== this.#shownRestore ||
      outbox.length > 0 ||
      durableOutbox.length > 0 ||
      this.#needsPersist() ||
      this.#appliableIndex() > this.#handedOutIndex ||
      !isSameSoft(this.#soft(), this.#shownSoft)
    );
  }

  /** Takes out what is to be done; the next call tells only what is new. */
  ready(): Ready {
    const raft = this.#raft;
    askForReads(raft);
    const reads = raft.reads.released;
    raft.reads.released = [];
    const { restoring } = raft;
    const isNewRestore = restoring !== null && restoring !== this.#shownRestore;
    this.#shownRestore = restoring;
    const messages = raft.outbox;
    raft.outbox = [];
    const persist = this.#takePersist();
    const committed = raft.log.slice(
      this.#handedOutIndex + 1,
      this.#appliableIndex(),
      COMMITTED_BYTES_MAX,
    );
    this.#handedOutIndex += committed.length;
    const soft = this.#soft();
    const isNewSoft = !isSameSoft(soft, this.#shownSoft);
    this.#shownSoft = soft;
    return {
      messages,
      ...(persist ? { persist } : {}),
      committed,
      ...(isNewRestore ? { restore: restoring } : {}),
      reads,
      ...(isNewSoft ? { soft } : {}),
    };
  }

  /** Write `seq` and all before it are durable. Writes complete in order (asserted). */
  onPersisted(seq: number): void {
    const raft = this.#raft;
    assert(seq === this.#persistedSeq + 1 && seq <= this.#seq, `write ${seq} completes in order`);
    this.#persistedSeq = seq;
    this.#durableCommit = Math.max(this.#durableCommit, this.#writtenCommits.get(seq) ?? 0);
    this.#writtenCommits.delete(seq);
    raft.log.unstable.onPersisted(seq);
    for (const message of this.#ownMessages.get(seq) ?? []) step(raft, message);
    this.#ownMessages.delete(seq);
    if (raft.role === 'leader') advanceCommit(raft);
  }

  onApplied(index: Index): void {
    const raft = this.#raft;
    assert(
      index >= raft.appliedIndex && index <= this.#handedOutIndex,
      'entries are applied in order, after they were handed out',
    );
    const entries = raft.log.slice(raft.appliedIndex + 1, index, Infinity);
    for (const entry of entries) {
      raft.appliedIndex = entry.index;
      if (entry.type === 'conf') applyConf(raft, entry);
    }
    // What joined the configuration while it was joint waits for nothing but this.
    leaveByItself(raft);
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

  get confState(): ConfState {
    return this.#raft.tracker.conf;
  }

  get appliedIndex(): Index {
    return this.#raft.appliedIndex;
  }

  status(): CoreStatus {
    const { id, vote, log, tracker, uncommittedBytes, snapshot, transfer } = this.#raft;
    const peers: Record<NodeId, CoreProgress> = {};
    for (const [peer, progress] of tracker.progress) {
      peers[peer] = {
        state: progress.state,
        match: progress.match,
        next: progress.next,
        active: progress.isActive,
        inflightMessages: progress.inflights.count,
        inflightBytes: progress.inflights.bytes,
      };
    }
    return {
      ...this.#soft(),
      id,
      vote,
      confState: tracker.conf,
      compactedIndex: log.base.index,
      snapshotIndex: snapshot.index,
      transferringTo: transfer?.to ?? null,
      pendingReads: this.#raft.reads.count,
      fitness: this.#raft.fitness,
      commitIndex: log.commit,
      appliedIndex: this.#raft.appliedIndex,
      lastIndex: log.lastIndex,
      stableIndex: log.unstable.stableIndex,
      uncommittedBytes,
      peers,
    };
  }

  /** The term of the entry at an index, 0 before the log, null past its end. */
  termAt(index: Index): Term | null {
    return this.#raft.log.termAt(index);
  }

  #takePersist(): Persist | null {
    const raft = this.#raft;
    if (!this.#needsPersist() && raft.durableOutbox.length === 0) return null;
    const { unstable } = raft.log;
    const { hardState } = raft;
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
    const then = raft.durableOutbox.filter((message) => message.to !== raft.id);
    const own = raft.durableOutbox.filter((message) => message.to === raft.id);
    if (own.length > 0) this.#ownMessages.set(seq, own);
    raft.durableOutbox = [];
    const mustSync =
      snapshot !== null ||
      isNewTerm ||
      entries.length > 0 ||
      truncateAfter !== null ||
      this.#hasConf(Math.max(offered.commit, raft.log.base.index) + 1, hardState.commit);
    if (mustSync) this.#writtenCommits.set(seq, hardState.commit);
    return {
      seq,
      ...(isNewHardState ? { hardState } : {}),
      ...(snapshot === null ? {} : { snapshot }),
      ...(truncateAfter === null ? {} : { truncateAfter }),
      entries,
      mustSync,
      then,
    };
  }

  #needsPersist(): boolean {
    const { hardState, log, isSnapshotNew } = this.#raft;
    const offered = this.#offeredHardState;
    return (
      isSnapshotNew ||
      hardState.term !== offered.term ||
      hardState.vote !== offered.vote ||
      hardState.commit !== offered.commit ||
      log.unstable.offeredIndex < log.lastIndex ||
      log.unstable.truncateAfter !== null
    );
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
    const from = Math.max(this.#handedOutIndex, this.#durableCommit, log.base.index) + 1;
    if (!this.#hasConf(from, end)) return end;
    const entries = log.slice(from, end, Infinity);
    return from - 1 + entries.findIndex(({ type }) => type === 'conf');
  }

  #hasConf(from: Index, to: Index): boolean {
    if (from > to) return false;
    return this.#raft.log.hasConf(from, to);
  }

  #soft(): SoftState {
    const { role, term, leaderId } = this.#raft;
    return { role, term, leaderId };
  }
}

function isSameSoft(left: SoftState, right: SoftState): boolean {
  return left.role === right.role && left.term === right.term && left.leaderId === right.leaderId;
}
