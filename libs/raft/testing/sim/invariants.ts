import type { CoreStatus, Persist } from '../../src/core/raw-node.ts';
import type { Entry, HardState, Index, Message, NodeId, Term } from '../../src/core/types.ts';
import type { Chain } from './chain.ts';

/** What a node has on its synced disk, and what it has handed to it. */
export interface Witness {
  readonly id: NodeId;
  /** The log as handed to the disk, synced or not. */
  offered: Chain;
  /** The log as it would be read after a power cut now. */
  durable: Chain;
  durableHardState: HardState;
}

export class InvariantBroken extends Error {}

function hold(holds: boolean, name: string, detail: () => string): void {
  if (!holds) throw new InvariantBroken(`${name}: ${detail()}`);
}

/** Sees everything that all nodes do, and compares it with what Raft promises. */
export class Invariants {
  readonly #witnesses: ReadonlyMap<NodeId, Witness>;
  readonly #leaders = new Map<Term, NodeId>();
  readonly #votes = new Map<string, NodeId>();
  readonly #entries = new Map<string, number>();
  readonly #committed: number[] = [];
  /** The last that each term's leader committed. */
  readonly #committedIn = new Map<Term, { readonly index: Index; readonly hash: number }>();
  readonly #last = new Map<NodeId, CoreStatus>();

  constructor(witnesses: ReadonlyMap<NodeId, Witness>) {
    this.#witnesses = witnesses;
  }

  get committedLast(): Index {
    return this.#committed.length;
  }

  get terms(): number {
    return this.#leaders.size;
  }

  /** I3: equal (index, term) means equal logs up to there, over all nodes and times. */
  onOffered(id: NodeId, persist: Persist): void {
    const { offered } = this.#witness(id);
    if (persist.truncateAfter !== undefined) offered.truncateAfter(persist.truncateAfter);
    for (const entry of persist.entries) {
      const hash = offered.append(entry);
      const key = `${entry.index}/${entry.term}`;
      hold((this.#entries.get(key) ?? hash) === hash, 'I3 log matching', () => `${id} at ${key}`);
      this.#entries.set(key, hash);
    }
  }

  /** I6: at the moment a promise leaves, the disk holds what it promises. No node votes twice. */
  onSent(message: Message): void {
    const { durable, durableHardState: hard } = this.#witness(message.from);
    const isPromise =
      message.type === 'vote' ||
      message.type === 'vote-reply' ||
      message.type === 'append-accepted' ||
      message.type === 'append-rejected';
    if (!isPromise) return;
    const where = (): string => `${message.from} ${message.type} t${message.term}`;
    hold(hard.term >= message.term, 'I6 the term is durable', where);
    if (message.type === 'append-accepted' && hard.term === message.term) {
      hold(durable.lastIndex >= message.match, 'I6 the entries are durable', where);
    }
    if (message.type === 'vote') this.#vote(message.from, message.term, message.from);
    if (message.type === 'vote-reply' && message.granted) {
      const isDurable = hard.term > message.term || hard.vote === message.to;
      hold(isDurable, 'I6 the vote is durable', where);
      this.#vote(message.from, message.term, message.to);
    }
  }

  /** I5: one entry per index, for all nodes and all incarnations. */
  onApply(id: NodeId, entries: readonly Entry[]): void {
    const { durable } = this.#witness(id);
    for (const { index } of entries) {
      const hash = durable.at(index);
      if (index > this.#committed.length) {
        hold(index === this.#committed.length + 1, 'I5 no hole', () => `${id} at ${index}`);
        this.#committed.push(hash);
      }
      const agreed = this.#committed[index - 1];
      hold(agreed === hash, 'I5 state machine safety', () => `${id} at ${index}`);
    }
  }

  onRestart(id: NodeId): void {
    this.#last.delete(id);
  }

  /** After each event at a node: `now` is its state, `message` what it had got, if anything. */
  afterEvent(now: CoreStatus, message: Message | null): void {
    const { id } = now;
    const before = this.#last.get(id);
    this.#last.set(id, now);
    hold(
      now.appliedIndex <= now.commitIndex && now.commitIndex <= now.lastIndex,
      'I9 applied ≤ commit ≤ last',
      () => `${id}`,
    );
    if (before) this.#compare(before, now, message);
    if (now.role !== 'leader') return;
    if (before?.role !== 'leader') this.#onElected(now);
    if (before && now.commitIndex > before.commitIndex) this.#onCommitted(now);
    for (const [peer, progress] of Object.entries(now.peers)) {
      const { durable, durableHardState } = this.#witness(Number(peer));
      // A peer that went on to a later term may have cut what this leader, now deposed, counts.
      const isDurable = durableHardState.term > now.term || progress.match <= durable.lastIndex;
      const holds = progress.match < progress.next && isDurable;
      hold(holds, 'I10 match is durable at the peer', () => `${id} of ${peer}`);
    }
  }

  #compare(before: CoreStatus, now: CoreStatus, message: Message | null): void {
    const { id } = now;
    hold(now.term >= before.term, 'I8 the term never falls', () => `${id}`);
    hold(now.commitIndex >= before.commitIndex, 'I8 commit never falls', () => `${id}`);
    const isVoteKept = now.term > before.term || before.vote === null || now.vote === before.vote;
    hold(isVoteKept, 'I8 a vote stands for its term', () => `${id}`);
    if (before.role === 'leader' && now.role === 'leader' && before.term === now.term) {
      hold(now.lastIndex >= before.lastIndex, 'I2 a leader only appends', () => `${id}`);
    }
    if (message?.type === 'pre-vote') {
      const isSame = now.term === before.term && now.vote === before.vote;
      hold(isSame, 'I13 a pre-vote changes nothing', () => `${id}`);
    }
  }

  /** I1 and I4. */
  #onElected({ id, term }: CoreStatus): void {
    const other = this.#leaders.get(term) ?? id;
    hold(other === id, 'I1 one leader per term', () => `${id} and ${other} in ${term}`);
    this.#leaders.set(term, id);
    const { offered } = this.#witness(id);
    for (const [earlier, { index, hash }] of this.#committedIn) {
      // What a later term has committed is no concern of a leader that was elected, unheard, before
      // (its process stood still, or the votes were long on their way).
      const holds = earlier >= term || offered.at(index) === hash;
      hold(holds, 'I4 leader completeness', () => `${id} in ${term} lacks ${index} of ${earlier}`);
    }
  }

  /** I7: a majority has it on synced disks. */
  #onCommitted({ id, term, commitIndex }: CoreStatus): void {
    const hash = this.#witness(id).offered.at(commitIndex);
    this.#committedIn.set(term, { index: commitIndex, hash });
    const all = [...this.#witnesses.values()];
    const having = all.filter(({ durable }) => durable.at(commitIndex) === hash).length;
    hold(having * 2 > all.length, 'I7 a quorum has it durably', () => `${id}: ${commitIndex}`);
  }

  #vote(voter: NodeId, term: Term, candidate: NodeId): void {
    const key = `${voter}/${term}`;
    const other = this.#votes.get(key) ?? candidate;
    hold(other === candidate, 'one vote per term', () => `${key}: ${other} and ${candidate}`);
    this.#votes.set(key, candidate);
  }

  #witness(id: NodeId): Witness {
    return this.#witnesses.get(id)!;
  }
}
