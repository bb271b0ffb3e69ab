import { type ConfChange, incarnationOf, membersOf } from '../../src/core/membership.ts';
import type { Prng } from '../../src/core/prng.ts';
import { voteResult } from '../../src/core/quorum.ts';
import type { ConfState, NodeId } from '../../src/index.ts';
import type { EventQueue } from './event-queue.ts';
import type { Host } from './host.ts';
import type { Invariants } from './invariants.ts';

const TEND_MS = 2000;
const SIZE_MAX = 7;
const CHANGE_MS = 8000;

type Shape = Pick<
  ConfState,
  'voters' | 'votersOutgoing' | 'learners' | 'learnersNext' | 'heldLearners'
>;
const NO_JOINT = { votersOutgoing: [], learnersNext: [] };

/** Whoever looks after the site: takes machines in and out, and swaps cards that are lost. */
export class Operator {
  readonly #queue: EventQueue;
  readonly #hosts: ReadonlyMap<NodeId, Host>;
  readonly #invariants: Invariants;
  readonly #touch: () => void;
  #wantedSize = 3;
  made = 0;
  replaced = 0;

  constructor(options: {
    readonly queue: EventQueue;
    readonly hosts: ReadonlyMap<NodeId, Host>;
    readonly invariants: Invariants;
    readonly touch: () => void;
  }) {
    this.#queue = options.queue;
    this.#hosts = options.hosts;
    this.#invariants = options.invariants;
    this.#touch = options.touch;
    this.#queue.after(TEND_MS, () => this.#tend());
  }

  transfer(to: NodeId): void {
    this.#atLeaders((node) => node.transferLeader(to));
  }

  snapshot(host: Host): void {
    host.process?.run(() => {
      this.#touch();
      void host.node?.snapshot();
    });
  }

