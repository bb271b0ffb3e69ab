import { describeMessage } from '../../src/core/describe.ts';
import type { Prng } from '../../src/core/prng.ts';
import { voteResult } from '../../src/core/quorum.ts';
import type { RawNode } from '../../src/core/raw-node.ts';
import type { Message, NodeId } from '../../src/core/types.ts';
import type { RaftConfig } from '../../src/index.ts';
import { fold } from './chain.ts';
import { Clients } from './clients.ts';
import { observe } from './core-tap.ts';
import { EventQueue } from './event-queue.ts';
import { Host } from './host.ts';
import { InvariantBroken, Invariants } from './invariants.ts';
import { judge } from './linearizability.ts';
import { Network } from './network.ts';
import { strike, type Theatre } from './strikes.ts';
import type { FaultKind } from './fault-kinds.ts';
import { drawWeather, streamOf, type Weather } from './weather.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Simulated time of the storm; what comes after it is not counted. */
  readonly minutes: number;
  /** Faults that this run does without. */
  readonly without?: readonly string[];
  /** Instead of the size that the seed draws. */
  readonly nodes?: number;
  /** Hears each line of the trace. */
  readonly trace?: (line: string) => void;
  /** Hears each message that arrives. */
  readonly hear?: (message: Message) => void;
}

export interface Outcome {
  readonly traceHash: number;
  readonly events: number;
  readonly nodes: number;
  readonly terms: number;
  readonly committed: number;
  readonly answered: number;
  readonly unknown: number;
  /** Reads that were released, each checked against what had been acknowledged. */
  readonly reads: number;
  readonly undecided: number;
  readonly simulatedMs: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** What was broken, or null. */
  readonly broken: string | null;
}

const SETTLE_MS = 45_000;
const IDLE_MS = 60_000;
const RESTART_MS_MAX = 4000;
const READ_MS = 400;
const SIZES = [1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 6, 7];

/** Not awaited by timers: every promise that can go on without the disk or the clock has gone on. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** What a seed decides; the rest is the product's. */
type Limits = Pick<
  RaftConfig,
  | 'tickMs'
  | 'electionTicks'
  | 'heartbeatTicks'
  | 'appendBytesMax'
  | 'inflightMessagesMax'
  | 'inflightBytesMax'
  | 'uncommittedBytesMax'
  | 'commandBytesMax'
>;

function drawConfig(rng: Prng): Limits {
  const appendBytesMax = [200, 600, 4096][rng.below(3)]!;
  return {
    tickMs: [100, 100, 50][rng.below(3)]!,
    electionTicks: [10, 10, 6][rng.below(3)]!,
    heartbeatTicks: [3, 2][rng.below(2)]!,
    appendBytesMax,
    inflightMessagesMax: [2, 4, 32][rng.below(3)]!,
    inflightBytesMax: [300, 2000, 65_536][rng.below(3)]!,
    uncommittedBytesMax: [500, 4000][rng.below(2)]!,
    commandBytesMax: 1024,
  };
}

