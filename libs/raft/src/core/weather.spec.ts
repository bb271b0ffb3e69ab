import { describe, expect, it } from '@jest/globals';
import { TEST_CONFIG } from '../../testing/test-node.ts';
import { type ConfChange, foundingConfState } from './membership.ts';
import { prng, type Prng } from './prng.ts';
import { RawNode } from './raw-node.ts';
import type { Persist } from './ready.ts';
import { NOTHING } from './state.ts';
import type { Entry, HardState, Message, NodeId, SnapshotMeta } from './types.ts';

// Cores alone, all features at once, in random weather: fast, and nearer to the rules than the
// simulator of whole drivers. Cards are wiped only after the configuration knows them.

const SEEDS = 60;
const STEPS = 20_000;
const BLANK: HardState = { term: 0, vote: null, commit: 0 };
const IDS: readonly NodeId[] = [1, 2, 3, 4, 5];

interface Disk {
  hardState: HardState;
  snapshot: SnapshotMeta;
  entries: Entry[];
}

interface Member {
  readonly id: NodeId;
  incarnation: string;
  core: RawNode | null;
  disk: Disk;
  writing: Persist[];
  hardState: HardState;
}

class World {
  readonly #rng: Prng;
  readonly #members: Member[];
  #network: Message[] = [];
  readonly #leaders = new Map<number, NodeId>();
  readonly #applied = new Map<number, number>();
  readonly #confs = new Map<number, string>();
  readonly #reads = new Map<number, number>();
  #token = 0;
  readonly counts = { committed: 0, changes: 0, snapshots: 0, reads: 0, wipes: 0, transfers: 0 };
  isCalm = false;
  readonly #mayWipe: boolean;

  constructor(seed: number) {
    this.#rng = prng(seed);
    this.#mayWipe = seed % 3 === 0;
    const founders = IDS.slice(0, 1 + this.#rng.below(3));
    this.#members = IDS.map((id) => {
      const confState = foundingConfState(founders.includes(id) ? founders : []);
      const snapshot = { ...NOTHING, confState };
      const disk = { hardState: BLANK, snapshot, entries: [] };
      const incarnation = this.#draw(founders.includes(id) ? '0' : 'f');
      return { id, incarnation, core: null, disk, writing: [], hardState: BLANK };
    });
    for (const member of this.#members) this.#start(member);
  }

  step(): void {
    const member = this.#pick(this.#members);
    const dice = this.#rng.below(1000);
    if (dice < 100) this.#event(member, (core) => core.tick());
    else if (dice < 700) this.#deliver();
    else if (dice < 850) this.#finishWrite(member);
    else if (dice < 900) this.#event(member, (core) => this.#propose(core));
    else if (dice < 930) this.#event(member, (core) => this.#read(core));
    else if (dice < 945) this.#event(member, (core) => this.#change(core));
    else if (dice < 955) this.#event(member, (core) => this.#compact(core));
    else if (dice < 957) this.#event(member, (core) => this.#transfer(core));
    else if (dice < 959) this.#crash(member);
    else if (dice < 960) this.#wipe(member);
    else if (dice < 961) this.#fitness(member);
    else if (dice < 980) this.#start(member);
  }

  /** All that are up, well and connected: whoever is a voter by the newest configuration agrees. */
  heal(): boolean {
    this.isCalm = true;
    for (const member of this.#members) {
      this.#start(member);
      this.#event(member, (core) => core.setFitness({ canLead: true, canAppend: true }));
    }
    for (let round = 0; round < 400; round += 1) {
      for (const member of this.#members) {
        this.#event(member, (core) => core.tick());
        while (member.writing.length > 0) this.#finishWrite(member);
      }
      for (let left = this.#network.length * 4; left > 0 && this.#network.length > 0; left -= 1) {
        this.#deliver();
        for (const member of this.#members) this.#finishWrite(member);
      }
      const leader = this.#members.find(({ core }) => core?.status().role === 'leader')?.core;
      const { commitIndex, lastIndex, term } = leader?.status() ?? {};
      if (leader && commitIndex === lastIndex && leader.termAt(lastIndex!) === term) return true;
    }
    return false;
  }

  #start(member: Member): void {
    if (member.core) return;
    const { id, incarnation, disk } = member;
    const { hardState, snapshot, entries } = disk;
    member.hardState = hardState;
    const rng = prng(this.#rng.next());
    const config = { ...TEST_CONFIG, promotionTicks: 8, votersMax: 4 };
    member.core = new RawNode(config, { id, incarnation, hardState, snapshot, entries, rng });
    this.#settle(member);
  }

  #crash(member: Member): void {
    member.core = null;
    member.writing = [];
  }

