import type { ConfProposal, ConfProposeResult } from '../src/core/members.ts';
import { type ConfChange, foundingConfState } from '../src/core/membership.ts';
import { prng } from '../src/core/prng.ts';
import type { CoreStatus } from '../src/core/core-status.ts';
import { RawNode } from '../src/core/raw-node.ts';
import type { Persist } from '../src/core/ready.ts';
import { type CoreConfig, NOTHING } from '../src/core/state.ts';
import type {
  Entry,
  HardState,
  Incarnation,
  Message,
  NodeId,
  ReadState,
  SnapshotMeta,
  Term,
} from '../src/core/types.ts';

export const TEST_CONFIG: CoreConfig = {
  electionTicks: 10,
  heartbeatTicks: 2,
  appendBytesMax: 1024,
  inflightMessagesMax: 4,
  inflightBytesMax: 4096,
  uncommittedBytesMax: 1000,
  votersMax: 5,
  promotionTicks: 0,
  promotionLagMax: 2,
};

/** A log of empty entries with these terms, from index 1 on. */
export function logOf(...terms: Term[]): Entry[] {
  return terms.map((term, at) => ({ term, index: at + 1, type: 'normal', data: new Uint8Array() }));
}

export interface TestNodeOptions {
  readonly id?: NodeId;
  readonly voters?: readonly NodeId[];
  readonly incarnation?: Incarnation;
  readonly snapshot?: SnapshotMeta;
  readonly hardState?: Partial<HardState>;
  readonly entries?: readonly Entry[];
  readonly config?: Partial<CoreConfig>;
}

/** A core on a disk that a test can hold up; what it sends is kept for the test to look at. */
export class TestNode {
  readonly core: RawNode;
  /** While true writes wait in `writes` for `finishWrite`. */
  isDiskHeld = false;
  writes: Persist[] = [];
  persisted: Persist[] = [];
  sent: Message[] = [];
  applied: Entry[] = [];
  reads: ReadState[] = [];
  restored: SnapshotMeta[] = [];

  constructor(options: TestNodeOptions = {}) {
    const entries = options.entries ?? [];
    const term = entries.at(-1)?.term ?? 0;
    this.core = new RawNode(
      { ...TEST_CONFIG, ...options.config },
      {
        id: options.id ?? 1,
        snapshot: options.snapshot ?? {
          ...NOTHING,
          confState: foundingConfState(options.voters ?? [1, 2, 3]),
        },
        ...(options.incarnation === undefined ? {} : { incarnation: options.incarnation }),
        hardState: { term, vote: null, commit: 0, ...options.hardState },
        entries,
        rng: prng(options.id ?? 1),
      },
    );
    this.settle();
  }

  get status(): CoreStatus {
    return this.core.status();
  }

  tick(count = 1): void {
    for (let at = 0; at < count; at += 1) {
      this.core.tick();
      this.settle();
    }
  }

  step(message: Message): string {
    const result = this.core.step(message);
    this.settle();
    return result;
  }

  propose(...sizes: number[]): ReturnType<RawNode['propose']> {
    const result = this.core.propose(sizes.map((size) => new Uint8Array(size)));
    this.settle();
    return result;
  }

  /** Proposes to the present configuration, whatever that is. */
  change(
    changes: readonly ConfChange[],
    transition: ConfProposal['transition'] = 'auto',
  ): ConfProposeResult {
    const expectedConfIndex = this.status.confState.index;
    const result = this.core.proposeConfChange({ changes, transition, expectedConfIndex });
    this.settle();
    return result;
  }

  read(token: number): string {
    const result = this.core.readIndex(token);
    this.settle();
    return result;
  }

  transfer(to: NodeId): string {
    const result = this.core.transferLeader(to);
    this.settle();
    return result;
  }

  /** Takes a snapshot of what is applied, and shortens the log to `retained` entries before it. */
  compact(retained = 0): SnapshotMeta {
    const snapshot = this.core.snapshotNow();
    this.core.compact(snapshot, retained);
    this.settle();
    return snapshot;
  }

  finishWrite(): void {
    const persist = this.writes.shift()!;
    this.#finish(persist);
    this.settle();
  }

  /** Takes what was sent since the last call. */
  take(): Message[] {
    const taken = this.sent;
    this.sent = [];
    return taken;
  }

  taken<T extends Message['type']>(type: T): Extract<Message, { type: T }>[] {
    return this.take().filter((sent): sent is Extract<Message, { type: T }> => sent.type === type);
  }

  /** Waits out its election deadline. */
  timeOut(): void {
    for (let at = 0; at < 2 * TEST_CONFIG.electionTicks && this.status.role === 'follower'; at += 1)
      this.tick();
  }

  settle(): void {
    while (this.core.hasReady()) {
      const ready = this.core.ready();
      this.sent.push(...ready.messages);
      this.reads.push(...ready.reads);
      if (ready.restore) {
        this.restored.push(ready.restore);
        this.core.onRestored(ready.restore.index);
      }
      const last = ready.committed.at(-1);
      this.applied.push(...ready.committed);
      if (last) this.core.onApplied(last.index);
      if (!ready.persist) continue;
      if (this.isDiskHeld) this.writes.push(ready.persist);
      else this.#finish(ready.persist);
    }
  }

  #finish(persist: Persist): void {
    this.persisted.push(persist);
    this.core.onPersisted(persist.seq);
    this.sent.push(...persist.then);
  }
}

/** Carries messages between nodes until nobody says anything; `passes` decides which get through. */
export function deliverAll(
  nodes: readonly TestNode[],
  passes: (message: Message) => boolean = () => true,
): void {
  for (;;) {
    const messages = nodes.flatMap((node) => node.take());
    if (messages.length === 0) return;
    for (const message of messages.filter(passes)) {
      nodes.find((node) => node.status.id === message.to)?.step(message);
    }
  }
}

/** Nodes 1 to n, each with the log that belongs to it. */
export function clusterOf(
  size: number,
  of: (id: NodeId) => TestNodeOptions = () => ({}),
): TestNode[] {
  const voters = Array.from({ length: size }, (_, at) => at + 1);
  return voters.map((id) => new TestNode({ ...of(id), id, voters }));
}

/** Lets one node win an election among those given. */
export function elect(node: TestNode, nodes: readonly TestNode[]): void {
  // Whoever still hears a leader does not help: their patience runs out first, unheard.
  for (const other of nodes) if (other !== node) other.tick(TEST_CONFIG.electionTicks);
  for (const other of nodes) other.take();
  for (let tries = 0; tries < 100 && !isLeading(node); tries += 1) {
    node.tick();
    deliverAll(nodes);
  }
  if (!isLeading(node)) throw new Error(`${node.status.id} was not elected`);
}

export function isLeading(node: TestNode): boolean {
  return node.status.role === 'leader';
}
