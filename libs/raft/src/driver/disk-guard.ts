import { join } from 'node:path';
import { type Disk, hasDiskCode } from '@eyrie/journal';
import type { Fitness } from '../core/state.ts';
import type { Clock } from './clock.ts';

export interface DiskGuardOptions {
  readonly disk: Disk;
  /** The node's; the probe is written there. */
  readonly directory: string;
  readonly clock: Clock;
  /** Below so many free bytes the node takes no more entries. */
  readonly lowWaterBytes: number;
  /** A write that takes longer makes the node step aside. */
  readonly slowWriteMs: number;
}

/** The writes of the log, as far as the guard has to know of them. */
export interface WatchedWrites {
  /** When the write under way began; null while there is none. */
  readonly writingSinceMs: number | null;
  /** What was held back on a full disk is tried again. */
  retry(): void;
}

/** Full outranks slow. */
export type DiskState = 'fit' | 'slow' | 'full';

interface Events {
  readonly onFitness: (fitness: Fitness) => void;
  /** The disk refused a write for another reason than that it is full: the node ends. */
  readonly onFailed: (error: unknown) => void;
}

/** Space is asked for at most so often; it costs no write. */
const LOOK_EVERY_MS = 1000;
/** So much more than the low-water mark must be free until entries are taken again. */
const HIGH_WATER_FACTOR = 1.25;

/**
 * Tells the core when the disk is no good for leading: full (no entries are taken, while term and
 * vote still fit into the log's reserve), or so slow that a write hangs (hashicorp/raft #503: the
 * leader's heartbeats go on while nothing gets committed). Both pass by themselves.
 */
export class DiskGuard {
  readonly #options: DiskGuardOptions;
  readonly #writes: WatchedWrites;
  readonly #events: Events;
  #isFull = false;
  #isSlow = false;
  #lookedAtMs = -Infinity;
  #isLooking = false;
  #isProbing = false;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;
  #told: Fitness = { canLead: true, canAppend: true };

  constructor(options: DiskGuardOptions, writes: WatchedWrites, events: Events) {
    this.#options = options;
    this.#writes = writes;
    this.#events = events;
  }

  get state(): DiskState {
    if (this.#isFull) return 'full';
    return this.#isSlow ? 'slow' : 'fit';
  }

  /** At each tick of the node. */
  tick(): void {
    if (this.#isStopped) return;
    const nowMs = this.#options.clock.now();
    const { writingSinceMs } = this.#writes;
    if (writingSinceMs !== null && this.#isOverdue(writingSinceMs, nowMs)) this.#isSlow = true;
    this.#tell();
    // A probe only where there is doubt: a healthy disk is never written to for nothing.
    if (this.#isSlow && writingSinceMs === null && !this.#isProbing) this.#begin(this.#runProbe());
    if (!this.#isLooking && nowMs - this.#lookedAtMs >= LOOK_EVERY_MS) this.#begin(this.#look());
  }

  /** A write of the log found no space. */
  onFull(): void {
    this.#isFull = true;
    this.#tell();
  }

  /** A snapshot found too little space, be it only that it must leave some: is it so for the log too? */
  onTight(): void {
    this.#lookedAtMs = -Infinity;
  }

  /** A write of the log has ended, maybe between two ticks. */
  onWritten(startedAtMs: number): void {
    if (this.#isOverdue(startedAtMs, this.#options.clock.now())) this.#isSlow = true;
    this.#tell();
  }

  /** Resolves when nothing of its own is under way on the disk. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  #isOverdue(startedAtMs: number, nowMs: number): boolean {
    return nowMs - startedAtMs > this.#options.slowWriteMs;
  }

  #begin(work: Promise<void>): void {
    this.#running = Promise.all([this.#running, work]).then(() => undefined);
  }

  async #look(): Promise<void> {
    const { disk, directory, clock, lowWaterBytes } = this.#options;
    this.#isLooking = true;
    this.#lookedAtMs = clock.now();
    try {
      const free = await disk.freeBytes(directory);
      if (free < lowWaterBytes) {
        this.#isFull = true;
      } else if (free >= lowWaterBytes * HIGH_WATER_FACTOR) {
        this.#isFull = false;
        this.#writes.retry();
      }
      this.#tell();
    } catch {
      // Whoever writes next learns what is wrong.
    } finally {
      this.#isLooking = false;
    }
  }

  /** Good again once a write of its own was in time; it is tried until then. */
  async #runProbe(): Promise<void> {
    const { clock } = this.#options;
    const startedAtMs = clock.now();
    this.#isProbing = true;
    try {
      await this.#writeProbe();
      if (!this.#isOverdue(startedAtMs, clock.now())) this.#isSlow = false;
    } catch (error) {
      // Without space nothing can be learned of its speed; that it is full keeps it aside meanwhile.
      if (hasDiskCode(error, 'ENOSPC', 'EDQUOT')) this.#isSlow = false;
      else if (!this.#isStopped) this.#events.onFailed(error);
    } finally {
      this.#isProbing = false;
    }
    this.#tell();
  }

  async #writeProbe(): Promise<void> {
    const { disk, directory } = this.#options;
    const path = join(directory, 'probe');
    const file = await disk.open(path, 'write').catch((error: unknown) => {
      if (hasDiskCode(error, 'ENOENT')) return disk.open(path, 'create');
      throw error;
    });
    try {
      await file.pwrite(Uint8Array.of(0xa5), 0);
      await file.fdatasync();
    } finally {
      await file.close();
    }
  }

  #tell(): void {
    const isUnfit = this.#isFull || this.#isSlow;
    const fitness = { canLead: !isUnfit, canAppend: !this.#isFull };
    const { canLead, canAppend } = this.#told;
    if (this.#isStopped || (fitness.canLead === canLead && fitness.canAppend === canAppend)) return;
    this.#told = fitness;
    this.#events.onFitness(fitness);
  }
}
