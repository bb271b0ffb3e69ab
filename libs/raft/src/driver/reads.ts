import type { ReadResult } from '../core/read-index.ts';
import type { Index, ReadState } from '../core/types.ts';
import type { Clock } from './clock.ts';
import { ReadRefused, type ReadRefusal } from './errors.ts';
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
  #waiting: Waiting[] = [];
  #tokens = 0;

  constructor(clock: Clock, ask: (token: number) => ReadResult, askAgainTicks: number) {
    this.#clock = clock;
    this.#ask = ask;
    this.#askAgainTicks = askAgainTicks;
  }

  get count(): number {
    return this.#waiting.length;
  }

  /** Calls `read` once all that was acknowledged before is applied. */
  add<T>(read: () => T, options: WaitOptions): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        cancelTimer();
        options.signal?.removeEventListener('abort', onAbort);
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
      };
      const waiting: Waiting = {
        token: null,
        askedTicks: 0,
        index: null,
        serve: () => {
          stop();
          // What the reader throws is the reader's affair, and not the node's.
          resolve(new Promise<T>((done) => done(read())));
        },
        refuse: (reason) => {
          stop();
          reject(new ReadRefused(reason));
        },
      };
      const onAbort = (): void => waiting.refuse('aborted');
      const cancelTimer = this.#clock.setTimer(options.timeoutMs ?? TIMEOUT_MS, () =>
        waiting.refuse('timeout'),
      );
      this.#waiting.push(waiting);
      if (options.signal?.aborted) onAbort();
      else options.signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Asks for those that nobody was asked for yet. */
  ask(): void {
    for (const waiting of [...this.#waiting]) {
      if (waiting.token !== null || waiting.index !== null) continue;
      this.#tokens += 1;
      const result = this.#ask(this.#tokens);
      if (result === 'overloaded') waiting.refuse('overloaded');
      // Without a leader, or before its first commit, it waits for the next tick.
      else if (result === 'pending') Object.assign(waiting, { token: this.#tokens, askedTicks: 0 });
    }
  }

  /** Messages get lost, and a leader that goes answers nothing. */
  tick(): void {
    for (const waiting of this.#waiting) {
      waiting.askedTicks += 1;
      if (waiting.askedTicks >= this.#askAgainTicks && waiting.index === null) waiting.token = null;
    }
    this.ask();
  }

  /** The leader is another one, or none. */
  onLeaderChange(): void {
    for (const waiting of this.#waiting) if (waiting.index === null) waiting.token = null;
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
}