/** A cluster in one seed's weather: a safety phase of faults, then a liveness phase of calm. */
export class Simulation {
  readonly #options: SimulationOptions;
  readonly #queue = new EventQueue();
  readonly #hosts = new Map<NodeId, Host>();
  readonly #weather: Weather;
  readonly #network: Network;
  readonly #invariants: Invariants;
  readonly #clients: Clients;
  readonly #faults: Partial<Record<FaultKind, number>> = {};
  readonly #rng: Prng;
  #traceHash = 0x811c9dc5;
  #token = 0;
  #isTouched = true;
  #isStormy = true;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { seed } = options;
    this.#weather = drawWeather(seed, options.without ?? []);
    this.#rng = streamOf(seed, 'cluster');
    const count = SIZES[this.#rng.below(SIZES.length)]!;
    const config = drawConfig(this.#rng);
    const voters = Array.from({ length: options.nodes ?? count }, (_, at) => at + 1);
    this.#network = new Network(this.#queue, streamOf(seed, 'network'), this.#weather.network, {
      deliver: (message) => this.#deliver(message),
      count: (kind) => this.#count(kind),
    });
    for (const id of voters) this.#hosts.set(id, this.#makeHost(id, voters, config));
    this.#invariants = new Invariants({
      limits: config,
      lifeOf: (id) => this.#hosts.get(id)!.process,
      hasUnsynced: (id) => this.#hosts.get(id)!.hasUnsynced,
      touch: () => this.#touch(),
    });
    const clientRng = streamOf(seed, 'clients');
    this.#clients = new Clients(this.#queue, clientRng, this.#hosts, () => this.#touch());
  }

  /** Runs both phases; what is broken is in the outcome. @throws what is a defect of the simulator. */
  async run(): Promise<Outcome> {
    observe(this.#invariants);
    let broken: string | null = null;
    try {
      await this.#storm();
      await this.#calm();
    } catch (error) {
      if (!(error instanceof InvariantBroken)) throw error;
      broken = error.message;
    }
    const judgement = broken === null ? judge(this.#clients.history) : 'undecided';
    if (judgement === 'not linearizable') broken = 'I12 the history is not linearizable';
    const { terms, committedLast } = this.#invariants;
    return {
      traceHash: this.#traceHash,
      events: this.#queue.ran,
      nodes: this.#hosts.size,
      terms,
      committed: committedLast,
      answered: this.#clients.answered,
      unknown: this.#clients.unknown,
      reads: this.#invariants.readsReleased,
      undecided: broken === null && judgement === 'undecided' ? 1 : 0,
      simulatedMs: this.#queue.nowMs,
      faults: this.#faults,
      broken,
    };
  }

  #makeHost(id: NodeId, voters: readonly NodeId[], config: Limits): Host {
    return new Host({
      id,
      voters,
      config,
      weather: this.#weather,
      queue: this.#queue,
      rng: streamOf(this.#options.seed, `host ${id}`),
      touch: () => this.#touch(),
      send: (message) => {
        this.#invariants.onSent(message);
        this.#network.send(message);
      },
      onDiskCall: (host, operation, path) => this.#trace(() => `${host.id} ${operation} ${path}`),
      onApplied: (host, index, digest) => this.#invariants.onApplied(host.id, index, digest),
      onEnded: (host) => this.#onEnded(host),
      onDefect: (error) => this.#invariants.report(`node ${id} ended`, describeError(error)),
    });
  }

  #transfer(to: NodeId): void {
    for (const core of this.#leadingCores()) core.transferLeader(to);
  }

  #changeMember(id: NodeId, isJoint: boolean): void {
    for (const core of this.#leadingCores()) {
      const { voters, index } = core.status().confState;
      if (voters.includes(id) && voters.length === 1) continue;
      core.proposeConfChange({
        changes: voters.includes(id)
          ? [{ type: 'add-learner', nodeId: id, isHeld: true }]
          : [{ type: 'add-voter', nodeId: id }],
        expectedConfIndex: index,
        transition: isJoint ? 'joint' : 'auto',
      });
    }
  }

  /** Of all who believe to lead and are awake. */
  #leadingCores(): RawNode[] {
    const awake = [...this.#hosts.values()].filter(
      ({ node, process }) => node?.status().role === 'leader' && process?.isPaused === false,
    );
    return awake.flatMap(({ id }) => this.#invariants.coreOf(id) ?? []);
  }

  /** Whether these alone can decide, in every configuration that somebody may hold to be in force. */
  #isQuorum(ids: readonly NodeId[]): boolean {
    const votes = new Map([...this.#hosts.keys()].map((id) => [id, ids.includes(id)]));
    return [...this.#hosts.keys()].every((id) => {
      const status = this.#invariants.statusOf(id);
      return !status || voteResult(status.confState, votes) === 'won';
    });
  }

  /** Somebody reads, at whatever node; straight at the core, as only its rule is looked at. */
  #read(rng: Prng): void {
    this.#queue.after(1 + rng.below(2 * READ_MS), () => {
      const ids = [...this.#hosts.keys()];
      const id = ids[rng.below(ids.length)]!;
      if (this.#clients.isStopped) return;
      if (this.#hosts.get(id)!.process?.isPaused === false) {
        this.#token += 1;
        this.#invariants.onReadAsked(this.#token, this.#clients.acknowledgedIndex);
        this.#invariants.coreOf(id)?.readIndex(this.#token);
      }
      this.#read(rng);
    });
  }

  async #storm(): Promise<void> {
    this.#read(streamOf(this.#options.seed, 'reads'));
    const endMs = this.#options.minutes * 60_000;
    for (const host of this.#hosts.values()) host.start();
    const theatre: Theatre = {
      queue: this.#queue,
      network: this.#network,
      hosts: this.#hosts,
      isStormy: () => this.#isStormy,
      transfer: (to) => this.#transfer(to),
      changeMember: (id, isJoint) => this.#changeMember(id, isJoint),
      end: (host, how) => (how === 'crash' ? host.crash() : host.exit()),
    };
    for (const [kind, everyMs] of this.#weather.everyMs) {
      const rng = streamOf(this.#options.seed, `when ${kind}`);
      const next = (): void => {
        this.#queue.after(rng.below(2 * everyMs), () => {
          if (!this.#isStormy) return;
          this.#count(kind);
          this.#touch();
          const about = strike(kind, theatre, rng);
          this.#trace(() => `-- ${kind} ${about}`);
          next();
        });
      };
      next();
    }
    await this.#runUntil(endMs);
  }

  /** A random majority is healed and must serve alone; then all of them, and all must agree. */
  async #calm(): Promise<void> {
    this.#isStormy = false;
    this.#network.calm();
    const ids = this.#drawQuorum();
    const core = new Set(ids);
    for (const host of this.#hosts.values()) {
      host.calm();
      if (core.has(host.id)) host.start();
      else for (const id of core) this.#separate(host.id, id);
    }
    this.#trace(() => `-- calm, core ${ids.join(' ')}`);
    await this.#runUntil(this.#queue.nowMs + SETTLE_MS);
    await this.#expectService(ids);
    this.#network.heal();
    for (const host of this.#hosts.values()) host.start();
    await this.#runUntil(this.#queue.nowMs + SETTLE_MS);
    await this.#expectService([...this.#hosts.keys()]);
    this.#clients.isStopped = true;
    await this.#runUntil(this.#queue.nowMs + 10_000);
    this.#expectConverged();
    await this.#expectIdle();
  }

  #drawQuorum(): NodeId[] {
    let ids = [...this.#hosts.keys()];
    const majority = Math.floor(ids.length / 2) + 1;
    for (let tries = 0; tries < 20 && ids.length > majority; tries += 1) {
      const fewer = ids.toSpliced(this.#rng.below(ids.length), 1);
      if (this.#isQuorum(fewer)) ids = fewer;
    }
    return ids;
  }

  #separate(left: NodeId, right: NodeId): void {
    this.#network.cut(left, right);
    this.#network.cut(right, left);
  }

  /** Somebody among these leads, and what is asked of it is done. */
  async #expectService(ids: readonly NodeId[]): Promise<void> {
    const before = this.#clients.answered;
    const committed = this.#invariants.committedLast;
    await this.#runUntil(this.#queue.nowMs + 15_000);
    const leaders = ids.filter((id) => this.#hosts.get(id)!.node?.status().role === 'leader');
    this.#expect(leaders.length === 1, `one leader among ${ids.join(' ')}, not ${leaders.length}`);
    this.#expect(this.#invariants.committedLast > committed, 'something is committed');
    this.#expect(this.#clients.answered > before, 'clients are answered');
  }

  #expectConverged(): void {
    const states = [...this.#hosts.keys()].map((id) => this.#invariants.statusOf(id)!);
    const leader = states.find(({ role }) => role === 'leader');
    this.#expect(leader !== undefined, 'somebody leads at rest');
    if (!leader) return;
    this.#expect(leader.uncommittedBytes === 0, 'I14 nothing uncommitted at rest');
    for (const progress of Object.values(leader.peers)) {
      const isAtRest = progress.inflightMessages === 0 && progress.inflightBytes === 0;
      this.#expect(isAtRest, 'I14 nothing in flight at rest');
    }
    for (const { id, appliedIndex } of states) {
      this.#expect(appliedIndex === leader.lastIndex, `${id} applied everything`);
    }
    const isKept = leader.lastIndex >= this.#clients.acknowledgedIndex;
    this.#expect(isKept, 'what was acknowledged is there');
    const digests = new Set([...this.#hosts.values()].map(({ machine }) => machine?.digest));
    this.#expect(digests.size === 1, 'equal states at rest');
  }

  /** I18: nobody asks for anything, so no disk is touched. */
  async #expectIdle(): Promise<void> {
    const syncs = (): number =>
      [...this.#hosts.values()].reduce((sum, { disk }) => sum + disk.count('fdatasync'), 0);
    const before = syncs();
    await this.#runUntil(this.#queue.nowMs + IDLE_MS);
    this.#expect(syncs() === before, 'I18 no sync while idle');
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) throw new InvariantBroken(`liveness: ${what}`);
  }

  async #runUntil(endMs: number): Promise<void> {
    for (;;) {
      if (this.#isTouched) {
        this.#isTouched = false;
        await turn();
      }
      if (this.#invariants.broken) throw this.#invariants.broken;
      if (!this.#queue.runNext(endMs)) return;
    }
  }

  #touch(): void {
    this.#isTouched = true;
  }

  #deliver(message: Message): void {
    this.#hash(message);
    this.#options.hear?.(message);
    this.#trace(() => describeMessage(message));
    this.#hosts.get(message.to)?.receive(message);
  }

  #onEnded(host: Host): void {
    this.#clients.onEnded(host);
    this.#touch();
    this.#trace(() => `-- ${host.id} ended`);
    if (!this.#isStormy) {
      this.#queue.after(100, () => host.start());
      return;
    }
    this.#queue.after(this.#rng.below(RESTART_MS_MAX), () => {
      if (this.#isStormy) host.start();
    });
  }

  #count(kind: FaultKind): void {
    this.#faults[kind] = (this.#faults[kind] ?? 0) + 1;
  }

  #hash(message: Message): void {
    const time = Math.floor(this.#queue.nowMs * 1000) >>> 0;
    const who = message.from * 256 + message.to + message.type.length * 65_536;
    this.#traceHash = fold(fold(fold(this.#traceHash, time), who), message.term);
    if ('commit' in message) this.#traceHash = fold(this.#traceHash, message.commit);
  }

  #trace(line: () => string): void {
    this.#options.trace?.(`${this.#queue.nowMs.toFixed(3).padStart(12)} ${line()}`);
  }
}

function describeError(error: unknown): string {
  const parts: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) parts.push(`${at.name}: ${at.message}`);
  return parts.join(' ← ');
}
