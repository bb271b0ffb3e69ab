import { assert } from './assert.ts';
import type { StepResult } from './follower.ts';
import { advanceCommit, appendOwn, broadcastAppend } from './leader.ts';
import { step, tick } from './raft.ts';
import { type Boot, type CoreConfig, RaftState } from './state.ts';
import type {
  ConfState,
  Entry,
  HardState,
  Index,
  Message,
  NodeId,
  SoftState,
  Term,
} from './types.ts';

/** One write: to be done after all earlier ones, and reported by `onPersisted(seq)`. */
export interface Persist {
  readonly seq: number;
  readonly hardState?: HardState;
  /** Cut the log on disk above this before writing `entries`. */
  readonly truncateAfter?: Index;
  readonly entries: readonly Entry[];
  /** Whether the disk must be synced: a commit index alone never wears the card. */
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
  readonly soft?: SoftState;
}

export type ProposeResult =
  { readonly index: Index; readonly term: Term } | 'not-leader' | 'overloaded';

export interface CoreStatus extends SoftState {
  readonly id: NodeId;
  readonly vote: NodeId | null;
  readonly confState: ConfState;
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly lastIndex: Index;
  readonly stableIndex: Index;
  readonly uncommittedBytes: number;
  readonly peers: Readonly<Record<NodeId, CoreProgress>>;
}

export interface CoreProgress {
  readonly state: 'probe' | 'replicate';
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
  #handedOutIndex: Index = 0;
  #appliedIndex: Index = 0;

  constructor(config: CoreConfig, boot: Boot) {
    assert(boot.confState.voters.length > 0, 'a cluster has voters');
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
    const bytes = data.reduce((sum, command) => sum + command.length, 0);
    // A leader with nothing on its way accepts any size: else one large command never gets through.
    const isOver = raft.uncommittedBytes + bytes > raft.config.uncommittedBytesMax;
    if (isOver && raft.uncommittedBytes > 0) return 'overloaded';
    const index = appendOwn(raft, 'normal', data);
    broadcastAppend(raft);
    return { index, term: raft.term };
  }

  hasReady(): boolean {
    const { outbox, durableOutbox } = this.#raft;
    return (
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
      ...(isNewSoft ? { soft } : {}),
    };
  }

  /** Write `seq` and all before it are durable. Writes complete in order (asserted). */
  onPersisted(seq: number): void {
    const raft = this.#raft;
    assert(seq === this.#persistedSeq + 1 && seq <= this.#seq, `write ${seq} completes in order`);
    this.#persistedSeq = seq;
    raft.log.unstable.onPersisted(seq);
    for (const message of this.#ownMessages.get(seq) ?? []) step(raft, message);
    this.#ownMessages.delete(seq);
    if (raft.role === 'leader') advanceCommit(raft);
  }

  onApplied(index: Index): void {
    assert(
      index >= this.#appliedIndex && index <= this.#handedOutIndex,
      'entries are applied in order, after they were handed out',
    );
    this.#appliedIndex = index;
  }

  status(): CoreStatus {
    const { id, vote, log, tracker, uncommittedBytes } = this.#raft;
    const peers: Record<NodeId, CoreProgress> = {};
    for (const [peer, progress] of tracker.progress) {
      peers[peer] = {
        state: progress.state,
        match: progress.match,
        next: progress.next,
        active: progress.isRecentlyActive,
        inflightMessages: progress.inflights.count,
        inflightBytes: progress.inflights.bytes,
      };
    }
    return {
      ...this.#soft(),
      id,
      vote,
      confState: tracker.conf,
      commitIndex: log.commit,
      appliedIndex: this.#appliedIndex,
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
    const isNewHardState = isNewTerm || hardState.commit !== offered.commit;
    const entries = raft.log.slice(unstable.offeredIndex + 1, raft.log.lastIndex, Infinity);
    const { truncateAfter } = unstable;
    this.#seq += 1;
    const seq = this.#seq;
    unstable.onOffered(seq, raft.log.lastIndex);
    this.#offeredHardState = hardState;
    const then = raft.durableOutbox.filter((message) => message.to !== raft.id);
    const own = raft.durableOutbox.filter((message) => message.to === raft.id);
    if (own.length > 0) this.#ownMessages.set(seq, own);
    raft.durableOutbox = [];
    return {
      seq,
      ...(isNewHardState ? { hardState } : {}),
      ...(truncateAfter === null ? {} : { truncateAfter }),
      entries,
      mustSync: isNewTerm || entries.length > 0 || truncateAfter !== null,
      then,
    };
  }

  #needsPersist(): boolean {
    const { hardState, log } = this.#raft;
    const offered = this.#offeredHardState;
    return (
      hardState.term !== offered.term ||
      hardState.vote !== offered.vote ||
      hardState.commit !== offered.commit ||
      log.unstable.offeredIndex < log.lastIndex ||
      log.unstable.truncateAfter !== null
    );
  }

  /** Only what is durable here too is applied: a restart must find it again in its own log. */
  #appliableIndex(): Index {
    const { log } = this.#raft;
    return Math.min(log.commit, log.unstable.stableIndex);
  }

  #soft(): SoftState {
    const { role, term, leaderId } = this.#raft;
    return { role, term, leaderId };
  }
}

function isSameSoft(left: SoftState, right: SoftState): boolean {
  return left.role === right.role && left.term === right.term && left.leaderId === right.leaderId;
}
