import type { CoreStatus } from '../../src/core/core-status.ts';
import type { RawNode } from '../../src/core/raw-node.ts';
import type { Persist, Ready } from '../../src/core/ready.ts';
import { voteResult } from '../../src/core/quorum.ts';
import { incarnationOf } from '../../src/core/membership.ts';
import type {
  ConfState,
  Incarnation,
  Index,
  Message,
  NodeId,
  SnapshotMeta,
  Term,
} from '../../src/core/types.ts';
import type { Recovered, Wal, WalOptions } from '../../src/storage/wal.ts';
import type { Observer } from './core-tap.ts';
import { type Limits, Witness } from './witness.ts';

export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken';
}

/** What the simulation knows of a process: whether it still lives, whatever its code believes. */
export interface Life {
  readonly isDead: boolean;
}

export interface World {
  readonly limits: Limits;
  /** The life that a core or log just seen for the first time belongs to; null when it is over. */
  lifeOf(id: NodeId): Life | null;
  hasUnsynced(id: NodeId): boolean;
  /** Promises may have been settled. */
  touch(): void;
}

/** Sees everything that all nodes do, and compares it with what Raft promises. */
export class Invariants implements Observer {
  readonly #world: World;
  /** By id, the present card last. */
  readonly #cards = new Map<NodeId, Witness[]>();
  readonly #lives = new WeakMap<RawNode, Life | { readonly isDead: true }>();
  readonly #wals = new WeakMap<Wal, Witness>();
  readonly #leaders = new Map<Term, NodeId>();
  readonly #votes = new Map<string, NodeId>();
  readonly #entries = new Map<string, number>();
  readonly #committed: number[] = [];
  /** The last that each term's leader committed. */
  readonly #committedIn = new Map<Term, { readonly index: Index; readonly hash: number }>();
  readonly #last = new Map<NodeId, CoreStatus>();
  readonly #digests = new Map<Index, number>();
  readonly #appliedAt = new Map<number, Index>();
  #confOffered: Index = 0;
  #appliedMost: Index = 0;
  /** The first that was seen; the simulation ends by it. */
  broken: InvariantBroken | null = null;
  readonly #confs = new Map<Index, ConfState>();
  #latestConf: ConfState | null = null;
  leadersSeen = 0;
  votersLeast = Infinity;
  votersMost = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get committedLast(): Index {
    return this.#committed.length;
  }

  get terms(): number {
    return this.#leaders.size;
  }

  /** The state after its last event; null before the first of this life. */
  statusOf(id: NodeId): CoreStatus | null {
    return this.#last.get(id) ?? null;
  }

  /** The newest configuration that anybody has applied. */
  get latestConf(): ConfState | null {
    return this.#latestConf;
  }

  /** Whether a change of members stands in some log and may yet come into effect. */
  get isConfPending(): boolean {
    return this.#confOffered > this.#appliedMost;
  }

  incarnationOf(id: NodeId): Incarnation | null {
    return this.#cards.get(id)?.at(-1)?.incarnation ?? null;
  }

  /** The card is gone, and whatever is put in its place is another one. */
  onWiped(id: NodeId): void {
    this.#last.delete(id);
    this.#cards.get(id)?.push(new Witness(id, this.#committed));
  }

  report(name: string, detail: string): void {
    this.broken ??= new InvariantBroken(`${name}: ${detail}`);
  }

