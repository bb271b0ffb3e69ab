export interface Limit {
  /** Failures that cost nothing. */
  freeFailures: number;
  /** The delay after the first failure beyond; it doubles with each further one. */
  delayMs: number;
  delayMsMax: number;
}

/** An account's owner must not be locked out for long by somebody else's guesses. */
export const accountLimit: Limit = { freeFailures: 5, delayMs: 1_000, delayMsMax: 60_000 };
/** Many people may share one address. */
export const addressLimit: Limit = { freeFailures: 20, delayMs: 1_000, delayMsMax: 900_000 };

const forgottenMs = 3_600_000;
const keysMax = 20_000;

interface Entry {
  failures: number;
  blockedUntil: number;
  lastAt: number;
}

/**
 * Slows down guessing. An attempt counts as failed from its beginning, so that simultaneous guesses
 * cannot pass before the first has failed; `succeeded` takes it back.
 */
export class LoginLimiter {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly limit: Limit,
    private readonly now: () => number = Date.now,
  ) {}

  /** Null when the attempt may go on (and is counted), else how long to wait, in ms. */
  begin(key: string): number | null {
    const now = this.now();
    const entry = this.current(key, now);
    if (entry.blockedUntil > now) return entry.blockedUntil - now;
    entry.failures += 1;
    entry.lastAt = now;
    const beyond = entry.failures - this.limit.freeFailures;
    if (beyond >= 0) {
      const delayMs = Math.min(
        this.limit.delayMsMax,
        this.limit.delayMs * 2 ** Math.min(beyond, 30),
      );
      entry.blockedUntil = now + delayMs;
    }
    return null;
  }

  /** The attempt was right: the key's failures are forgotten. */
  succeeded(key: string): void {
    this.entries.delete(key);
  }

  private current(key: string, now: number): Entry {
    let entry = this.entries.get(key);
    if (entry && now - entry.lastAt > forgottenMs) entry = undefined;
    entry ??= { failures: 0, blockedUntil: 0, lastAt: now };
    // Put at the end again: the map's first entry is the one that has been quiet for longest.
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > keysMax) {
      const oldest = this.entries.keys().next().value;
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    return entry;
  }
}
