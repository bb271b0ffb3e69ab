import type { Clock } from './clock.ts';

/** Calls at a steady pace whose phase does not depend on how long the calls take. */
export class Ticker {
  readonly #clock: Clock;
  readonly #tickMs: number;
  readonly #onTick: (missed: number) => void;
  #dueAtMs: number;
  #cancel: () => void;

  /** `missed`: the ticks that passed unseen since the last call, as the process stood still. */
  constructor(
    clock: Clock,
    options: { readonly tickMs: number; readonly phaseMs: number },
    onTick: (missed: number) => void,
  ) {
    this.#clock = clock;
    this.#tickMs = options.tickMs;
    this.#onTick = onTick;
    this.#dueAtMs = clock.now() + options.phaseMs;
    this.#cancel = this.#schedule();
  }

  stop(): void {
    this.#cancel();
  }

  #schedule(): () => void {
    return this.#clock.setTimer(Math.max(0, this.#dueAtMs - this.#clock.now()), () => this.#fire());
  }

  #fire(): void {
    const lateMs = Math.max(0, this.#clock.now() - this.#dueAtMs);
    const missed = Math.floor(lateMs / this.#tickMs);
    this.#dueAtMs += this.#tickMs * (missed + 1);
    this.#cancel = this.#schedule();
    this.#onTick(missed);
  }
}
