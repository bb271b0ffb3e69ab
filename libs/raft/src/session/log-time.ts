import type { Clock } from '../driver/clock.ts';

/**
 * Time as the log counts it, in milliseconds: it goes on while some member leads and proposes, and
 * stands still while all are off. A proposer adds to the latest time it saw applied what passed on
 * its own monotonic clock since, so that wall clocks, which a Pi without a battery gets wrong by
 * years, do not come into it.
 */
export class LogTime {
  readonly #clock: Clock;
  #seenMs = 0;
  #seenAtMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#seenAtMs = clock.now();
  }

  /** A command with this time was applied here. */
  observe(timeMs: number): void {
    if (timeMs <= this.now()) return;
    this.#seenMs = timeMs;
    this.#seenAtMs = this.#clock.now();
  }

  /** What a command that is proposed now carries. */
  now(): number {
    return Math.floor(this.#seenMs + this.#clock.now() - this.#seenAtMs);
  }
}
