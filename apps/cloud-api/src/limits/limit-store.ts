/** How guesses are slowed down. */
export interface Delays {
  /** Attempts that cost nothing. */
  readonly free: number;
  /** The delay after the first attempt beyond; it doubles with each further one. */
  readonly delayMs: number;
  readonly delayMsMax: number;
  /** Without an attempt for so long, all is forgotten. */
  readonly forgottenMs: number;
}

/** What of a window has been used, by all who count in the same place. */
export interface Usage {
  /** With what was just taken; may be more than the limit, where that was asked for. */
  readonly used: number;
  readonly resetMs: number;
}

/** A place where limits are counted. Each call is one step that nobody comes between. */
export interface LimitStore {
  readonly name: string;
  /** Adds to what is used in the key's window, which begins with the first. May be negative. */
  take(key: string, amount: number, windowMs: number): Promise<Usage>;
  /**
   * Counts an attempt from its beginning, so that simultaneous ones cannot pass before the first has
   * failed. Null: it may go on; else how long to wait, in ms, and it was not counted.
   */
  attempt(key: string, delays: Delays): Promise<number | null>;
  /** Takes one attempt back, and the delay that it led to. */
  undo(key: string): Promise<void>;
  /** Forgets all attempts. */
  forget(key: string): Promise<void>;
  /**
   * Sets how many of `most` places `holder` has, and answers how many it got; zero gives all back.
   * They end by themselves after `ttlMs`, so that a holder which died holds nothing.
   */
  hold(place: Place): Promise<number>;
}

export interface Place {
  readonly key: string;
  readonly holder: string;
  readonly wanted: number;
  readonly most: number;
  readonly ttlMs: number;
}

/** The delay after so many attempts; 0 for none. */
export function delayAfter(attempts: number, { free, delayMs, delayMsMax }: Delays): number {
  const beyond = attempts - free;
  return beyond < 0 ? 0 : Math.min(delayMsMax, delayMs * 2 ** Math.min(beyond, 30));
}