  /** Only where the others know whose card it was, and one at a time: more can lose data. */
  #wipe(member: Member): void {
    const known = this.#members.every(({ disk, core, id }) => {
      const conf = core?.status().confState ?? disk.snapshot.confState;
      const isIn = [...conf.voters, ...conf.votersOutgoing].includes(member.id);
      const identity = conf.identities.find(({ nodeId }) => nodeId === member.id);
      return id === member.id || !isIn || identity !== undefined;
    });
    if (!known || !this.#mayWipe || this.counts.wipes > 0) return;
    this.counts.wipes += 1;
    this.#empty(member);
  }

  #empty(member: Member): void {
    this.#crash(member);
    member.incarnation = this.#draw('f');
    member.disk = { hardState: BLANK, snapshot: NOTHING, entries: [] };
  }

  #fitness(member: Member): void {
    const canLead = this.#rng.below(2) === 0;
    const canAppend = canLead || this.#rng.below(2) === 0;
    this.#event(member, (core) => core.setFitness({ canLead, canAppend }));
  }

  #propose(core: RawNode): void {
    core.propose([new Uint8Array(this.#rng.below(40))]);
  }

  #transfer(core: RawNode): void {
    if (core.transferLeader(this.#pick(IDS)) === 'ok') this.counts.transfers += 1;
  }

  #compact(core: RawNode): void {
    const { appliedIndex, snapshotIndex } = core.status();
    if (appliedIndex > snapshotIndex) core.compact(core.snapshotNow(), this.#rng.below(4));
  }

  #read(core: RawNode): void {
    this.#token += 1;
    // What is committed anywhere when the read begins, it must see.
    const committed = this.#members.map((one) => one.core?.status().commitIndex ?? 0);
    if (core.readIndex(this.#token) === 'pending') {
      this.#reads.set(this.#token, Math.max(...committed));
    }
  }

  #change(core: RawNode): void {
    const { confState, id: own } = core.status();
    const changes = Array.from({ length: 1 + this.#rng.below(2) }, (): ConfChange => {
      const nodeId = this.#pick(IDS);
      const member = this.#members.find(({ id }) => id === nodeId)!;
      // Who was taken out comes back with an empty card.
      const isOut = confState.retired.some((one) => one.incarnation === member.incarnation);
      if (isOut && nodeId !== own) this.#empty(member);
      const { incarnation } = member;
      const isMember = [...confState.voters, ...confState.learners].includes(nodeId);
      const type = this.#pick(['add-voter', 'add-learner', 'remove'] as const);
      if (type === 'remove') return { type, nodeId };
      return isMember && this.#rng.below(2) === 0
        ? { type, nodeId }
        : { type, nodeId, incarnation };
    });
    const transition = this.#pick(['auto', 'joint', 'joint-explicit', 'leave'] as const);
    const result = core.proposeConfChange({
      changes: transition === 'leave' ? [] : changes,
      transition,
      expectedConfIndex: confState.index,
    });
    if (typeof result !== 'string') this.counts.changes += 1;
  }

  #deliver(): void {
    if (this.#network.length === 0) return;
    const at = this.#rng.below(Math.min(this.#network.length, 12));
    const [message] = this.#network.splice(at, 1);
    const dice = this.isCalm ? 99 : this.#rng.below(100);
    if (dice < 8) {
      this.#report(message!, false);
      return;
    }
    if (dice < 14) this.#network.push(message!);
    const to = this.#members.find(({ id }) => id === message!.to)!;
    this.#report(message!, to.core !== null);
    this.#event(to, (core) => core.step(message!));
  }

  #report(message: Message, wasTaken: boolean): void {
    if (message.type !== 'snapshot') return;
    const from = this.#members.find(({ id }) => id === message.from)!;
    this.#event(from, (core) => core.reportSnapshot(message.to, wasTaken));
  }

  #event(member: Member, happens: (core: RawNode) => void): void {
    if (!member.core) return;
    happens(member.core);
    this.#settle(member);
  }

  #finishWrite(member: Member): void {
    const persist = member.writing.shift();
    if (!persist) return;
    const { disk } = member;
    if (persist.snapshot) {
      disk.snapshot = persist.snapshot;
      disk.entries = [];
    }
    const base = disk.snapshot.index;
    if (persist.truncateAfter !== undefined) disk.entries.length = persist.truncateAfter - base;
    disk.entries = [...disk.entries, ...persist.entries];
    // A commit index alone is not written, and goes along with what is: see BatchEncoder.
    member.hardState = persist.hardState ?? member.hardState;
    if (persist.mustSync) disk.hardState = member.hardState;
    this.#event(member, (core) => core.onPersisted(persist.seq));
    if (member.core) this.#network.push(...persist.then);
  }

  #settle(member: Member): void {
    const core = member.core!;
    while (core.hasReady()) {
      const ready = core.ready();
      this.#network.push(...ready.messages);
      if (ready.persist) member.writing.push(ready.persist);
      if (ready.restore) {
        this.counts.snapshots += 1;
        this.#agree(ready.restore.index, ready.restore.term, ready.restore);
        core.onRestored(ready.restore.index);
      }
      for (const entry of ready.committed) {
        core.onApplied(entry.index);
        const { confState } = core.status();
        this.#agree(entry.index, entry.term, { confState });
      }
      for (const { token, index } of ready.reads) {
        this.counts.reads += 1;
        expect(index).toBeGreaterThanOrEqual(this.#reads.get(token)!);
      }
    }
    this.#look(core);
  }

  /** I5 and I11: one entry and one configuration at each index, at every member. */
  #agree(index: number, term: number, { confState }: Pick<SnapshotMeta, 'confState'>): void {
    const conf = JSON.stringify(confState);
    if ((this.#applied.get(index) ?? term) !== term) throw new Error(`two entries at ${index}`);
    if ((this.#confs.get(index) ?? conf) !== conf) throw new Error(`two members lists at ${index}`);
    this.#applied.set(index, term);
    this.#confs.set(index, conf);
    this.counts.committed = Math.max(this.counts.committed, index);
  }

  #look(core: RawNode): void {
    const { id, role, term } = core.status();
    if (role !== 'leader') return;
    const other = this.#leaders.get(term) ?? id;
    if (other !== id) throw new Error(`two leaders, ${id} and ${other}, in term ${term}`);
    this.#leaders.set(term, id);
  }

  #draw(digit: '0' | 'f'): string {
    const half = (): string => this.#rng.next().toString(16).padStart(8, '0');
    return digit + (half() + half()).slice(1);
  }

  #pick<T>(all: readonly T[]): T {
    return all[this.#rng.below(all.length)]!;
  }
}

describe('cores in random weather', () => {
  it('agree on entries and members, have one leader a term, and read nothing stale', () => {
    const total = { committed: 0, changes: 0, snapshots: 0, reads: 0, wipes: 0, transfers: 0 };
    let healed = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const world = new World(seed);
      try {
        for (let at = 0; at < STEPS; at += 1) world.step();
        if (world.heal()) healed += 1;
      } catch (error) {
        throw new Error(`It fails with seed ${seed}.`, { cause: error });
      }
      for (const name of Object.keys(total) as (keyof typeof total)[]) {
        total[name] += world.counts[name];
      }
    }
    // Not all: who takes the last voter but one away, and loses its card before the last one knows, or
    // wipes too many, has lost the quorum (M6).
    expect(healed).toBeGreaterThan(SEEDS * 0.8);
    expect(total.committed).toBeGreaterThan(4000);
    expect(total.changes).toBeGreaterThan(200);
    expect(total.snapshots).toBeGreaterThan(100);
    expect(total.reads).toBeGreaterThan(4000);
    expect(Math.min(total.wipes, total.transfers)).toBeGreaterThan(10);
  });
});
