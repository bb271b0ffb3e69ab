import { describeMessage } from '../../src/core/describe.ts';
import type { Prng } from '../../src/core/prng.ts';
import type { Message, NodeId } from '../../src/core/types.ts';
import { fold } from './chain.ts';
import { Clients } from './clients.ts';
import { observe } from './core-tap.ts';
import { Courier } from './courier.ts';
import { EventQueue } from './event-queue.ts';
import { Host } from './host.ts';
import { InvariantBroken, Invariants } from './invariants.ts';
import { judge } from './linearizability.ts';
import { Network } from './network.ts';
import { Operator } from './operator.ts';
import { decodeCommand } from './register-machine.ts';
import { drawConfig, drawPadding, drawSize, type Limits } from './settings.ts';
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
  /** By ReadIndex, each checked against what had been acknowledged. */
  readonly reads: number;
  /** Changes of members by hand, and cards that were swapped. */
  readonly changes: number;
  readonly replaced: number;
  /** The smallest and the largest configuration that was in effect. */
  readonly votersLeast: number;
  readonly votersMost: number;
  /** From node to node. */
  readonly snapshotsSent: number;
  readonly snapshotsResumed: number;
  readonly sessions: number;
  readonly undecided: number;
  readonly simulatedMs: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** What was broken, or null. */
  readonly broken: string | null;
}

const SETTLE_MS = 45_000;
const IDLE_MS = 60_000;
const RESTART_MS_MAX = 4000;

/** Not awaited by timers: every promise that can go on without the disk or the clock has gone on. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
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
  readonly #operator: Operator;
  readonly #courier: Courier;
  readonly #faults: Partial<Record<FaultKind, number>> = {};
  readonly #rng: Prng;
  #traceHash = 0x811c9dc5;
  #isTouched = true;
  #isStormy = true;

  constructor(options: SimulationOptions) {
    this.#options = options;
    const { seed } = options;
    this.#weather = drawWeather(seed, options.without ?? []);
    this.#rng = streamOf(seed, 'cluster');
    const size = drawSize(this.#rng, options.nodes);
    const config = drawConfig(this.#rng);
    const founders = Array.from({ length: size.founders }, (_, at) => at + 1);
    this.#network = new Network(this.#queue, streamOf(seed, 'network'), this.#weather.network, {
      deliver: (message) => this.#deliver(message),
      count: (kind) => this.#count(kind),
    });
    for (let id = 1; id <= size.hosts; id += 1) {
      const isFounder = founders.includes(id);
      this.#hosts.set(id, this.#makeHost(id, isFounder ? founders : null, config));
    }
    this.#invariants = new Invariants({
      limits: config,
      lifeOf: (id) => this.#hosts.get(id)!.process,
      hasUnsynced: (id) => this.#hosts.get(id)!.hasUnsynced,
      touch: () => this.#touch(),
    });
    const common = { queue: this.#queue, hosts: this.#hosts, touch: () => this.#touch() };
    this.#operator = new Operator({ ...common, invariants: this.#invariants });
    this.#courier = new Courier({
      ...common,
      network: this.#network,
      deliver: (offer) => this.#deliver(offer),
    });
    this.#clients = new Clients({
      ...common,
      rng: streamOf(seed, 'clients'),
      onStale: (detail) => this.#invariants.report('I12 no stale read', detail),
    });
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
      reads: this.#clients.reads,
      changes: this.#operator.made,
      votersLeast: this.#invariants.votersLeast,
      votersMost: this.#invariants.votersMost,
      replaced: this.#operator.replaced,
      snapshotsSent: this.#courier.sent,
      snapshotsResumed: this.#courier.resumed,
      sessions: this.#clients.sessions,
      undecided: broken === null && judgement === 'undecided' ? 1 : 0,
      simulatedMs: this.#queue.nowMs,
      faults: this.#faults,
      broken,
    };
  }

  #makeHost(id: NodeId, founders: readonly NodeId[] | null, config: Limits): Host {
    return new Host({
      id,
      founders,
      config,
      paddingBytes: drawPadding(streamOf(this.#options.seed, 'padding'), config),
      weather: this.#weather,
      queue: this.#queue,
      rng: streamOf(this.#options.seed, `host ${id}`),
      touch: () => this.#touch(),
      send: (message) => {
        this.#invariants.onSent(message);
        this.#network.send(message);
      },
      onDiskCall: (host, operation, path) => this.#trace(() => `${host.id} ${operation} ${path}`),
      sendSnapshot: (host, offer, store) => this.#courier.send(host, offer, store),
      onApplied: (host, commands, digest) => {
        for (const { index, data } of commands) {
          this.#invariants.onValue(decodeCommand(data).value, index);
        }
        this.#invariants.onApplied(host.id, commands.at(-1)!.index, digest);
      },
      onWiped: (host) => this.#invariants.onWiped(host.id),
      onEnded: (host) => this.#onEnded(host),
      onDefect: (error) => this.#invariants.report(`node ${id} ended`, describeError(error)),
    });
  }

  async #storm(): Promise<void> {
    const endMs = this.#options.minutes * 60_000;
    for (const host of this.#hosts.values()) host.start();
    const theatre: Theatre = {
      queue: this.#queue,
      network: this.#network,
      hosts: this.#hosts,
      isStormy: () => this.#isStormy,
      operator: this.#operator,
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
    for (const host of this.#hosts.values()) host.calm();
    const ids = this.#drawQuorum();
    const core = new Set(ids);
    for (const host of this.#hosts.values()) {
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

  /** While members change, or have lost their cards, it takes all. */
  #drawQuorum(): NodeId[] {
    const all = [...this.#hosts.keys()];
    if (this.#invariants.isConfPending || !this.#operator.isWhole) return all;
    let ids = this.#operator.liveMembers;
    for (let tries = 0; tries < 20 && ids.length > 1; tries += 1) {
      const fewer = ids.toSpliced(this.#rng.below(ids.length), 1);
      if (this.#operator.isQuorum(fewer)) ids = fewer;
    }
    return this.#operator.isQuorum(ids) ? ids : all;
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
    this.#expect(this.#operator.isWhole, 'every lost card is replaced');
    const members = this.#operator.liveMembers;
    const states = members.map((id) => this.#invariants.statusOf(id)!);
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
    const digests = new Set(members.map((id) => this.#hosts.get(id)!.machine?.digest));
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
    if (holds) return;
    for (const { id } of this.#hosts.values()) {
      this.#trace(() => `-- ${id} is ${JSON.stringify(this.#invariants.statusOf(id))}`);
    }
    throw new InvariantBroken(`liveness: ${what}`);
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
