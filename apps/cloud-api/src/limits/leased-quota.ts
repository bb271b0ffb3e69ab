import { createHash } from 'node:crypto';
import type { LimitStore } from './limit-store.ts';

export interface Quota {
  /** As clients see it in the headers. */
  readonly name: string;
  /** Requests in a window, over all replicas. */
  readonly most: number;
  readonly windowMs: number;
  /**
   * Requests at once: the rest of a window is given away evenly over its time. Without it the whole window's may
   * be had in its first moment.
   */
  readonly burst?: number;
}

/** How a key stands with its quota after a request. */
export interface Standing {
  readonly quota: Quota;
  readonly isAdmitted: boolean;
  readonly remaining: number;
  readonly resetMs: number;
}

interface Lease {
  /** What this replica may still give away. */
  left: number;
  /** What all replicas had taken when this one asked last. */
  used: number;
  endsAt: number;
  asking: Promise<void> | null;
  /** What this replica has given away in this window. */
  given: number;
  /** What may be had in the window's first moment. */
  readonly burst: number;
  refusedAt: number;
}

const leasesInWindow = 40;
/** Fractions that are a whole but for the arithmetic. */
const rounding = 1e-6;
const keysMax = 50_000;

/**
 * A quota that all replicas share without a question at every request: a replica takes a fortieth of it
 * at a time and gives that away by itself. All together never give more than there is; at most a fortieth
 * for each replica stays unused in a window.
 *
 * Where the quota has a burst, what is beyond it comes by the clock: each lease is a piece of the window, behind
 * those that were taken before it, whoever took them, and is given away as its time passes. So all replicas together
 * are as even as one, and still ask as seldom.
 */
export class LeasedQuota {
  private readonly leases = new Map<string, Lease>();
  private readonly expected = new Map<string, number>();
  private readonly leaseSize: number;
  private readonly burst: number;

  constructor(
    readonly quota: Quota,
    private readonly store: Pick<LimitStore, 'take'>,
    private readonly now: () => number = Date.now,
  ) {
    this.leaseSize = Math.max(1, Math.floor(quota.most / leasesInWindow));
    this.burst = Math.min(quota.most, quota.burst ?? quota.most);
  }

  /** @param amount what it costs; the whole quota at most */
  async take(key: string, amount = 1): Promise<Standing> {
    const cost = Math.min(amount, this.quota.most);
    for (;;) {
      const lease = this.current(key);
      if (this.available(lease) < cost) return this.refused(lease, cost);
      if (lease.left >= cost) {
        lease.left -= cost;
        lease.given += cost;
        return this.admitted(lease);
      }
      // Whoever comes meanwhile waits for the same answer.
      lease.asking ??= this.ask(key, lease, cost - lease.left).finally(() => (lease.asking = null));
      await lease.asking;
    }
  }

  /** Whether the next request would be refused, as far as is known without asking; those expected come first. */
  isExhausted(key: string): Standing | null {
    if (!this.leases.has(key)) return null;
    const lease = this.current(key);
    const cost = (this.expected.get(key) ?? 0) + 1;
    return this.available(lease) < cost ? this.refused(lease, cost) : null;
  }

  /**
   * Somebody is let on who will take later, as it is not certain yet who he is: else a thousand would be let on at
   * the moment at which one may. The result ends it.
   */
  expect(key: string): () => void {
    this.expected.set(key, (this.expected.get(key) ?? 0) + 1);
    return () => {
      const rest = (this.expected.get(key) ?? 1) - 1;
      if (rest === 0) this.expected.delete(key);
      else this.expected.set(key, rest);
    };
  }

  /** The request cost nothing after all. */
  giveBack(key: string): void {
    const lease = this.leases.get(key);
    if (!lease || lease.endsAt <= this.now()) return;
    lease.left += 1;
    lease.given -= 1;
  }

  private async ask(key: string, lease: Lease, missing: number): Promise<void> {
    const { most, windowMs, name } = this.quota;
    const hashed = createHash('sha256').update(key).digest('base64url');
    const size = Math.max(this.leaseSize, missing);
    // Counted from before the question: the answer may have waited, and a window that is taken for too long
    // gives too little in each moment.
    const askedAt = this.now();
    const { used, resetMs } = await this.store.take(`${name}:${hashed}`, size, windowMs);
    const before = used - size;
    lease.left += Math.max(0, Math.min(size, most - before));
    lease.used = used;
    lease.endsAt = askedAt + resetMs;
  }

  private current(key: string): Lease {
    const known = this.leases.get(key);
    if (known && (known.endsAt > this.now() || known.asking)) return known;
    const now = this.now();
    const { most, windowMs } = this.quota;
    // Who was refused a moment ago has had his burst; it grows again as he rests.
    const rested = ((now - (known?.refusedAt ?? -Infinity)) * most) / windowMs;
    const lease: Lease = {
      left: 0,
      used: 0,
      endsAt: now + windowMs,
      asking: null,
      given: 0,
      burst: this.burst < most ? Math.min(this.burst, rested) : most,
      refusedAt: -Infinity,
    };
    this.leases.delete(key);
    this.leases.set(key, lease);
    if (this.leases.size > keysMax) {
      const oldest = this.leases.keys().next().value;
      if (oldest !== undefined) this.leases.delete(oldest);
    }
    return lease;
  }

  /** How many may be given away by now, as far as this replica knows of the others. */
  private available({ left, used, given, burst, endsAt }: Lease): number {
    const { most, windowMs } = this.quota;
    const ofAll = Math.min(used, most) - left;
    const passed = Math.min(1, Math.max(0, 1 - (endsAt - this.now()) / windowMs));
    const due = burst + (most - burst) * passed - ofAll;
    // Others' leases may lie before this one's and be hardly used: the first is had without a wait.
    const first = burst === this.burst ? Math.min(this.leaseSize - given, most - ofAll) : 0;
    return Math.floor(Math.max(due, first) + rounding);
  }

  private admitted({ left, used, endsAt }: Lease): Standing {
    const { quota } = this;
    const remaining = Math.max(0, quota.most - used) + left;
    return { quota, isAdmitted: true, remaining, resetMs: Math.max(0, endsAt - this.now()) };
  }

  private refused(lease: Lease, cost: number): Standing {
    const { quota } = this;
    const { left, used, burst, endsAt } = lease;
    lease.refusedAt = this.now();
    const wanted = Math.min(used, quota.most) - left + cost;
    const isThisWindows = wanted <= quota.most && burst < quota.most;
    const unpassed = isThisWindows ? (quota.most - wanted) / (quota.most - burst) : 0;
    const resetMs = Math.max(0, endsAt - unpassed * quota.windowMs - this.now());
    return { quota, isAdmitted: false, remaining: 0, resetMs };
  }
}
