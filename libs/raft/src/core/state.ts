import { RaftLog } from './log.ts';
import { type Prng } from './prng.ts';
import { Tracker } from './tracker.ts';
import {
  type ConfState,
  type Entry,
  type HardState,
  type Message,
  type NodeId,
  type Role,
  type Term,
} from './types.ts';

/** Limits and times of the core; the driver's RaftConfig explains them. */
export interface CoreConfig {
  readonly electionTicks: number;
  readonly heartbeatTicks: number;
  readonly appendBytesMax: number;
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
  readonly uncommittedBytesMax: number;
}

/** What a node starts from: its identity, what its disk remembers, and its source of chance. */
export interface Boot {
  readonly id: NodeId;
  readonly confState: ConfState;
  readonly hardState: HardState;
  readonly entries: readonly Entry[];
  readonly rng: Prng;
}

type Unsent<M> = M extends Message ? Omit<M, 'from' | 'term'> & { readonly term?: Term } : never;

/** Everything one node knows. The rules that change it are in the files named after the roles. */
export class RaftState {
  readonly id: NodeId;
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

  /** May leave at once. */
  outbox: Message[] = [];
  /** May leave once everything known now is durable. */
  durableOutbox: Message[] = [];

  constructor(config: CoreConfig, boot: Boot) {
    this.id = boot.id;
    this.config = config;
    this.term = boot.hardState.term;
    this.vote = boot.hardState.vote;
    this.log = new RaftLog(boot.entries, boot.hardState.commit);
    this.tracker = new Tracker(boot.id, boot.confState, config);
    this.#rng = boot.rng;
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
    const message = { term: this.term, ...unsent, from: this.id } as Message;
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
