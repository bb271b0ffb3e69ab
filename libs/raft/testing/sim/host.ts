import { type CutMode, type DiskOperation, hasDiskCode, SimulatedDisk } from '@eyrie/journal';
import { BrokenInvariant } from '../../src/core/assert.ts';
import type { Prng } from '../../src/core/prng.ts';
import {
  DiskSnapshotStore,
  type Message,
  type NodeId,
  type RaftConfig,
  RaftNode,
  type RaftNodeOptions,
  type SessionAnswer,
  SessionMachine,
  type SnapshotOffer,
} from '../../src/index.ts';
import type { TimedCommand } from '../../src/session/session-machine.ts';
import type { EventQueue } from './event-queue.ts';
import { RegisterMachine } from './register-machine.ts';
import { SimProcess } from './sim-process.ts';
import type { Weather } from './weather.ts';

export interface HostOptions {
  readonly id: NodeId;
  /** Who founds the cluster, this one among them; null: it waits to be taken in. */
  readonly founders: readonly NodeId[] | null;
  readonly config: Partial<RaftConfig>;
  /** Makes snapshots longer. */
  readonly paddingBytes?: number;
  readonly weather: Weather;
  readonly queue: EventQueue;
  readonly rng: Prng;
  /** Promises may have been settled: let what waits for them run before the next event. */
  readonly touch: () => void;
  readonly send: (message: Message) => void;
  readonly onDiskCall: (host: Host, operation: DiskOperation, path: string) => void;
  readonly sendSnapshot: (
    host: Host,
    offer: SnapshotOffer,
    store: DiskSnapshotStore,
  ) => Promise<void>;
  readonly onApplied: (host: Host, commands: readonly TimedCommand[], digest: number) => void;
  /** Its disk is empty; nothing of what it had is anywhere. */
  readonly onWiped: (host: Host) => void;
  /** However its process came to its end. */
  readonly onEnded: (host: Host) => void;
  /** The node ended though nothing was done to it. */
  readonly onDefect: (error: unknown) => void;
}

const SNAPSHOT_RESERVE_BYTES = 1000;
/** Of the first bytes of a file. */
const ROT_BYTES = 300;
/** A segment with so many writes is longer than that by far. */
const OLD_WRITES = 30;
const MODES: readonly CutMode[] = ['drop', 'keep', 'torn', 'reorder'];
const CALLS: readonly DiskOperation[] = [
  'open',
  'pread',
  'pwrite',
  'fdatasync',
  'truncate',
  'size',
  'close',
  'fsyncDirectory',
  'rename',
  'unlink',
  'list',
  'mkdir',
  'lock',
];

/** A machine with a disk and, while it is up, a process that is the production driver. */
export class Host {
  readonly id: NodeId;
  #disk: SimulatedDisk;
  #founders: readonly NodeId[] | null;
  readonly #options: HostOptions;
  readonly #rate: number;
  #process: SimProcess | null = null;
  #node: RaftNode<SessionAnswer> | null = null;
  #receiver: ((message: Message) => void) | null = null;
  #crashAt: { readonly operation: DiskOperation; readonly isAfter: boolean } | null = null;
  /** Calls that are to fail, recovery's among them. */
  #ills: DiskOperation[] = [];
  #hangUntilMs = 0;
  /** How often each file that can rot was written to. */
  readonly #writes = new Map<string, number>();
  /** Files with writes that no sync has followed yet. */
  readonly #unsynced = new Set<string>();
  isFull = false;
  isCalm = false;
  machine: RegisterMachine | null = null;
  sessions: SessionMachine | null = null;
  store: DiskSnapshotStore | null = null;
  /** Its disk has lost bytes, which nobody has noticed yet. */
  isRotten = false;
  restarts = 0;

  constructor(options: HostOptions) {
    this.#options = options;
    this.id = options.id;
    this.#disk = new SimulatedDisk({ seed: options.rng.next() });
    this.#founders = options.founders;
    const { clockDrift } = options.weather;
    this.#rate = 1 + clockDrift * (options.rng.below(2001) / 1000 - 1);
  }

  get disk(): SimulatedDisk {
    return this.#disk;
  }

  /** Whether its card has been there from the beginning. */
  get isFounder(): boolean {
    return this.#founders !== null;
  }

  get isUp(): boolean {
    return this.#process !== null;
  }

  get process(): SimProcess | null {
    return this.#process;
  }

