import { Inflights } from './inflights.ts';
import { Progress } from './progress.ts';
import { committedIndex, voteResult, type VoteResult } from './quorum.ts';
import type { ConfState, Index, NodeId } from './types.ts';

/** The members, and at a leader the progress of each but itself. */
export class Tracker {
  readonly #self: NodeId;
  readonly #conf: ConfState;
  readonly #limits: { readonly inflightMessagesMax: number; readonly inflightBytesMax: number };
  readonly #members: ReadonlySet<NodeId>;
  #progress = new Map<NodeId, Progress>();
  #epoch = 0;

  constructor(
    self: NodeId,
    conf: ConfState,
    limits: { readonly inflightMessagesMax: number; readonly inflightBytesMax: number },
  ) {
    this.#self = self;
    this.#conf = conf;
    this.#limits = limits;
    // Sorted, so that messages leave in the same order whatever order the members were named in.
    const ids = [...conf.voters, ...conf.votersOutgoing, ...conf.learners];
    this.#members = new Set(ids.sort((left, right) => left - right));
  }

  get conf(): ConfState {
    return this.#conf;
  }

  get peers(): readonly NodeId[] {
    return [...this.#members].filter((id) => id !== this.#self);
  }

  /** Those whose vote is asked for. */
  get otherVoters(): readonly NodeId[] {
    return this.peers.filter((id) => this.#isVoter(id));
  }

  get isSelfVoter(): boolean {
    return this.#isVoter(this.#self);
  }

  isMember(id: NodeId): boolean {
    return this.#members.has(id);
  }

  find(id: NodeId): Progress | undefined {
    return this.#progress.get(id);
  }

  get progress(): ReadonlyMap<NodeId, Progress> {
    return this.#progress;
  }

  /** A new leader knows nothing yet, and guesses that everybody has its whole log. */
  startLeading(lastIndex: Index): void {
    this.#progress = new Map(
      this.peers.map((id) => {
        this.#epoch += 1;
        const { inflightMessagesMax, inflightBytesMax } = this.#limits;
        const inflights = new Inflights(inflightMessagesMax, inflightBytesMax);
        const next = lastIndex + 1;
        return [id, new Progress({ epoch: this.#epoch, next, inflights, active: true })];
      }),
    );
  }

  stopLeading(): void {
    this.#progress.clear();
  }

  /** What a quorum has durably, this node having `ownMatch`. */
  committed(ownMatch: Index): Index {
    return committedIndex(this.#conf, (id) =>
      id === this.#self ? ownMatch : (this.#progress.get(id)?.match ?? 0),
    );
  }

  votes(votes: ReadonlyMap<NodeId, boolean>): VoteResult {
    return voteResult(this.#conf, votes);
  }

  /** Whether a quorum was heard of since the last call; begins to count anew. */
  takeQuorumActivity(): boolean {
    const heard = new Map<NodeId, boolean>([[this.#self, true]]);
    for (const [id, progress] of this.#progress) {
      heard.set(id, progress.isRecentlyActive);
      progress.isRecentlyActive = false;
    }
    return voteResult(this.#conf, heard) === 'won';
  }

  #isVoter(id: NodeId): boolean {
    return this.#conf.voters.includes(id) || this.#conf.votersOutgoing.includes(id);
  }
}
