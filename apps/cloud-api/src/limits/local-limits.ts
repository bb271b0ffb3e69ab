import { delayAfter, type Delays, type LimitStore, type Place, type Usage } from './limit-store.ts';

const keysMax = 50_000;

interface Entry {
  amount: number;
  blockedUntil: number;
  expiresAt: number;
}

/** Counts for this process alone: where nobody else can be asked, a limit holds at each replica. */
export class LocalLimits implements LimitStore {
  readonly name = 'memory';
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly now: () => number = Date.now) {}

  take(key: string, amount: number, windowMs: number): Promise<Usage> {
    const entry = this.entry(key, windowMs);
    entry.amount += amount;
    return Promise.resolve({ used: entry.amount, resetMs: entry.expiresAt - this.now() });
  }

  attempt(key: string, delays: Delays): Promise<number | null> {
    const now = this.now();
    const entry = this.entry(key, delays.forgottenMs);
    if (entry.blockedUntil > now) return Promise.resolve(entry.blockedUntil - now);
    entry.amount += 1;
    entry.blockedUntil = now + delayAfter(entry.amount, delays);
    entry.expiresAt = now + delays.forgottenMs;
    return Promise.resolve(null);
  }

  undo(key: string): Promise<void> {
    const entry = this.entries.get(key);
    if (entry) Object.assign(entry, { amount: Math.max(0, entry.amount - 1), blockedUntil: 0 });
    return Promise.resolve();
  }

  forget(key: string): Promise<void> {
    this.entries.delete(key);
    return Promise.resolve();
  }

  /** Of the others nothing is known. */
  hold({ wanted, most }: Place): Promise<number> {
    return Promise.resolve(Math.min(wanted, most));
  }

  private entry(key: string, lifeMs: number): Entry {
    const now = this.now();
    let entry = this.entries.get(key);
    if (!entry || entry.expiresAt <= now) {
      entry = { amount: 0, blockedUntil: 0, expiresAt: now + lifeMs };
    }
    // Put at the end again: the map's first entry is the one that has been quiet for longest.
    this.entries.delete(key);
    this.entries.set(key, entry);
    if (this.entries.size > keysMax) {
      const quietest = this.entries.keys().next().value;
      if (quietest !== undefined) this.entries.delete(quietest);
    }
    return entry;
  }
}
