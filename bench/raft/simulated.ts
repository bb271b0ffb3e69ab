import { prng } from '../../libs/raft/src/core/prng.ts';
import type { NodeId } from '../../libs/raft/src/core/types.ts';
import { EventQueue } from '../../libs/raft/testing/sim/event-queue.ts';
import { Invariants } from '../../libs/raft/testing/sim/invariants.ts';
import { Network, type NetworkFaults } from '../../libs/raft/testing/sim/network.ts';
import { SimNode } from '../../libs/raft/testing/sim/sim-node.ts';

const config = {
  electionTicks: 10,
  heartbeatTicks: 2,
  appendBytesMax: 64 * 1024,
  inflightMessagesMax: 64,
  inflightBytesMax: 1024 * 1024,
  uncommittedBytesMax: 4096 * 1024,
};

/** Three healthy nodes with the product's default settings, in one weather that does not change. */
export class SimulatedCluster {
  readonly #queue = new EventQueue();
  readonly #nodes = new Map<NodeId, SimNode>();

  constructor(seed: number, faults: NetworkFaults) {
    const rng = prng(seed);
    const network = new Network(this.#queue, prng(rng.next()), faults, (message) =>
      this.#nodes.get(message.to)?.receive(message),
    );
    const voters = [1, 2, 3];
    for (const id of voters) {
      const node = new SimNode({
        id,
        voters,
        config,
        tickMs: 50,
        diskMsMax: 5,
        queue: this.#queue,
        rng: prng(rng.next()),
        send: (message) => network.send(message),
        onApplied: () => undefined,
      });
      this.#nodes.set(id, node);
    }
    const invariants = new Invariants(this.#nodes);
    for (const node of this.#nodes.values()) {
      node.watch(invariants);
      node.start();
    }
  }

  /** Runs until a time that is told from the beginning. */
  runUntil(ms: number): void {
    this.#queue.runUntil(ms);
  }

  get syncs(): number {
    return this.#all.reduce((sum, node) => sum + node.syncs, 0);
  }

  /** The highest term: it grows with each election that was begun in earnest. */
  get term(): number {
    return Math.max(...this.#all.map((node) => node.core.status().term));
  }

  get hasLeader(): boolean {
    return this.#all.some((node) => node.core.status().role === 'leader');
  }

  get #all(): SimNode[] {
    return [...this.#nodes.values()];
  }
}
