import type { ReadResult } from '../core/read-index.ts';
import type { Index, ReadState } from '../core/types.ts';
import type { Clock } from './clock.ts';
import { ReadRefused, type ReadRefusal } from './errors.ts';
import { Latencies } from './histogram.ts';
import type { WaitOptions } from './options.ts';

interface Waiting {
  /** Null while it has to be asked for (again). */
  token: number | null;
  askedTicks: number;
  /** Known once the leader has answered: what must be applied first. */
  index: Index | null;
  readonly serve: () => void;
  readonly refuse: (reason: ReadRefusal) => void;
}

const TIMEOUT_MS = 5000;

/** Reads that wait for the leader's word, and then for the state machine to be there. */
export class Reads {
  readonly #clock: Clock;
  readonly #ask: (token: number) => ReadResult;
  readonly #askAgainTicks: number;
  readonly #waiting = new Set<Waiting>();
  /** Some wait to be asked for. */
  #isAsking = false;
  #tokens = 0;
  total = 0;
  failed = 0;
  batches = 0;
  readonly latencies = new Latencies();

  constructor(clock: Clock, ask: (token: number) => ReadResult, askAgainTicks: number) {
    this.#clock = clock;
    this.#ask = ask;
    this.#askAgainTicks = askAgainTicks;
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** Calls `read` once all that was acknowledged before is applied. */
  add<T>(read: () => T, options: WaitOptions): Promise<T> {
    this.total += 1;
    const startedAtMs = this.#clock.now();
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        cancelTimer();
        options.signal?.removeEventListener('abort', onAbort);
        this.#waiting.delete(waiting);
      };
      const waiting: Waiting = {
        token: null,
        askedTicks: 0,
        index: null,
        serve: () => {
          stop();
          this.latencies.observe(this.#clock.now() - startedAtMs);
          // What the reader throws is the reader's affair, and not the node's.
          resolve(new Promise<T>((done) => done(read())));
        },
        refuse: (reason) => {
          stop();
          this.failed += 1;
          reject(new ReadRefused(reason));
        },
      };
      const onAbort = (): void => waiting.refuse('aborted');
      const cancelTimer = this.#clock.setTimer(options.timeoutMs ?? TIMEOUT_MS, () =>
        waiting.refuse('timeout'),
      );
      this.#waiting.add(waiting);
      this.#isAsking = true;
      if (options.signal?.aborted) onAbort();
      else options.signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Asks once for all those that nobody was asked for yet. */
  ask(): void {
    if (!this.#isAsking) return;
    const unasked = [...this.#waiting].filter(
      ({ token, index }) => token === null && index === null,
    );
    this.#isAsking = false;
    if (unasked.length === 0) return;
    this.#tokens += 1;
    const result = this.#ask(this.#tokens);
    if (result === 'overloaded') {
      for (const waiting of unasked) waiting.refuse('overloaded');
    } else if (result === 'pending') {
      this.batches += 1;
      for (const waiting of unasked) Object.assign(waiting, { token: this.#tokens, askedTicks: 0 });
    } else {
      // Without a leader, or before its first commit, they wait for the next tick.
      this.#isAsking = true;
    }
  }

  /** Messages get lost, and a leader that goes answers nothing. */
  tick(): void {
    for (const waiting of this.#waiting) {
      waiting.askedTicks += 1;
      if (waiting.askedTicks >= this.#askAgainTicks) this.#forget(waiting);
    }
    this.ask();
  }

  /** The leader is another one, or none. */
  onLeaderChange(): void {
    for (const waiting of this.#waiting) this.#forget(waiting);
  }

  onReleased(states: readonly ReadState[]): void {
    if (states.length === 0) return;
    const indexes = new Map(states.map(({ token, index }) => [token, index]));
    for (const waiting of this.#waiting) {
      if (waiting.token !== null) waiting.index ??= indexes.get(waiting.token) ?? null;
    }
  }

  onApplied(appliedIndex: Index): void {
    for (const waiting of [...this.#waiting]) {
      if (waiting.index !== null && waiting.index <= appliedIndex) waiting.serve();
    }
  }

  endAll(): void {
    for (const waiting of [...this.#waiting]) waiting.refuse('closed');
  }

  /** It has to be asked for again, unless it has its answer. */
  #forget(waiting: Waiting): void {
    if (waiting.index !== null) return;
    waiting.token = null;
    this.#isAsking = true;
  }
}