  #hold(holds: boolean, name: string, detail: () => string): void {
    if (!holds) this.report(name, detail());
  }

  /** I16: what a disk gives back is what it had, or that and the whole batch under way. */
  onRecovered({ nodeId: id }: WalOptions, recovered: Recovered): void {
    const { wal, hardState, entries, incarnation } = recovered;
    this.#world.touch();
    const witness = this.#witness(id);
    this.#wals.set(wal, witness);
    this.#last.delete(id);
    const isSame = witness.incarnation === null || witness.incarnation === incarnation;
    this.#hold(isSame, 'I16 one incarnation per card', () => `${id}`);
    witness.incarnation = incarnation;
    const problem = witness.onRecovered(hardState, entries, snapshotOf(recovered));
    this.#hold(problem === null, 'I16 recovered state', () => `${id}: ${problem}`);
  }

  onAppending(wal: Wal, persists: readonly Persist[]): void {
    this.#world.touch();
    const witness = this.#wals.get(wal);
    if (witness) witness.writing = persists;
  }

  /** I6, first half: the log says it is durable, so nothing of it may still lie in memory alone. */
  onAppended(wal: Wal, persists: readonly Persist[], isTouched: boolean): void {
    const witness = this.#wals.get(wal);
    if (!witness) return;
    this.#world.touch();
    this.#hold(
      !this.#world.hasUnsynced(witness.id),
      'I6 the batch is synced',
      () => `${witness.id}`,
    );
    const isNeeded = !isTouched || persists.some(({ mustSync }) => mustSync);
    this.#hold(isNeeded, 'I18 no sync without need', () => `${witness.id}`);
    witness.onDurable();
  }

  /** I3: equal (index, term) means equal logs up to there, over all nodes and times. I5 likewise. */
  onReady(core: RawNode, ready: Ready): void {
    if (!ready.persist && ready.committed.length === 0) return;
    const id = this.#idOf(core);
    if (id === null) return;
    this.#world.touch();
    const witness = this.#witness(id);
    if (ready.persist) {
      witness.onOffered(ready.persist);
      for (const { index, term, type } of ready.persist.entries) {
        if (type === 'conf') this.#confOffered = Math.max(this.#confOffered, index);
        const hash = witness.offered.at(index);
        const key = `${index}/${term}`;
        const known = this.#entries.get(key) ?? hash;
        this.#hold(known === hash, 'I3 log matching', () => `${id} at ${key}`);
        this.#entries.set(key, hash);
      }
    }
    for (const { index } of ready.committed) {
      const hash = witness.offered.at(index);
      if (index > this.#committed.length) {
        const isNext = index === this.#committed.length + 1;
        this.#hold(isNext, 'I5 no hole', () => `${id} at ${index}`);
        this.#committed.push(hash);
      }
      const agreed = this.#committed[index - 1];
      this.#hold(agreed === hash, 'I5 state machine safety', () => `${id} at ${index}`);
      const isDurable = witness.durable.at(index) === hash;
      this.#hold(isDurable, 'I6 what is applied is durable here', () => `${id} at ${index}`);
    }
  }

  /** I5: equal state at an equal index. */
  onApplied(id: NodeId, index: Index, digest: number): void {
    const agreed = this.#digests.get(index) ?? digest;
    this.#hold(agreed === digest, 'I5 equal state', () => `${id} at ${index}`);
    this.#digests.set(index, digest);
  }

  /** What a client has asked for once takes effect at one place of the log alone. */
  onValue(value: number, index: Index): void {
    const agreed = this.#appliedAt.get(value) ?? index;
    this.#hold(agreed === index, 'exactly once', () => `${value} at ${agreed} and at ${index}`);
    this.#appliedAt.set(value, index);
  }

  /** I6: at the moment a promise leaves, the disk holds what it promises. No node votes twice. */
  onSent(message: Message): void {
    const isPromise =
      message.type === 'vote' ||
      message.type === 'vote-reply' ||
      message.type === 'append-accepted' ||
      message.type === 'append-rejected';
    if (!isPromise) return;
    const { durable, durableHard: hard } = this.#witness(message.from);
    const where = (): string => `${message.from} ${message.type} t${message.term}`;
    this.#hold(hard.term >= message.term, 'I6 the term is durable', where);
    if (message.type === 'append-accepted' && hard.term === message.term) {
      this.#hold(durable.lastIndex >= message.match, 'I6 the entries are durable', where);
    }
    if (message.type === 'vote') this.#vote(message.from, message.term, message.from);
    if (message.type === 'vote-reply' && message.granted) {
      const isDurable = hard.term > message.term || hard.vote === message.to;
      this.#hold(isDurable, 'I6 the vote is durable', where);
      this.#vote(message.from, message.term, message.to);
    }
  }

  /** After each event at a node: `now` is its state, `message` what it had got, if anything. */
  onCoreEvent(core: RawNode, now: CoreStatus, message: Message | null): void {
    const { id } = now;
    if (this.#isOver(core, id)) return;
    const before = this.#last.get(id);
    this.#last.set(id, now);
    const isOrdered = now.appliedIndex <= now.commitIndex && now.commitIndex <= now.lastIndex;
    this.#hold(isOrdered, 'I9 applied ≤ commit ≤ last', () => `${id}`);
    const isCompacted =
      now.compactedIndex <= now.snapshotIndex && now.snapshotIndex <= now.commitIndex;
    this.#hold(isCompacted, 'I9 compacted ≤ snapshot ≤ commit', () => `${id}`);
    this.#noteEffect(now);
    this.#appliedMost = Math.max(this.#appliedMost, now.appliedIndex);
    if (before) this.#compare(before, now, message);
    if (before?.confState !== now.confState) this.#onConf(id, now.confState);
    if (now.role !== 'leader') return;
    this.#checkLeader(now, before);
  }

  /** That of a snapshot which is being taken over may be forgotten: it was told to nobody. */
  #noteEffect({ id, confState, appliedIndex, stableIndex }: CoreStatus): void {
    const witness = this.#witness(id);
    const isInEffect = Math.min(appliedIndex, stableIndex) >= confState.index;
    if (isInEffect) witness.confIndex = Math.max(witness.confIndex, confState.index);
  }

  #checkLeader(now: CoreStatus, before: CoreStatus | undefined): void {
    const { id } = now;
    if (before?.role !== 'leader') this.#onElected(now);
    if (now.commitIndex > (before?.commitIndex ?? 0)) this.#onCommitted(now);
    const { limits } = this.#world;
    for (const peer of Object.keys(now.peers)) {
      const progress = now.peers[Number(peer)]!;
      const card = this.#cardOf(Number(peer), now.confState);
      // Of a card that is put in anew under this id nothing was heard so far.
      const { durable, durableHard } = card ?? new Witness(Number(peer), this.#committed);
      // A peer that went on to a later term may have cut what this leader, now deposed, counts.
      const isDurable = durableHard.term > now.term || progress.match <= durable.lastIndex;
      const holds = progress.match < progress.next && isDurable;
      this.#hold(holds, 'I10 match is durable at the peer', () => `${id} of ${peer}`);
      const isBounded =
        progress.inflightMessages <= limits.inflightMessagesMax &&
        progress.inflightBytes <= limits.inflightBytesMax + limits.appendBytesMax;
      this.#hold(isBounded, 'I15 bounded inflight', () => `${id} of ${peer}`);
    }
    const bytesMax = limits.uncommittedBytesMax + limits.appendBytesMax;
    this.#hold(now.uncommittedBytes <= bytesMax, 'I15 bounded uncommitted', () => `${id}`);
  }

  #compare(before: CoreStatus, now: CoreStatus, message: Message | null): void {
    const { id } = now;
    this.#hold(now.term >= before.term, 'I8 the term never falls', () => `${id}`);
    this.#hold(now.commitIndex >= before.commitIndex, 'I8 commit never falls', () => `${id}`);
    this.#hold(now.appliedIndex >= before.appliedIndex, 'I8 applied never falls', () => `${id}`);
    const isVoteKept = now.term > before.term || before.vote === null || now.vote === before.vote;
    this.#hold(isVoteKept, 'I8 a vote stands for its term', () => `${id}`);
    if (before.role === 'leader' && now.role === 'leader' && before.term === now.term) {
      this.#hold(now.lastIndex >= before.lastIndex, 'I2 a leader only appends', () => `${id}`);
    }
    if (message && isRetired(before.confState, message)) {
      const isSame =
        now.term === before.term &&
        now.vote === before.vote &&
        now.role === before.role &&
        now.leaderId === before.leaderId &&
        now.commitIndex === before.commitIndex &&
        now.lastIndex === before.lastIndex;
      this.#hold(isSame, 'I17 a retired card changes nothing', () => `${message.from} at ${id}`);
    }
    if (message?.type === 'pre-vote') {
      const isSame = now.term === before.term && now.vote === before.vote;
      this.#hold(isSame, 'I13 a pre-vote changes nothing', () => `${id}`);
    }
  }

  /** I11: an entry makes the same configuration everywhere, and quorums of neighbours overlap. */
  #onConf(id: NodeId, conf: ConfState): void {
    const { index } = conf;
    // Who waits to be taken in knows of nobody.
    if (conf.voters.length === 0) return;
    const known = this.#confs.get(index) ?? conf;
    const isAgreed =
      isSameSet(known.voters, conf.voters) && isSameSet(known.votersOutgoing, conf.votersOutgoing);
    this.#hold(isAgreed, 'I11 one configuration per entry', () => `${id} at ${index}`);
    if (this.#confs.has(index)) return;
    this.#confs.set(index, conf);
    this.votersLeast = Math.min(this.votersLeast, conf.voters.length);
    this.votersMost = Math.max(this.votersMost, conf.voters.length);
    if (index >= (this.#latestConf?.index ?? 0)) this.#latestConf = conf;
    const earlier = Math.max(-1, ...[...this.#confs.keys()].filter((each) => each < index));
    const before = this.#confs.get(earlier);
    if (!before) return;
    this.#hold(overlaps(before, conf), 'I11 neighbours overlap', () => `${earlier} and ${index}`);
  }

  /** I1 and I4. */
  #onElected({ id, term }: CoreStatus): void {
    this.leadersSeen += 1;
    const other = this.#leaders.get(term) ?? id;
    this.#hold(other === id, 'I1 one leader per term', () => `${id} and ${other} in ${term}`);
    this.#leaders.set(term, id);
    const { offered } = this.#witness(id);
    for (const [earlier, { index, hash }] of this.#committedIn) {
      // What a later term has committed is no concern of a leader that was elected, unheard, before
      // (its process stood still, or the votes were long on their way).
      const holds = earlier >= term || offered.at(index) === hash;
      const where = (): string => `${id} in ${term} lacks ${index} of ${earlier}`;
      this.#hold(holds, 'I4 leader completeness', where);
    }
  }

  /** I7: a quorum of the leader's configuration (of both, in a joint one) has it on synced disks. */
  #onCommitted({ id, term, commitIndex, confState }: CoreStatus): void {
    const hash = this.#witness(id).offered.at(commitIndex);
    this.#committedIn.set(term, { index: commitIndex, hash });
    const having = new Map<NodeId, boolean>();
    for (const voter of [...confState.voters, ...confState.votersOutgoing]) {
      having.set(voter, this.#cardOf(voter, confState)?.durable.at(commitIndex) === hash);
    }
    const isHeld = voteResult(confState, having) === 'won';
    this.#hold(isHeld, 'I7 a quorum has it durably', () => `${id}: ${commitIndex}`);
  }

  #vote(voter: NodeId, term: Term, candidate: NodeId): void {
    const key = `${voter}/${this.#cards.get(voter)?.length ?? 0}/${term}`;
    const other = this.#votes.get(key) ?? candidate;
    this.#hold(other === candidate, 'one vote per term', () => `${key}: ${other} and ${candidate}`);
    this.#votes.set(key, candidate);
  }

  #idOf(core: RawNode): NodeId | null {
    const { id } = core.status();
    return this.#isOver(core, id) ? null : id;
  }

  /** Whether the core belongs to a process that is dead: what it still does is done nowhere. */
  #isOver(core: RawNode, id: NodeId): boolean {
    let life = this.#lives.get(core);
    if (!life) {
      life = this.#world.lifeOf(id) ?? { isDead: true };
      this.#lives.set(core, life);
    }
    return life.isDead;
  }

  #witness(id: NodeId): Witness {
    const known = this.#cards.get(id)?.at(-1);
    if (known) return known;
    const witness = new Witness(id, this.#committed);
    this.#cards.set(id, [witness]);
    return witness;
  }

  /** The very card that a configuration means; a founder may not be known to it yet. */
  #cardOf(id: NodeId, conf: ConfState): Witness | null {
    const cards = this.#cards.get(id) ?? [];
    const meant = incarnationOf(conf, id);
    return cards.find(({ incarnation }) => meant === null || incarnation === meant) ?? null;
  }
}

function isRetired({ retired }: ConfState, { from, incarnation }: Message): boolean {
  return retired.some((one) => one.nodeId === from && one.incarnation === incarnation);
}

function isSameSet(left: readonly NodeId[], right: readonly NodeId[]): boolean {
  return left.length === right.length && left.every((id) => right.includes(id));
}

/** Whether any quorum of the one has a member in common with any quorum of the other. */
function overlaps(before: ConfState, after: ConfState): boolean {
  if (after.votersOutgoing.length > 0) return isSameSet(after.votersOutgoing, before.voters);
  if (before.votersOutgoing.length > 0) return isSameSet(after.voters, before.voters);
  const added = after.voters.filter((id) => !before.voters.includes(id)).length;
  const removed = before.voters.filter((id) => !after.voters.includes(id)).length;
  return added + removed <= 1;
}

function snapshotOf(recovered: Recovered): SnapshotMeta | null {
  return 'snapshot' in recovered ? recovered.snapshot : null;
}
