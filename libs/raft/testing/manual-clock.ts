import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../src/index.ts';

/** Time that passes when a test says so. */
export class ManualClock implements Clock {
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly run: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, run: callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass in small steps, and what it sets off (simulated disks included) run its course. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    while (this.#nowMs < endMs) {
      this.#nowMs = Math.min(this.#nowMs + 10, endMs);
      await this.#runDue();
    }
  }

  /** The process stands still, and everything is late. */
  async jump(ms: number): Promise<void> {
    this.#nowMs += ms;
    await this.#runDue();
  }

  async #runDue(): Promise<void> {
    for (const timer of this.#timers.filter(({ atMs }) => atMs <= this.#nowMs)) {
      this.#timers = this.#timers.filter((other) => other !== timer);
      timer.run();
    }
    for (let at = 0; at < 3; at += 1) await turn();
  }
}
