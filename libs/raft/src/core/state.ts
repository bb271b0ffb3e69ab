import { RaftLog } from './log.ts';
import { foundingConfState } from './membership.ts';
import type { Prng } from './prng.ts';
import { Reads } from './reads.ts';
import { Tracker } from './tracker.ts';
import type {
  Entry,
  HardState,
  Incarnation,
  Index,
  Message,
  NodeId,
  Role,
  SnapshotMeta,
  Term,
} from './types.ts';

/** Limits and times of the core; the driver's RaftConfig explains them. */
export interface CoreConfig {
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  readonly appendBytesMax: number;
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
  readonly uncommittedBytesMax: number;
  /** More members than these stay learners. */
  readonly votersMax: number;
  /** A learner is promoted after being close behind for so many ticks; 0: never by itself. */
  readonly promotionTicks: number;
  /** How many entries behind the commit index is close. */
  readonly promotionLagMax: number;
}

/** What a node starts from: its identity, what its disk remembers, and its source of chance. */
export interface Boot {
  readonly id: NodeId;
  /** Absent only in tools and tests. */
  readonly incarnation?: Incarnation;
  /** What the log stands on; the state machine has been restored from it. */
  readonly snapshot: SnapshotMeta;
  readonly hardState: HardState;
  /** From behind the snapshot on. */
  readonly entries: readonly Entry[];
  readonly rng: Prng;
}

type Unsent<M> = M extends Message
  ? Omit<M, 'from' | 'term' | 'incarnation'> & { readonly term?: Term }
  : never;

/** Where a node stands aside: a full or hanging disk. */
export interface Fitness {
  readonly canLead: boolean;
  readonly canAppend: boolean;
}

/** The beginning of a member that waits to be told of a cluster. */
export const NOTHING: SnapshotMeta = {
  id: '',
  index: 0,
  term: 0,
  confState: foundingConfState([]),
};

/** Everything one node knows. The rules that change it are in the files named after the roles. */
export class RaftState {
  readonly id: NodeId;
  readonly incarnation: Incarnation | null;
  readonly config: CoreConfig;
  readonly log: RaftLog;
  readonly tracker: Tracker;
  readonly #rng: Prng;

  role: Role = 'follower';
  term: Term;
  vote: NodeId | null;
  leaderId: NodeId | null = null;

  /** A follower's ticks since it heard of a leader or voted; a leader's since it counted its quorum. */
  electionElapsed = 0;
  heartbeatElapsed = 0;
  electionDeadline = 0;
  votes = new Map<NodeId, boolean>();
  /** Of this leader's own proposals that are not committed yet. */
  uncommittedBytes = 0;
  fitness: Fitness = { canLead: true, canAppend: true };

  /** The newest; what was compacted can only be had from it. */
  snapshot: SnapshotMeta;
  /** Offered to the disk or not yet: the log there begins anew with `snapshot`. */
  isSnapshotNew = false;
  /** A snapshot of another member that the application has to take over before anything else. */
  restoring: SnapshotMeta | null = null;
  appliedIndex: Index;
  /** Until this is applied, no further change of members is proposed. */
  pendingConfIndex: Index = 0;
  /** To whom this leader is handing over. */
  transfer: { readonly to: NodeId; elapsed: number; isAsked: boolean } | null = null;
  hasTriedTransfer = false;
  /** The highest epoch that the present leader has used for this follower. */
  leaderEpoch = 0;
  /** Whose card has spoken to this leader under each id. */
  readonly heard = new Map<NodeId, Incarnation>();
  readonly reads: Reads;

  /** May leave at once. */
  outbox: Message[] = [];
  /** May leave once everything known now is durable. */
  durableOutbox: Message[] = [];

  constructor(config: CoreConfig, boot: Boot) {
    this.id = boot.id;
    this.incarnation = boot.incarnation ?? null;
    this.config = config;
    this.snapshot = boot.snapshot;
    this.appliedIndex = boot.snapshot.index;
    this.term = boot.hardState.term;
    this.vote = boot.hardState.vote;
    this.log = new RaftLog(boot.snapshot, boot.entries, boot.hardState.commit);
    const self = { id: boot.id, incarnation: this.incarnation };
    this.tracker = new Tracker(self, boot.snapshot.confState, config);
    this.#rng = boot.rng;
    this.reads = new Reads(boot.rng.next());
    this.drawDeadline();
  }

  get hardState(): HardState {
    return { term: this.term, vote: this.vote, commit: this.log.commit };
  }

  /** Anew for each wait: nodes whose deadlines fell together once must not fall together again. */
  drawDeadline(): void {
    this.electionElapsed = 0;
    this.electionDeadline = this.config.electionTicks + this.#rng.below(this.config.electionTicks);
  }

  /**
   * Promises and claims wait until they are durable: votes and answers to appends, rejections too,
   * because they speak for the term. So do requests for votes: a candidate that forgot its term in
   * a power cut would ask again in the same term with a shorter log, and could be elected by late
   * grants that were meant for the longer one.
   */
  send(unsent: Unsent<Message>): void {
    const { incarnation } = this;
    const sender = incarnation === null ? {} : { incarnation };
    const message = { term: this.term, ...unsent, from: this.id, ...sender } as Message;
    switch (message.type) {
      case 'vote':
      case 'vote-reply':
      case 'pre-vote-reply':
      case 'append-accepted':
      case 'append-rejected':
        this.durableOutbox.push(message);
        return;
      case 'pre-vote':
      case 'append':
      case 'heartbeat':
      case 'heartbeat-reply':
      case 'snapshot':
      case 'timeout-now':
      case 'read-request':
      case 'read-reply':
        this.outbox.push(message);
    }
  }
}
