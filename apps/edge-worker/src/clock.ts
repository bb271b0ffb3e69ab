import { setTimeout as wait } from 'node:timers/promises';

/** Time as the worker's loops see it; tests hand in one that they turn by hand. */
export interface Clock {
  /** Wall clock, epoch milliseconds. It may jump, also backwards. */
  now(): number;
  /** Resolves after `ms`, or as soon as the signal fires; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A signal that fires after `ms` with a `TimeoutError`. */
  timeout(ms: number): AbortSignal;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    wait(Math.max(0, ms), undefined, { ref: true, ...(signal ? { signal } : {}) }).catch(
      (error: unknown) => {
        if (!signal?.aborted) throw error;
      },
    ),
  timeout: (ms) => AbortSignal.timeout(Math.max(1, Math.ceil(ms))),
};

export function instantOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
