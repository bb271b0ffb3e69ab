/** Time as the driver sees it: monotonic, never the wall clock. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls back once after `delayMs`; the answer cancels it. */
  setTimer(delayMs: number, callback: () => void): () => void;
  /**
   * Calls back once, after what has come already was handed over; nothing else is waited for. Without
   * it the end of the present job is meant.
   */
  soon?(callback: () => void): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  // The sockets that are readable now are all read before it is called.
  soon: (callback) => void setImmediate(callback),
};
