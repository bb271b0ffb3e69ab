import type { Persist } from '../core/raw-node.ts';
import type { Wal } from '../storage/wal.ts';
import type { Clock } from './clock.ts';

/**
 * Writes what the core wants durable, in order, one sync at a time: what comes while the disk is
 * busy is collected and shares the next sync.
 */
export class GroupCommit {
  readonly #wal: Wal;
  readonly #clock: Clock;
  readonly #onDurable: (persists: readonly Persist[]) => void;
  readonly #onFailed: (error: unknown) => void;
  #queue: Persist[] = [];
  #running: Promise<void> | null = null;
  #isStopped = false;
  syncs = 0;
  syncMsSum = 0;
  syncMsMax = 0;

  constructor(
    wal: Wal,
    clock: Clock,
    events: {
      readonly onDurable: (persists: readonly Persist[]) => void;
      readonly onFailed: (error: unknown) => void;
    },
  ) {
    this.#wal = wal;
    this.#clock = clock;
    this.#onDurable = events.onDurable;
    this.#onFailed = events.onFailed;
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  add(persist: Persist): void {
    if (this.#isStopped) return;
    this.#queue.push(persist);
    this.#running ??= this.#run();
  }

  /** What is queued is not written any more; resolves when the write under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#queue = [];
    await this.#running;
  }

  async #run(): Promise<void> {
    // What the present turn still adds belongs to this first batch.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      try {
        await this.#write(batch);
      } catch (error) {
        // Never again: after a failed sync the kernel may call dirty pages clean.
        this.#isStopped = true;
        this.#queue = [];
        this.#onFailed(error);
        break;
      }
      if (!this.#isStopped) this.#onDurable(batch);
    }
    this.#running = null;
  }

  async #write(batch: readonly Persist[]): Promise<void> {
    const startedAtMs = this.#clock.now();
    if (!(await this.#wal.append(batch))) return;
    const tookMs = this.#clock.now() - startedAtMs;
    this.syncs += 1;
    this.syncMsSum += tookMs;
    this.syncMsMax = Math.max(this.syncMsMax, tookMs);
  }
}
