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
  // By hand: Node's own makes an error, with its stack, of each sleep that is cut short.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, ms));
      signal?.addEventListener('abort', wake, { once: true });
    }),
  timeout: (ms) => AbortSignal.timeout(Math.max(1, Math.ceil(ms))),
};

/** Why a sleep is cut short; without a reason of its own each signal makes an error, with its stack. */
export const woken = 'woken';

export function instantOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
