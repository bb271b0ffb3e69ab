import { describeMessage } from '../../src/core/describe.ts';
import { prng, type Prng } from '../../src/core/prng.ts';
import type { Entry, Message, NodeId } from '../../src/core/types.ts';
import { foldText } from './chain.ts';
import { EventQueue } from './event-queue.ts';
import { InvariantBroken, Invariants } from './invariants.ts';
import { Network, type NetworkFaults } from './network.ts';
import { SimNode } from './sim-node.ts';

export interface Outcome {
  readonly traceHash: number;
  readonly events: number;
  readonly nodes: number;
  readonly terms: number;
  readonly committed: number;
  readonly acknowledged: number;
  readonly crashes: number;
  readonly syncs: number;
}

/** What this seed makes of the world: each draws some of the faults, so that rare mixes happen. */
interface Weather extends NetworkFaults {
  readonly diskMsMax: number;
  readonly crashPermille: number;
  readonly partitionPermille: number;
  readonly pausePermille: number;
}

const TICK_MS = 50;
const TURMOIL_MS = 250;
const PROPOSE_MS = 60;
const HEAL_MS = 15_000;
const CONFIG = {
  electionTicks: 10,
  heartbeatTicks: 2,
  appendBytesMax: 256,
  inflightMessagesMax: 4,
  inflightBytesMax: 512,
  uncommittedBytesMax: 400,
};
const CALM: NetworkFaults = { dropPermille: 0, duplicatePermille: 0, delayMsMax: 5 };

function drawWeather(rng: Prng): Weather {
  const maybe = (limit: number): number => (rng.below(2) === 0 ? 0 : rng.below(limit));
  return {
    dropPermille: maybe(300),
    duplicatePermille: maybe(200),
    delayMsMax: 1 + maybe(120),
    diskMsMax: 1 + maybe(150),
    crashPermille: maybe(60),
    partitionPermille: maybe(100),
    pausePermille: maybe(40),
  };
}

/** A cluster in one seed's weather: a safety phase of faults, then a liveness phase of calm. */
export class Simulation {
  readonly #rng: Prng;
  readonly #queue = new EventQueue();
  readonly #nodes = new Map<NodeId, SimNode>();
  readonly #network: Network;
  readonly #invariants: Invariants;
  readonly #weather: Weather;
  readonly #acknowledged = new Set<number>();
  readonly #proposed = new Map<string, number>();
  readonly #appliedCommands = new Map<NodeId, Set<number>>();
  #command = 0;
  #crashes = 0;
  #traceHash = 0x811c9dc5;
  #isStormy = true;

  constructor(seed: number) {
    this.#rng = prng(seed);
    this.#weather = drawWeather(this.#rng);
    const count = [1, 2, 3, 3, 3, 4, 5, 5][this.#rng.below(8)]!;
    const voters = Array.from({ length: count }, (_, at) => at + 1);
    this.#network = new Network(this.#queue, prng(this.#rng.next()), this.#weather, (message) =>
      this.#deliver(message),
    );
    for (const id of voters) {
      this.#appliedCommands.set(id, new Set());
      this.#nodes.set(
        id,
        new SimNode({
          id,
          voters,
          config: CONFIG,
          tickMs: TICK_MS,
          diskMsMax: this.#weather.diskMsMax,
          queue: this.#queue,
          rng: prng(this.#rng.next()),
          send: (message) => this.#network.send(message),
          onApplied: (node, entries) => this.#onApplied(node, entries),
        }),
      );
    }
    this.#invariants = new Invariants(this.#nodes);
    for (const node of this.#nodes.values()) {
      node.watch(this.#invariants);
      node.start();
    }
  }

  run(stormMs: number): Outcome {
    this.#queue.after(TURMOIL_MS, () => this.#turmoil());
    this.#queue.after(PROPOSE_MS, () => this.#propose());
    this.#queue.runUntil(stormMs);
    this.#calm();
    this.#queue.runUntil(stormMs + HEAL_MS);
    this.#expectConverged();
    return this.#outcome();
  }

  #outcome(): Outcome {
    return {
      traceHash: this.#traceHash,
      events: this.#queue.ran,
      nodes: this.#nodes.size,
      terms: this.#invariants.terms,
      committed: this.#invariants.committedLast,
      acknowledged: this.#acknowledged.size,
      crashes: this.#crashes,
      syncs: this.#all.reduce((sum, node) => sum + node.syncs, 0),
    };
  }

  get #all(): SimNode[] {
    return [...this.#nodes.values()];
  }

