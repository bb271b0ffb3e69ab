import type { Clock } from '../clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that stands still until a test moves it. */
export class ManualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();
  private monotonic = 0;

  constructor(private wall: number) {}

  now(): number {
    return this.wall;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        at: this.monotonic + Math.max(0, ms),
        wake: () => {
          this.sleepers.delete(sleeper);
          resolve();
        },
      };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  timeout(ms: number): AbortSignal {
    const controller = new AbortController();
    void this.sleep(ms).then(() => controller.abort(new DOMException('Too late.', 'TimeoutError')));
    return controller.signal;
  }

  /** Lets time pass; whoever sleeps wakes in order, and does all it can do before time goes on. */
  async advance(ms: number): Promise<void> {
    const end = this.monotonic + ms;
    await this.settle();
    for (;;) {
      const next = [...this.sleepers].sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.move(next.at);
      next.wake();
      await this.settle();
    }
    this.move(end);
    await this.settle();
  }

  /** Somebody sets the clock on the wall; nobody sleeps longer or shorter for it. */
  jump(ms: number): void {
    this.wall += ms;
  }

  private move(to: number): void {
    this.wall += to - this.monotonic;
    this.monotonic = to;
  }

  /** Promises chain in turns; a few of the event loop's rounds let them all run out. */
  private async settle(): Promise<void> {
    for (let round = 0; round < 5; round += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
