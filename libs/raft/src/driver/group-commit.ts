import { JournalFull } from '@eyrie/journal';
import type { Persist } from '../core/ready.ts';
import type { Wal } from '../storage/wal.ts';
import type { Clock } from './clock.ts';
import { Latencies } from './histogram.ts';

/**
 * Writes what the core wants durable, in order, one sync at a time: what comes while the disk is
 * busy is collected and shares the next sync. On a full disk what does not even fit into the reserve
 * waits, and all behind it, as their order is part of what they mean.
 */
export class GroupCommit {
  readonly #wal: Wal;
  readonly #clock: Clock;
  readonly #onDurable: (persists: readonly Persist[]) => void;
  readonly #onFailed: (error: unknown) => void;
  readonly #onFull: () => void;
  readonly #onWritten: (startedAtMs: number) => void;
  #writingSinceMs: number | null = null;
  #wake: (() => void) | null = null;
  #queue: Persist[] = [];
  #running: Promise<void> | null = null;
  #isStopped = false;
  readonly latencies = new Latencies();

  constructor(
    wal: Wal,
    clock: Clock,
    events: {
      readonly onDurable: (persists: readonly Persist[]) => void;
      readonly onFailed: (error: unknown) => void;
      /** No space; what was to be written waits for `retry`. */
      readonly onFull: () => void;
      readonly onWritten: (startedAtMs: number) => void;
    },
  ) {
    this.#wal = wal;
    this.#clock = clock;
    this.#onDurable = events.onDurable;
    this.#onFailed = events.onFailed;
    this.#onFull = events.onFull;
    this.#onWritten = events.onWritten;
  }

  get queueLength(): number {
    return this.#queue.length;
  }

  /** When the write under way began; null while there is none. */
  get writingSinceMs(): number | null {
    return this.#writingSinceMs;
  }

  /** There may be space again for what waits. */
  retry(): void {
    this.#wake?.();
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
    this.#wake?.();
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
        if (error instanceof JournalFull) {
          await this.#onNoSpace(batch);
          continue;
        }
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

  /** One by one, so that as many as possible get into the reserve; the others wait, in order. */
  async #onNoSpace(batch: readonly Persist[]): Promise<void> {
    this.#onFull();
    for (const [at, persist] of batch.entries()) {
      try {
        await this.#write([persist], true);
      } catch (error) {
        if (this.#isStopped) return;
        this.#queue = [...batch.slice(at), ...this.#queue];
        // Another error comes again, and is heard then.
        if (error instanceof JournalFull) await this.#space();
        return;
      }
      if (!this.#isStopped) this.#onDurable([persist]);
    }
  }

  #space(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        resolve();
      };
    });
  }

  async #write(batch: readonly Persist[], isUrgent = false): Promise<void> {
    const startedAtMs = this.#clock.now();
    this.#writingSinceMs = startedAtMs;
    try {
      if (!(await this.#wal.append(batch, isUrgent))) return;
    } finally {
      this.#writingSinceMs = null;
    }
    this.#onWritten(startedAtMs);
    this.latencies.observe(this.#clock.now() - startedAtMs);
  }
}
