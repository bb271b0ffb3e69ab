import type { NodeId } from '../../libs/raft/src/core/types.ts';
import { EventQueue } from '../../libs/raft/testing/sim/event-queue.ts';
import { Host } from '../../libs/raft/testing/sim/host.ts';
import { CALM, Network, type NetworkFaults } from '../../libs/raft/testing/sim/network.ts';
import { FAULT_KINDS } from '../../libs/raft/testing/sim/fault-kinds.ts';
import { drawWeather, streamOf } from '../../libs/raft/testing/sim/weather.ts';

/** Three healthy nodes with the product's default settings, in one weather that does not change. */
export class SimulatedCluster {
  readonly #queue = new EventQueue();
  readonly #hosts = new Map<NodeId, Host>();

  constructor(seed: number, faults: Partial<NetworkFaults>) {
    const network = new Network(
      this.#queue,
      streamOf(seed, 'network'),
      { ...CALM, ...faults },
      {
        deliver: (message) => this.#hosts.get(message.to)?.receive(message),
        count: () => undefined,
      },
    );
    const voters = [1, 2, 3];
    for (const id of voters) {
      const host = new Host({
        id,
        founders: voters,
        config: {},
        weather: drawWeather(seed, FAULT_KINDS),
        queue: this.#queue,
        rng: streamOf(seed, `host ${id}`),
        touch: () => undefined,
        send: (message) => network.send(message),
        onDiskCall: () => undefined,
        sendSnapshot: () => Promise.reject(new Error('Nobody is so far behind here.')),
        onApplied: () => undefined,
        onWiped: () => undefined,
        onEnded: () => undefined,
        onDefect: (error) => {
          throw error;
        },
      });
      this.#hosts.set(id, host);
      host.start();
    }
  }

  /** Runs until a time that is told from the beginning. */
  async runUntil(ms: number): Promise<void> {
    do {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    } while (this.#queue.runNext(ms));
  }

  get syncs(): number {
    return this.#all.reduce((sum, { disk }) => sum + disk.count('fdatasync'), 0);
  }

  /** The highest term: it grows with each election that was begun in earnest. */
  get term(): number {
    return Math.max(...this.#all.map(({ node }) => node?.status().term ?? 0));
  }

  get hasLeader(): boolean {
    return this.#all.some(({ node }) => node?.status().role === 'leader');
  }

  get #all(): Host[] {
    return [...this.#hosts.values()];
  }
}
