import { describe, expect, it } from '@jest/globals';
import { SimulatedDisk } from '@eyrie/journal';
import { prng } from '../../src/core/prng.ts';
import { type Message, type NodeId, RaftNode, type Term, type Transport } from '../../src/index.ts';
import { ManualClock } from '../manual-clock.ts';

const VOTERS: readonly NodeId[] = [1, 2, 3];

interface Member {
  readonly node: RaftNode<number>;
  readonly clock: ManualClock;
  readonly lines: string[];
}

/** Whole drivers over the real journal, on disks and clocks that a seed decides. */
class DriverCluster {
  readonly #rng;
  readonly #disks = new Map<NodeId, SimulatedDisk>();
  readonly #receivers = new Map<NodeId, (message: Message) => void>();
  readonly #up = new Map<NodeId, Member>();
  readonly #leaders = new Map<Term, NodeId>();
  readonly acknowledged: string[] = [];
  #lines = 0;
  cuts = 0;

  constructor(seed: number) {
    this.#rng = prng(seed);
    for (const id of VOTERS) this.#disks.set(id, new SimulatedDisk({ seed: seed * 10 + id }));
  }

  async start(id: NodeId): Promise<void> {
    const clock = new ManualClock();
    const lines: string[] = [];
    const transport: Transport = {
      send: (message) => this.#carry(message),
      onMessage: (receiver) => this.#receivers.set(id, receiver),
    };
    const node = await RaftNode.open<number>({
      id,
      clusterId: 'site-1',
      voters: VOTERS,
      directory: '/raft',
      disk: this.#disks.get(id)!,
      clock,
      seed: this.#rng.next(),
      transport,
      stateMachine: {
        apply: (commands) => commands.map(({ data }) => lines.push(Buffer.from(data).toString())),
      },
    });
    node.onChange(({ role, term }) => {
      if (role !== 'leader') return;
      expect(this.#leaders.get(term) ?? id).toBe(id);
      this.#leaders.set(term, id);
    });
    this.#up.set(id, { node, clock, lines });
  }

  async cutPower(id: NodeId): Promise<void> {
    const member = this.#up.get(id)!;
    this.#up.delete(id);
    this.#receivers.delete(id);
    this.#disks
      .get(id)!
      .cutPower((['drop', 'keep', 'torn', 'reorder'] as const)[this.#rng.below(4)]!);
    this.cuts += 1;
    // Its handles are dead: this only ends what waits in this process.
    await member.node.close().catch(() => undefined);
  }

  async pass(isStormy: boolean): Promise<void> {
    for (const member of this.#up.values()) await member.clock.advance(10);
    const leader = this.leader;
    if (leader && this.#rng.below(4) === 0) this.#propose(leader);
    if (!isStormy) return;
    for (const id of VOTERS) {
      if (!this.#up.has(id) && this.#rng.below(40) === 0) await this.start(id);
      else if (this.#up.has(id) && this.#rng.below(150) === 0) await this.cutPower(id);
    }
  }

  async startAll(): Promise<void> {
    for (const id of VOTERS) if (!this.#up.has(id)) await this.start(id);
  }

  get leader(): RaftNode<number> | undefined {
    return this.nodes.find((node) => node.status().role === 'leader');
  }

  get nodes(): RaftNode<number>[] {
    return [...this.#up.values()].map(({ node }) => node);
  }

  get logs(): string[][] {
    return [...this.#up.values()].map(({ lines }) => lines);
  }

  #propose(leader: RaftNode<number>): void {
    this.#lines += 1;
    const line = `line ${this.#lines}`;
    leader.propose(Buffer.from(line)).then(
      () => this.acknowledged.push(line),
      () => undefined,
    );
  }

  #carry(message: Message): void {
    if (this.#rng.below(20) === 0) return;
    queueMicrotask(() => this.#receivers.get(message.to)?.(message));
  }
}

describe('whole drivers on simulated disks', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'keep what they acknowledged through power cuts (seed %p)',
    async (seed) => {
      const cluster = new DriverCluster(seed);
      await cluster.startAll();
      for (let step = 0; step < 1500; step += 1) await cluster.pass(true);
      await cluster.startAll();
      for (let step = 0; step < 500; step += 1) await cluster.pass(false);
      const { leader } = cluster;
      expect(leader).toBeDefined();
      // The last proposals may be on their way still; what was answered is everywhere, or will be.
      const [first, ...others] = cluster.logs.sort((left, right) => right.length - left.length);
      expect(cluster.acknowledged.length).toBeGreaterThan(20);
      expect(cluster.cuts).toBeGreaterThan(5);
      const known = new Set(first);
      expect(cluster.acknowledged.filter((line) => !known.has(line))).toEqual([]);
      for (const other of others) {
        expect(other).toEqual(first!.slice(0, other.length));
        expect(other.length).toBeGreaterThan(first!.length - 20);
      }
      for (const node of cluster.nodes) {
        expect(node.status().failure).toBeNull();
        await node.close();
      }
    },
  );
});