  #deliver(message: Message): void {
    this.#traceHash = foldText(
      this.#traceHash,
      `${this.#queue.nowMs.toFixed(3)} ${describeMessage(message)}`,
    );
    const node = this.#nodes.get(message.to)!;
    if (node.isUp) node.receive(message);
  }

  #turmoil(): void {
    if (!this.#isStormy) return;
    for (const node of this.#all) {
      if (!node.isUp) continue;
      if (this.#rng.below(1000) < this.#weather.crashPermille) this.#crash(node);
      else if (this.#rng.below(1000) < this.#weather.pausePermille) {
        node.pause(this.#rng.below(4000));
      }
    }
    if (this.#rng.below(1000) < this.#weather.partitionPermille) this.#partition();
    else if (this.#rng.below(20) === 0) this.#network.heal();
    this.#queue.after(TURMOIL_MS, () => this.#turmoil());
  }

  #crash(node: SimNode): void {
    this.#crashes += 1;
    node.crash();
    this.#appliedCommands.set(node.id, new Set());
    this.#queue.after(this.#rng.below(3000), () => {
      if (!node.isUp) node.start();
    });
  }

  /** Some links are cut, each way by itself: clean halves, bridges and one-way streets. */
  #partition(): void {
    const isOneWay = this.#rng.below(3) === 0;
    const side = new Set(this.#all.filter(() => this.#rng.below(2) === 0).map(({ id }) => id));
    for (const from of this.#nodes.keys()) {
      for (const to of this.#nodes.keys()) {
        const isAcross = side.has(from) !== side.has(to);
        if (isAcross && (!isOneWay || side.has(from)) && this.#rng.below(10) > 0) {
          this.#network.cut(from, to);
        }
      }
    }
  }

  #calm(): void {
    this.#isStormy = false;
    this.#network.heal();
    this.#network.faults = CALM;
    for (const node of this.#all) if (!node.isUp) node.start();
  }

  /** Clients propose wherever somebody believes to lead, one at a time or in bursts. */
  #propose(): void {
    for (const node of this.#all) {
      if (!node.isUp || node.core.status().role !== 'leader') continue;
      const data = Array.from({ length: 1 + this.#rng.below(4) }, () => {
        this.#command += 1;
        const bytes = new Uint8Array(4 + this.#rng.below(60));
        new DataView(bytes.buffer).setUint32(0, this.#command);
        return bytes;
      });
      node.event(null, (core) => {
        const placed = core.propose(data);
        if (typeof placed === 'string') return;
        data.forEach((bytes, at) => {
          this.#proposed.set(`${node.id}/${placed.index + at}/${placed.term}`, commandOf(bytes));
        });
      });
    }
    // Ends a while before the simulation does, so that it can be seen to come to rest.
    if (this.#isStormy) this.#queue.after(PROPOSE_MS, () => this.#propose());
    else this.#queue.after(HEAL_MS / 30, () => this.#proposeLast());
  }

  #proposeLast(): void {
    this.#queue.after(HEAL_MS / 2, () => {
      if (this.#all.some((node) => node.core.status().role === 'leader')) {
        const before = this.#command;
        for (const node of this.#all) {
          node.event(null, (core) => {
            const bytes = new Uint8Array(4);
            this.#command += 1;
            new DataView(bytes.buffer).setUint32(0, this.#command);
            const placed = core.propose([bytes]);
            if (typeof placed === 'string') return;
            this.#proposed.set(`${node.id}/${placed.index}/${placed.term}`, this.#command);
            this.#mustBeApplied = this.#command;
          });
        }
        if (before === this.#command) throw new InvariantBroken('liveness: nobody was asked');
      }
    });
  }

  #mustBeApplied: number | null = null;

  #onApplied(node: SimNode, entries: readonly Entry[]): void {
    const applied = this.#appliedCommands.get(node.id)!;
    for (const entry of entries) {
      if (entry.type !== 'normal') continue;
      const command = commandOf(entry.data);
      applied.add(command);
      // The client that proposed it here is answered: from now on it must never be lost.
      const own = this.#proposed.get(`${node.id}/${entry.index}/${entry.term}`);
      if (own === command) this.#acknowledged.add(command);
    }
  }

  #expectConverged(): void {
    const states = this.#all.map((node) => node.core.status());
    const leaders = states.filter(({ role }) => role === 'leader');
    expectThat(leaders.length === 1, `one leader after healing, not ${leaders.length}`);
    const [leader] = leaders;
    expectThat(leader!.uncommittedBytes === 0, 'I14 nothing uncommitted at rest');
    for (const progress of Object.values(leader!.peers)) {
      const isAtRest = progress.inflightMessages === 0 && progress.inflightBytes === 0;
      expectThat(isAtRest, 'I14 nothing in flight at rest');
    }
    for (const state of states) {
      expectThat(state.appliedIndex === leader!.lastIndex, `${state.id} applied everything`);
      const applied = this.#appliedCommands.get(state.id)!;
      for (const command of this.#acknowledged) {
        expectThat(applied.has(command), `acknowledged ${command} is at ${state.id}`);
      }
    }
    const last = this.#mustBeApplied;
    expectThat(last !== null && this.#acknowledged.has(last), 'a proposal after healing succeeds');
  }
}

function commandOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}

function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new InvariantBroken(`liveness or durability: ${what}`);
}
