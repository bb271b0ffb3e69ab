import type { Persist } from '../../src/core/ready.ts';
import type {
  Entry,
  HardState,
  Incarnation,
  Index,
  NodeId,
  SnapshotMeta,
} from '../../src/core/types.ts';
import type { RaftConfig } from '../../src/index.ts';
import { Chain } from './chain.ts';

export type Limits = Pick<
  RaftConfig,
  'inflightMessagesMax' | 'inflightBytesMax' | 'appendBytesMax' | 'uncommittedBytesMax'
>;

type Ballot = Pick<HardState, 'term' | 'vote'>;

const NO_BALLOT: Ballot = { term: 0, vote: null };

/** What a card has, synced, and what was handed to it. */
export class Witness {
  readonly id: NodeId;
  /** Null before it was founded. */
  incarnation: Incarnation | null = null;
  /** The log as handed to the disk, synced or not. */
  offered = new Chain();
  /** The log as it would be read after a power cut now. */
  durable = new Chain();
  durableHard = NO_BALLOT;
  /** The newest configuration that was in effect here. */
  confIndex: Index = 0;
  /** Under way to the disk: after a crash all of it is there, or nothing. */
  writing: readonly Persist[] = [];

  /** By index − 1: what all have agreed on; a snapshot stands for a part of it. */
  readonly #committed: readonly number[];

  constructor(id: NodeId, committed: readonly number[]) {
    this.id = id;
    this.#committed = committed;
  }

  onOffered(persist: Persist): void {
    this.offered = this.#written(this.offered, persist);
  }

  onDurable(): void {
    for (const persist of this.writing) {
      this.durable = this.#written(this.durable, persist);
      this.durableHard = ballotOf(persist) ?? this.durableHard;
    }
    this.writing = [];
  }

  /** What is wrong with it, or null; from here on it is what the node has. */
  onRecovered(
    hardState: HardState,
    entries: readonly Entry[],
    snapshot: SnapshotMeta | null,
  ): string | null {
    const found = snapshot ? Chain.upTo(this.#committed, snapshot) : new Chain();
    for (const entry of entries) found.append(entry);
    const isWithout = found.isEqual(this.durable) && isSame(hardState, this.durableHard);
    const without = describe(this.durable, this.durableHard);
    this.onDurable();
    const isWith = found.isEqual(this.durable) && isSame(hardState, this.durableHard);
    const expected = `${without} or ${describe(this.durable, this.durableHard)}`;
    this.durable = found;
    this.durableHard = { term: hardState.term, vote: hardState.vote };
    this.offered = found.copy();
    if (hardState.commit < this.confIndex) {
      return `${hardState.commit} is committed and ${this.confIndex} was in effect`;
    }
    return isWithout || isWith ? null : `${describe(found, hardState)} instead of ${expected}`;
  }

  #written(chain: Chain, { snapshot, truncateAfter, entries }: Persist): Chain {
    const isNewBase =
      snapshot && chain.at(snapshot.index) !== (this.#committed[snapshot.index - 1] ?? chain.at(0));
    const next = isNewBase ? Chain.upTo(this.#committed, snapshot) : chain;
    if (truncateAfter !== undefined) next.truncateAfter(truncateAfter);
    // A log that is compacted is written anew from behind its snapshot on.
    for (const entry of entries) if (entry.index > next.lastIndex) next.append(entry);
    return next;
  }
}

function ballotOf({ hardState, mustSync }: Persist): Ballot | null {
  return hardState && mustSync ? { term: hardState.term, vote: hardState.vote } : null;
}

function isSame(left: Ballot, right: Ballot): boolean {
  return left.term === right.term && left.vote === right.vote;
}

function describe(chain: Chain, { term, vote }: Ballot): string {
  return `${chain.lastIndex}/t${chain.lastTerm} in term ${term} with vote ${vote}`;
}
