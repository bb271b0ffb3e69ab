import { prng, type Prng } from '../../src/core/prng.ts';
import { type Persist, RawNode } from '../../src/core/raw-node.ts';
import type { CoreConfig } from '../../src/core/state.ts';
import type { Entry, Message, NodeId } from '../../src/core/types.ts';
import { BatchEncoder } from '../../src/storage/batch.ts';
import { decodeRecord } from '../../src/storage/record.ts';
import { INITIAL_HARD_STATE, Replay } from '../../src/storage/replay.ts';
import { Chain } from './chain.ts';
import type { EventQueue } from './event-queue.ts';
import type { Invariants, Witness } from './invariants.ts';

export interface SimNodeOptions {
  readonly id: NodeId;
  readonly voters: readonly NodeId[];
  readonly config: CoreConfig;
  readonly tickMs: number;
  readonly diskMsMax: number;
  readonly queue: EventQueue;
  readonly rng: Prng;
  readonly send: (message: Message) => void;
  readonly onApplied: (node: SimNode, entries: readonly Entry[]) => void;
}

/**
 * One member in the simulation: the production core, record codec and replay, on a disk that takes
 * simulated time, takes batches whole or not at all (as the journal does), and forgets what was
 * not synced when the power goes. The order of effects is the driver's.
 */
export class SimNode implements Witness {
  readonly id: NodeId;
  readonly #options: SimNodeOptions;
  readonly #tickMs: number;
  #invariants!: Invariants;
  #core: RawNode | null = null;
  #encoder = new BatchEncoder();
  #records: Uint8Array[] = [];
  #writing: Uint8Array[] | null = null;
  #queued: Persist[] = [];
  #life = 0;
  #pausedUntilMs = 0;
  offered = new Chain();
  durable = new Chain();
  durableHardState = INITIAL_HARD_STATE;
  syncs = 0;

  constructor(options: SimNodeOptions) {
    this.id = options.id;
    this.#options = options;
    // Quartz differs: up to two per cent.
    this.#tickMs = options.tickMs * (0.98 + options.rng.below(40) / 1000);
  }

  watch(invariants: Invariants): void {
    this.#invariants = invariants;
  }

  get isUp(): boolean {
    return this.#core !== null;
  }

  get core(): RawNode {
    return this.#core!;
  }

  start(): void {
    const { id, voters, config, rng } = this.#options;
    const replay = new Replay();
    for (const record of this.#records) replay.add(record);
    const { hardState, entries } = replay.finish();
    this.offered = new Chain();
    for (const entry of entries) this.offered.append(entry);
    this.#encoder = new BatchEncoder();
    this.#invariants.onRestart(id);
    const confState = { voters, votersOutgoing: [], learners: [] };
    this.#core = new RawNode(config, { id, confState, hardState, entries, rng: prng(rng.next()) });
    const life = this.#life;
    this.#options.queue.after(rng.below(Math.floor(this.#tickMs)), () => this.#tick(life));
    this.event(null, () => undefined);
  }

  /** The power fails; a write under way is on disk as a whole, or not at all. */
  crash(): void {
    this.#core = null;
    this.#life += 1;
    if (this.#writing && this.#options.rng.below(2) === 0) this.#store(this.#writing);
    this.#writing = null;
    this.#queued = [];
    this.#pausedUntilMs = 0;
  }

  /** The process stands still, and gets all at once what came meanwhile. */
  pause(ms: number): void {
    this.#pausedUntilMs = this.#options.queue.nowMs + ms;
  }

  receive(message: Message): void {
    const life = this.#life;
    this.#whenAwake(life, () => this.event(message, (core) => core.step(message)));
  }

  /** Something happens at the node, and all that follows from it. */
  event(message: Message | null, happens: (core: RawNode) => void): void {
    const core = this.core;
    happens(core);
    while (core.hasReady()) {
      const ready = core.ready();
      for (const sent of ready.messages) this.#send(sent);
      if (ready.persist) {
        this.#invariants.onOffered(this.id, ready.persist);
        this.#queued.push(ready.persist);
      }
      const last = ready.committed.at(-1);
      if (last) {
        this.#invariants.onApply(this.id, ready.committed);
        core.onApplied(last.index);
        this.#options.onApplied(this, ready.committed);
      }
    }
    this.#invariants.afterEvent(core.status(), message);
    this.#writeNext();
  }

  #send(message: Message): void {
    this.#invariants.onSent(message);
    this.#options.send(message);
  }

  #tick(life: number): void {
    this.#whenAwake(life, () => {
      this.event(null, (core) => core.tick());
      this.#options.queue.after(this.#tickMs, () => this.#tick(life));
    });
  }

  #whenAwake(life: number, run: () => void): void {
    if (life !== this.#life || !this.#core) return;
    const waitMs = this.#pausedUntilMs - this.#options.queue.nowMs;
    if (waitMs > 0) this.#options.queue.after(waitMs, () => this.#whenAwake(life, run));
    else run();
  }

  #writeNext(): void {
    if (this.#writing || this.#queued.length === 0) return;
    const batch = this.#queued;
    this.#queued = [];
    const payloads = this.#encoder.encode(batch);
    this.#writing = payloads;
    const { queue, rng, diskMsMax } = this.#options;
    const life = this.#life;
    const delayMs = payloads.length === 0 ? 0 : 0.1 + rng.below(diskMsMax * 100) / 100;
    queue.after(delayMs, () => {
      if (life !== this.#life) return;
      this.#store(payloads);
      // Busy until the node hears of it, but there is nothing left that a crash could lose.
      this.#writing = [];
      this.#whenAwake(life, () => this.#completed(batch));
    });
  }

  #completed(batch: readonly Persist[]): void {
    this.#writing = null;
    this.event(null, (core) => {
      for (const { seq, then } of batch) {
        core.onPersisted(seq);
        for (const message of then) this.#send(message);
      }
    });
  }

  #store(payloads: readonly Uint8Array[]): void {
    if (payloads.length > 0) this.syncs += 1;
    for (const payload of payloads) {
      this.#records.push(payload);
      const record = decodeRecord(payload);
      const hard = this.durableHardState;
      if (record.kind === 'ballot') this.durableHardState = { ...hard, ...record };
      else if (record.kind === 'commit') this.durableHardState = { ...hard, commit: record.index };
      else if (record.kind === 'truncate') this.durable.truncateAfter(record.after);
      else this.durable.append(record.entry);
    }
  }
}
