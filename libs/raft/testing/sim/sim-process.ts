import type { Clock } from '../../src/index.ts';
import type { EventQueue } from './event-queue.ts';

/**
 * A process on a machine of its own: it can stand still (what comes meanwhile waits for it, and its
 * clock goes on), it can die, and its clock runs at its own rate.
 */
export class SimProcess implements Clock {
  readonly #queue: EventQueue;
  readonly #rate: number;
  readonly #bornAtMs: number;
  #jumpedMs = 0;
  #pausedUntilMs = 0;
  #waiting: (() => void)[] = [];
  isDead = false;

  constructor(queue: EventQueue, rate: number) {
    this.#queue = queue;
    this.#rate = rate;
    this.#bornAtMs = queue.nowMs;
  }

  now(): number {
    return (this.#queue.nowMs - this.#bornAtMs) * this.#rate + this.#jumpedMs;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    let isCancelled = false;
    this.#queue.after(delayMs / this.#rate, () => {
      if (isCancelled || this.isDead) return;
      this.run(() => {
        if (!isCancelled) callback();
      });
    });
    return () => {
      isCancelled = true;
    };
  }

  /** Something comes from outside: at once, after the pause, or never. */
  run(event: () => void): void {
    if (this.isDead) return;
    if (this.isPaused) this.#waiting.push(event);
    else event();
  }

  get isPaused(): boolean {
    return this.#queue.nowMs < this.#pausedUntilMs;
  }

  pause(ms: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, this.#queue.nowMs + ms);
    this.#queue.after(ms, () => this.#wake());
  }

  /** The clock has gone on without the process having stood still, as after a machine's suspension. */
  jump(ms: number): void {
    this.#jumpedMs += ms;
  }

  die(): void {
    this.isDead = true;
    this.#waiting = [];
  }

  #wake(): void {
    if (this.isDead || this.isPaused) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    // One event each: what one of them sets off comes before the next, as in an event loop.
    for (const event of waiting) this.#queue.after(0, () => this.run(event));
  }
}
