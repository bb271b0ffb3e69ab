import { SimulatedDisk } from '@eyrie/journal';
import {
  type Command,
  type Message,
  type NodeId,
  type RaftConfig,
  RaftNode,
  type SnapshotOffer,
  type StateMachine,
  type Transport,
} from '../src/index.ts';
import { ManualClock } from './manual-clock.ts';
import { MemorySnapshots } from './memory-snapshots.ts';

/** Lines of text; the answer is how many came before. */
export class LineMachine implements StateMachine<number> {
  lines: string[] = [];

  apply(commands: readonly Command[]): number[] {
    return commands.map(({ data }) => this.lines.push(Buffer.from(data).toString()) - 1);
  }

  snapshot(): AsyncIterable<Uint8Array> {
    const bytes = Buffer.from(JSON.stringify(this.lines));
    return (async function* () {
      yield await Promise.resolve(bytes);
    })();
  }

  async restore(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    this.lines = JSON.parse(Buffer.concat(chunks).toString()) as string[];
  }
}

export interface ClusterMember {
  readonly node: RaftNode<number>;
  readonly machine: LineMachine;
}

/** Drivers on one clock in one process; what a member keeps outlives its stops. */
export class MemoryCluster {
  readonly clock = new ManualClock();
  readonly up = new Map<NodeId, ClusterMember>();
  readonly sent: Message[] = [];
  /** Whose messages get lost. */
  readonly isolated = new Set<NodeId>();
  readonly #disks = new Map<NodeId, SimulatedDisk>();
  readonly #stores = new Map<NodeId, MemorySnapshots>();
  readonly #receivers = new Map<NodeId, (message: Message) => void>();
  readonly #config: Partial<RaftConfig>;

  constructor(config: Partial<RaftConfig> = {}) {
    this.#config = config;
  }

  /** Without `voters` it waits to be taken in, or goes on from what its disk remembers. */
  async start(
    id: NodeId,
    voters?: readonly NodeId[],
    machine = new LineMachine(),
  ): Promise<ClusterMember> {
    const node = await RaftNode.open<number>({
      id,
      clusterId: 'site-1',
      ...(voters ? { voters } : {}),
      directory: '/raft',
      disk: this.#disk(id),
      clock: this.clock,
      seed: id * 1000 + this.sent.length,
      transport: this.#transport(id),
      stateMachine: machine,
      snapshots: this.store(id),
      config: this.#config,
    });
    const member = { node, machine };
    this.up.set(id, member);
    return member;
  }

  store(id: NodeId): MemorySnapshots {
    const store = this.#stores.get(id) ?? new MemorySnapshots();
    this.#stores.set(id, store);
    return store;
  }

  async stop(id: NodeId): Promise<void> {
    const member = this.up.get(id)!;
    this.up.delete(id);
    this.#receivers.delete(id);
    await member.node.close();
  }

  /** Its card is lost, or swapped for an empty one. */
  async wipe(id: NodeId): Promise<void> {
    if (this.up.has(id)) await this.stop(id);
    this.#disks.delete(id);
    this.#stores.delete(id);
  }

  /** The disk that a member stands on, to be tampered with. */
  diskOf(id: NodeId): SimulatedDisk {
    return this.#disk(id);
  }

  /** From its next start on it stands on this one. */
  putDisk(id: NodeId, disk: SimulatedDisk): void {
    this.#disks.set(id, disk);
  }

  async stopAll(): Promise<void> {
    for (const id of [...this.up.keys()]) await this.stop(id);
  }

  get leader(): RaftNode<number> | undefined {
    return [...this.up.values()].find(({ node }) => node.status().role === 'leader')?.node;
  }

  /** Lets time pass until it is so. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    for (let at = 0; at < 600; at += 1) {
      if (isSo()) return;
      await this.clock.advance(20);
    }
    throw new Error(`Waited in vain: ${what}.`);
  }

  #disk(id: NodeId): SimulatedDisk {
    const disk = this.#disks.get(id) ?? new SimulatedDisk({ seed: id });
    this.#disks.set(id, disk);
    return disk;
  }

  #transport(id: NodeId): Transport {
    return {
      send: (message) => this.#carry(message),
      onMessage: (receiver) => {
        this.#receivers.set(id, receiver);
      },
      sendSnapshot: async (offer: SnapshotOffer, store) => {
        if (this.isolated.has(id) || this.isolated.has(offer.to)) throw new Error('cut off');
        await this.store(offer.to).write(offer.snapshot, store.read(offer.snapshot.id));
        this.#carry(offer);
      },
    };
  }

  #carry(message: Message): void {
    this.sent.push(message);
    if (this.isolated.has(message.from) || this.isolated.has(message.to)) return;
    queueMicrotask(() => this.#receivers.get(message.to)?.(message));
  }
}
