import { Inflights } from './inflights.ts';
import { incarnationOf, membersOf } from './membership.ts';
import { isFounder } from './node-id.ts';
import { Progress } from './progress.ts';
import { committedIndex, voteResult, type VoteResult } from './quorum.ts';
import type { ConfState, Incarnation, Index, Message, NodeId } from './types.ts';

/** What a tracker needs to know of its node. */
interface Self {
  readonly id: NodeId;
  readonly incarnation: Incarnation | null;
}

interface Limits {
  readonly inflightMessagesMax: number;
  readonly inflightBytesMax: number;
}

/** The members, and at a leader the progress of each but itself. */
export class Tracker {
  readonly #self: Self;
  readonly #limits: Limits;
  #conf: ConfState;
  #members: ReadonlySet<NodeId>;
  #peers: readonly NodeId[];
  #progress = new Map<NodeId, Progress>();
  #isLeading = false;
  #epoch = 0;

  constructor(self: Self, conf: ConfState, limits: Limits) {
    this.#self = self;
    this.#limits = limits;
    this.#conf = conf;
    this.#members = new Set(membersOf(conf));
    this.#peers = [...this.#members].filter((id) => id !== self.id);
  }

  get conf(): ConfState {
    return this.#conf;
  }

  /** In ascending order, so that messages leave in the same order whoever was added first. */
  get peers(): readonly NodeId[] {
    return this.#peers;
  }

  /** Those whose vote is asked for. */
  get otherVoters(): readonly NodeId[] {
    return this.peers.filter((id) => this.isVoter(id));
  }

  /** Another card of this id that was a member does not make this one a voter. */
  get isSelfVoter(): boolean {
    const { id, incarnation } = this.#self;
    const known = incarnationOf(this.#conf, id);
    return this.isVoter(id) && (incarnation === null || isCard(known, incarnation));
  }

  get isSelfOnlyVoter(): boolean {
    return this.isSelfVoter && this.otherVoters.length === 0;
  }

  isVoter(id: NodeId): boolean {
    return this.#conf.voters.includes(id) || this.#conf.votersOutgoing.includes(id);
  }

  /** Whether a message's sender is the member of that id, and not a stranger or another card. */
  isMember({ from, incarnation }: Pick<Message, 'from' | 'incarnation'>): boolean {
    const known = incarnationOf(this.#conf, from);
    const isMeant = incarnation === undefined || isCard(known, incarnation);
    return this.#members.has(from) && isMeant;
  }

  isRetired({ from, incarnation }: Pick<Message, 'from' | 'incarnation'>): boolean {
    return this.#conf.retired.some((one) => one.nodeId === from && one.incarnation === incarnation);
  }

  find(id: NodeId): Progress | undefined {
    return this.#progress.get(id);
  }

  get progress(): ReadonlyMap<NodeId, Progress> {
    return this.#progress;
  }

  /** Changes who counts. What is known of a member stays, unless it is another card now. */
  changeConf(conf: ConfState, lastIndex: Index): void {
    const before = this.#conf;
    this.#conf = conf;
    this.#members = new Set(membersOf(conf));
    this.#peers = [...this.#members].filter((id) => id !== this.#self.id);
    if (!this.#isLeading) return;
    const known = this.#progress;
    this.#progress = new Map();
    for (const id of this.peers) {
      const was = incarnationOf(before, id);
      const isSameCard = was === null || was === incarnationOf(conf, id);
      const progress = (isSameCard ? known.get(id) : undefined) ?? this.#begin(lastIndex);
      this.#progress.set(id, progress);
    }
  }

  /** A new leader knows nothing yet, and guesses that everybody has its whole log. */
  startLeading(lastIndex: Index): void {
    this.#isLeading = true;
    this.#progress = new Map(this.peers.map((id) => [id, this.#begin(lastIndex)]));
  }

  stopLeading(): void {
    this.#isLeading = false;
    this.#progress.clear();
  }

  /** Answers to what was sent before count no more. */
  renewEpoch(progress: Progress): void {
    this.#epoch += 1;
    progress.epoch = this.#epoch;
    if (progress.state !== 'snapshot') progress.becomeProbe();
  }

  /** What a quorum has durably, this node having `ownMatch`. */
  committed(ownMatch: Index): Index {
    return committedIndex(this.#conf, (id) =>
      id === this.#self.id ? ownMatch : (this.#progress.get(id)?.match ?? 0),
    );
  }

  /** The read position up to which a quorum has answered. */
  readable(ownPosition: number): number {
    return committedIndex(this.#conf, (id) =>
      id === this.#self.id ? ownPosition : (this.#progress.get(id)?.readAcked ?? 0),
    );
  }

  votes(votes: ReadonlyMap<NodeId, boolean>): VoteResult {
    return voteResult(this.#conf, votes);
  }

  /** Whether a quorum was heard of since the last call; begins to count anew. */
  takeQuorumActivity(): boolean {
    const heard = new Map<NodeId, boolean>([[this.#self.id, true]]);
    for (const [id, progress] of this.#progress) {
      heard.set(id, progress.takeHeard());
    }
    return voteResult(this.#conf, heard) === 'won';
  }

  #begin(lastIndex: Index): Progress {
    this.#epoch += 1;
    const { inflightMessagesMax, inflightBytesMax } = this.#limits;
    return new Progress({
      epoch: this.#epoch,
      next: lastIndex + 1,
      inflights: new Inflights(inflightMessagesMax, inflightBytesMax),
      // A new member counts as heard of, or its leader would step down for want of its answer (E11).
      active: true,
    });
  }
}

/** Whether a card is the one that a configuration means; it may not have heard whose its founders are. */
function isCard(known: Incarnation | null, incarnation: Incarnation): boolean {
  return known === null ? isFounder(incarnation) : known === incarnation;
}