  /** Whoever believes to lead is asked for one change of members. */
  change(rng: Prng): void {
    if (rng.below(6) === 0) this.#wantedSize = 1 + rng.below(SIZE_MAX);
    this.#atLeaders((node) => {
      const changes = this.#draw(node.configuration, rng);
      if (!changes || !this.#isSafe(node.configuration, changes)) return null;
      const done = node.changeMembers(changes, { timeoutMs: CHANGE_MS });
      return done.then(() => {
        this.made += 1;
      });
    });
  }

  /** A card is lost, if the others can go on without it. */
  lose(host: Host, how: 'wipe' | 'rot'): void {
    if (!this.#isDispensable(host.id)) return;
    if (how === 'wipe') host.wipe();
    else if (host.process) host.rot();
  }

  /** Whether every member's card is the one that the configuration means. */
  get isWhole(): boolean {
    const conf = this.#invariants.latestConf;
    return conf !== null && membersOf(conf).every((id) => this.isLive(conf, id));
  }

  isLive(conf: ConfState, id: NodeId): boolean {
    const meant = incarnationOf(conf, id);
    const host = this.#hosts.get(id);
    const present = this.#invariants.incarnationOf(id);
    if (!host || host.isRotten) return false;
    return meant === null ? host.isFounder : meant === present;
  }

  /** Members of the newest configuration whose cards are there. */
  get liveMembers(): NodeId[] {
    const conf = this.#invariants.latestConf;
    return conf ? membersOf(conf).filter((id) => this.isLive(conf, id)) : [...this.#hosts.keys()];
  }

  /** Whether these alone can decide, by whatever configuration a live member may hold. */
  isQuorum(ids: readonly NodeId[]): boolean {
    return this.#heldConfs().every((conf) =>
      decides(conf, (id) => ids.includes(id) && this.isLive(conf, id)),
    );
  }

  #heldConfs(): ConfState[] {
    const { latestConf } = this.#invariants;
    if (!latestConf) return [];
    const held = this.liveMembers.flatMap((id) => this.#invariants.statusOf(id)?.confState ?? []);
    return [latestConf, ...held.filter(({ voters }) => voters.length > 0)];
  }

  #isDispensable(id: NodeId): boolean {
    const { latestConf, isConfPending } = this.#invariants;
    if (!latestConf || isConfPending || this.#invariants.incarnationOf(id) === null) return false;
    const isMember = membersOf(latestConf).includes(id);
    if (isMember && incarnationOf(latestConf, id) === null) return false;
    return this.isQuorum(this.liveMembers.filter((other) => other !== id));
  }

  /** Lost cards are replaced, of whoever is a member. */
  #tend(): void {
    this.#queue.after(TEND_MS, () => this.#tend());
    this.#atLeaders((node) => {
      const conf = node.configuration;
      const lost = membersOf(conf).find((id) => {
        const meant = incarnationOf(conf, id);
        const present = this.#hosts.get(id)?.node?.incarnation;
        return meant !== null && present !== undefined && present !== meant;
      });
      const incarnation = lost === undefined ? undefined : this.#hosts.get(lost)?.node?.incarnation;
      if (lost === undefined || incarnation === undefined) return null;
      const done = node.replace(lost, { nodeId: lost, incarnation }, { timeoutMs: CHANGE_MS });
      return done.then(() => {
        this.replaced += 1;
      });
    });
  }

  #draw(conf: ConfState, rng: Prng): ConfChange[] | null {
    const members = membersOf(conf);
    const spare = this.#spare(conf);
    const anyone = members[rng.below(members.length)];
    if (anyone === undefined) return null;
    const remove: ConfChange = { type: 'remove', nodeId: anyone };
    if (spare && members.length < this.#wantedSize) return [{ type: 'add-learner', ...spare }];
    if (members.length > this.#wantedSize) return [remove];
    switch (rng.below(4)) {
      case 0:
        return spare ? [remove, { type: 'add-voter', ...spare }] : null;
      case 1:
        return members.length > 2
          ? members.slice(0, 2).map((nodeId) => ({ type: 'add-learner', nodeId }))
          : null;
      default:
        return conf.voters.includes(anyone)
          ? [{ type: 'add-learner', nodeId: anyone, isHeld: rng.below(2) === 0 }]
          : [{ type: 'add-voter', nodeId: anyone }];
    }
  }

  /** A machine that is no member, with an empty card or one that may come in; else it is emptied. */
  #spare(conf: ConfState): { nodeId: NodeId; incarnation: string } | null {
    for (const [nodeId, host] of this.#hosts) {
      const incarnation = host.node?.incarnation;
      if (membersOf(conf).includes(nodeId) || incarnation === undefined) continue;
      const isRetired = conf.retired.some((one) => one.incarnation === incarnation);
      if (!isRetired && !host.isFounder) return { nodeId, incarnation };
      if (this.#isDispensable(nodeId)) host.wipe();
    }
    return null;
  }

  /** No change may leave the site to cards that are lost, noticed or not: those of spares too. */
  #isSafe(conf: ConfState, changes: readonly ConfChange[]): boolean {
    const voters = new Set(conf.voters);
    const learners = new Set(conf.learners);
    const held = new Set(conf.heldLearners);
    for (const change of changes) {
      for (const ids of [voters, learners, held]) ids.delete(change.nodeId);
      if (change.type === 'add-voter') voters.add(change.nodeId);
      if (change.type === 'add-learner') learners.add(change.nodeId);
      if (change.type === 'add-learner' && change.isHeld) held.add(change.nodeId);
    }
    const members = membersOf(conf);
    const after = { voters: [...voters], learners: [...learners], heldLearners: [...held] };
    return decides({ ...NO_JOINT, ...after }, (id) =>
      members.includes(id) ? this.isLive(conf, id) : this.#hosts.get(id)?.isRotten === false,
    );
  }

  #atLeaders(ask: (node: NonNullable<Host['node']>) => Promise<unknown> | null): void {
    for (const { node, process } of this.#hosts.values()) {
      if (node?.status().role !== 'leader' || process?.isPaused !== false) continue;
      this.#touch();
      ask(node)?.catch(() => undefined);
    }
  }
}

/**
 * Whether those who are present win every vote, even if all learners that are not are promoted: Raft
 * does that by itself, before anybody has noticed what a learner's card has lost.
 */
function decides(conf: Shape, isPresent: (id: NodeId) => boolean): boolean {
  const learners = [...conf.learners, ...conf.learnersNext];
  const promoted = learners.filter((id) => !conf.heldLearners.includes(id) && !isPresent(id));
  const voters = [...conf.voters, ...promoted];
  const votes = new Map([...voters, ...conf.votersOutgoing].map((id) => [id, isPresent(id)]));
  return voteResult({ voters, votersOutgoing: conf.votersOutgoing }, votes) === 'won';
}