  /** Null while it is down, and while it reads its log. */
  get node(): RaftNode<SessionAnswer> | null {
    return this.#node;
  }

  start(): void {
    if (this.#process) return;
    const { queue, touch } = this.#options;
    const process = new SimProcess(queue, this.#rate);
    this.#process = process;
    this.restarts += 1;
    this.disk.restorePower();
    this.#unsynced.clear();
    this.disk.beforeCall = (operation, path) => this.#beforeCall(process, operation, path);
    touch();
    this.#open(process).then(
      (node) => {
        if (process.isDead) return;
        this.#node = node;
        this.isRotten = false;
        node.onFailed((failure) => this.#onEnded(process, failure));
      },
      (error: unknown) => this.#onEnded(process, error),
    );
  }

  async #open(process: SimProcess): Promise<RaftNode<SessionAnswer>> {
    const { id, config, rng, paddingBytes = 0 } = this.#options;
    const seed = rng.next();
    const machine = new RegisterMachine(paddingBytes, (commands, digest) => {
      if (process.isDead || commands.length === 0) return;
      this.#options.onApplied(this, commands, digest);
      if (this.#applyStallMs > 0) process.pause(rng.below(this.#applyStallMs));
    });
    const sessions = new SessionMachine(machine, process);
    this.machine = machine;
    this.sessions = sessions;
    const store = await DiskSnapshotStore.open({
      disk: this.disk,
      directory: '/snapshots',
      reserveBytes: SNAPSHOT_RESERVE_BYTES,
    });
    if (!process.isDead) this.store = store;
    const options: RaftNodeOptions<SessionAnswer> = {
      id,
      clusterId: 'simulated',
      ...(this.#founders ? { voters: this.#founders } : {}),
      directory: '/raft',
      disk: this.disk,
      clock: process,
      seed,
      transport: {
        send: (message) => {
          if (!process.isDead) this.#options.send(message);
        },
        onMessage: (receiver) => {
          if (!process.isDead) this.#receiver = receiver;
        },
        sendSnapshot: (offer) =>
          process.isDead
            ? Promise.reject(new Error('dead'))
            : this.#options.sendSnapshot(this, offer, store),
      },
      stateMachine: sessions,
      snapshots: store,
      config,
    };
    return RaftNode.open(options);
  }

  /** The card is swapped for an empty one. */
  wipe(): void {
    this.exit();
    this.#disk = new SimulatedDisk({ seed: this.#options.rng.next() });
    this.#founders = null;
    this.isRotten = false;
    this.#writes.clear();
    this.#options.onWiped(this);
  }

  /**
   * Bytes go bad: a flipped byte, or a piece of a sector that was meant for another place. Not the
   * last ones of the log, as those would look like a write that was cut off.
   */
  rot(): boolean {
    const { rng } = this.#options;
    const old = [...this.#writes].filter(
      ([path, count]) => !path.endsWith('.segment') || count > OLD_WRITES,
    );
    const chosen = old[rng.below(Math.max(1, old.length))];
    const place = rng.below(ROT_BYTES);
    const count = rng.below(2) === 0 ? 1 : 64;
    const mask = 1 + rng.below(255);
    if (!chosen) return false;
    try {
      for (let at = 0; at < count; at += 1) this.disk.damage(chosen[0], place + at, mask);
    } catch (error) {
      if (hasDiskCode(error, 'ENOENT')) return false;
      throw error;
    }
    this.isRotten = true;
    return true;
  }

  /** Whether the log has bytes that a power cut would take. */
  get hasUnsynced(): boolean {
    return [...this.#unsynced].some((path) => path.endsWith('.segment'));
  }

  receive(message: Message): void {
    this.#process?.run(() => {
      this.#options.touch();
      this.#receiver?.(message);
    });
  }

  /** The power fails; what was not synced is kept, lost, torn or scattered. */
  crash(): void {
    if (!this.#process) return;
    this.disk.cutPower(MODES[this.#options.rng.below(MODES.length)]!);
    this.exit();
  }

  /** The process ends, the machine does not: what it wrote, synced or not, is still seen. */
  exit(): void {
    if (!this.#process) return;
    this.#process.die();
    this.#process = null;
    this.#node = null;
    this.store = null;
    this.#receiver = null;
    this.#crashAt = null;
    if (this.disk.isPowered) this.disk.killProcess();
    this.#options.onEnded(this);
  }

  /** The power fails at the next call of some kind, before it or right after it. */
  crashAtCall(): void {
    const { rng } = this.#options;
    const operation = CALLS[rng.below(CALLS.length)]!;
    this.#crashAt = { operation, isAfter: rng.below(2) === 0 };
    // Most calls are made while a process starts.
    if (operation !== 'pwrite' && operation !== 'fdatasync') {
      const at = this.#crashAt;
      this.exit();
      this.start();
      this.#crashAt = at;
    }
  }

  /** The next call of this kind fails; a sync's only once the log has been read: see `#ills`. */
  failNext(operation: DiskOperation): void {
    this.#ills.push(operation);
  }

  hang(ms: number): void {
    this.#hangUntilMs = this.#options.queue.nowMs + ms;
  }

  fill(freeBytes: number): void {
    this.isFull = true;
    this.disk.setCapacity(this.disk.usedBytes + freeBytes);
  }

  free(): void {
    this.isFull = false;
    this.disk.setCapacity(Number.MAX_SAFE_INTEGER);
  }

  /** Whatever was done to it ends; up it is only once it is started. */
  calm(): void {
    this.isCalm = true;
    // What went bad unseen shows at the next start.
    if (!this.disk.isPowered || this.isRotten) this.exit();
    this.#hangUntilMs = 0;
    this.#crashAt = null;
    this.#ills = [];
    this.free();
  }

  get #applyStallMs(): number {
    return this.isCalm ? 0 : this.#options.weather.applyStallMs;
  }

  #beforeCall(
    process: SimProcess,
    operation: DiskOperation,
    path: string,
  ): Promise<void> | undefined {
    const { queue, rng, weather, touch } = this.#options;
    // What a dead process has asked for is never answered.
    if (process.isDead) return new Promise(() => undefined);
    this.#options.onDiskCall(this, operation, path);
    const crashAt = this.#crashAt;
    if (crashAt?.operation === operation) {
      this.#crashAt = null;
      if (!crashAt.isAfter) {
        this.crash();
        return new Promise(() => undefined);
      }
      this.disk.cutPowerAtCall(this.disk.calls + 1, MODES[rng.below(MODES.length)]!);
    }
    if (this.#isIll(operation)) return this.#fail(operation);
    const isSlow = operation === 'fdatasync' || operation === 'fsyncDirectory';
    const diskMsMax = this.isCalm ? 8 : weather.diskMsMax;
    const delayMs = Math.max(
      isSlow ? 0.1 + (rng.below(1000) / 1000) * diskMsMax : 0,
      this.#hangUntilMs - queue.nowMs,
    );
    if (operation === 'pwrite') this.#unsynced.add(path);
    const isLasting = /superblock$|[.](segment|snapshot)$/.test(path);
    if (isLasting && (operation === 'pwrite' || operation === 'open')) {
      this.#writes.set(path, (this.#writes.get(path) ?? 0) + 1);
    }
    const isSync = operation === 'fdatasync';
    if (delayMs <= 0) {
      if (isSync) this.#unsynced.delete(path);
      return undefined;
    }
    return new Promise((resolve) => {
      queue.after(delayMs, () =>
        process.run(() => {
          touch();
          if (isSync) this.#unsynced.delete(path);
          resolve();
        }),
      );
    });
  }

  #isIll(operation: DiskOperation): boolean {
    return this.#ills.includes(operation);
  }

  async #fail(operation: DiskOperation): Promise<never> {
    this.#ills.splice(this.#ills.indexOf(operation), 1);
    throw Object.assign(new Error(`EIO: ${operation} (simulated)`), { code: 'EIO' });
  }

  #onEnded(process: SimProcess, error: unknown): void {
    if (process.isDead) return;
    // What is damaged is not started with: that is how it is noticed.
    const isNoticed = this.isRotten && isDefect(error);
    if (isDefect(error) && !isNoticed) this.#options.onDefect(error);
    this.exit();
    if (isNoticed) this.wipe();
  }
}

const DEFECTS = ['WalInconsistent', 'UnreadableBytes', 'ForeignDirectory', 'JournalDamaged'];
const ILLNESS = ['EIO', 'ENOSPC', 'EPOWER', 'EBADF'];

/** What no illness of a disk excuses. */
function isDefect(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof BrokenInvariant || DEFECTS.includes(at.name)) return true;
    if (hasDiskCode(at, ...ILLNESS)) return false;
    if (!at.cause) return true;
  }
  return true;
}
