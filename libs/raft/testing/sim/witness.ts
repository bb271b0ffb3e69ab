import { type Persist } from '../../src/core/raw-node.ts';
import { type Entry, type HardState, type NodeId } from '../../src/core/types.ts';
import { type RaftConfig } from '../../src/index.ts';
import { Chain } from './chain.ts';

export type Limits = Pick<
  RaftConfig,
  'inflightMessagesMax' | 'inflightBytesMax' | 'appendBytesMax' | 'uncommittedBytesMax'
>;

type Ballot = Pick<HardState, 'term' | 'vote'>;

const NO_BALLOT: Ballot = { term: 0, vote: null };

/** What a node has on its synced disk, and what it has handed to it. */
export class Witness {
  readonly id: NodeId;
  /** The log as handed to the disk, synced or not. */
  offered = new Chain();
  /** The log as it would be read after a power cut now. */
  durable = new Chain();
  durableHard = NO_BALLOT;
  /** Under way to the disk: after a crash all of it is there, or nothing. */
  writing: readonly Persist[] = [];

  constructor(id: NodeId) {
    this.id = id;
  }

  onOffered(persist: Persist): void {
    write(this.offered, persist);
  }

  onDurable(): void {
    for (const persist of this.writing) {
      write(this.durable, persist);
      this.durableHard = ballotOf(persist) ?? this.durableHard;
    }
    this.writing = [];
  }

  /** What is wrong with it, or null; from here on it is what the node has. */
  onRecovered(hardState: HardState, entries: readonly Entry[]): string | null {
    const found = new Chain();
    for (const entry of entries) found.append(entry);
    const isWithout = found.isEqual(this.durable) && isSame(hardState, this.durableHard);
    const without = describe(this.durable, this.durableHard);
    this.onDurable();
    const isWith = found.isEqual(this.durable) && isSame(hardState, this.durableHard);
    const expected = `${without} or ${describe(this.durable, this.durableHard)}`;
    this.durable = found;
    this.durableHard = { term: hardState.term, vote: hardState.vote };
    this.offered = found.copy();
    return isWithout || isWith ? null : `${describe(found, hardState)} instead of ${expected}`;
  }
}

function write(chain: Chain, persist: Persist): void {
  if (persist.truncateAfter !== undefined) chain.truncateAfter(persist.truncateAfter);
  for (const entry of persist.entries) chain.append(entry);
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
