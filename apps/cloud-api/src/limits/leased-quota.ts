import { createHash } from 'node:crypto';
import type { LimitStore } from './limit-store.ts';

export interface Quota {
  /** As clients see it in the headers. */
  readonly name: string;
  /** Requests in a window, over all replicas. */
  readonly most: number;
  readonly windowMs: number;
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
}

const leasesInWindow = 40;
const keysMax = 50_000;

/**
 * A quota that all replicas share without a question at every request: a replica takes a fortieth of it
 * at a time and gives that away by itself. All together never give more than there is; at most a fortieth
 * for each replica stays unused in a window.
 */
export class LeasedQuota {
  private readonly leases = new Map<string, Lease>();
  private readonly leaseSize: number;

  constructor(
    readonly quota: Quota,
    private readonly store: Pick<LimitStore, 'take'>,
    private readonly now: () => number = Date.now,
  ) {
    this.leaseSize = Math.max(1, Math.floor(quota.most / leasesInWindow));
  }

  /** @param amount what it costs; the whole quota at most */
  async take(key: string, amount = 1): Promise<Standing> {
    const cost = Math.min(amount, this.quota.most);
    for (;;) {
      const lease = this.current(key);
      if (lease.left >= cost) {
        lease.left -= cost;
        return this.standing(lease, true);
      }
      if (lease.used >= this.quota.most) return this.standing(lease, false);
      // Whoever comes meanwhile waits for the same answer.
      lease.asking ??= this.ask(key, lease, cost - lease.left).finally(() => (lease.asking = null));
      await lease.asking;
    }
  }

  /** Whether the next request would be refused, as far as is known without asking. */
  isExhausted(key: string): Standing | null {
    const lease = this.leases.get(key);
    if (!lease || lease.endsAt <= this.now()) return null;
    return lease.left === 0 && lease.used >= this.quota.most ? this.standing(lease, false) : null;
  }

  /** The request cost nothing after all. */
  giveBack(key: string): void {
    const lease = this.leases.get(key);
    if (lease && lease.endsAt > this.now()) lease.left += 1;
  }

  private async ask(key: string, lease: Lease, missing: number): Promise<void> {
    const { most, windowMs, name } = this.quota;
    const hashed = createHash('sha256').update(key).digest('base64url');
    const size = Math.max(this.leaseSize, missing);
    const { used, resetMs } = await this.store.take(`${name}:${hashed}`, size, windowMs);
    const before = used - size;
    lease.left += Math.max(0, Math.min(size, most - before));
    lease.used = used;
    lease.endsAt = this.now() + resetMs;
  }

  private current(key: string): Lease {
    const known = this.leases.get(key);
    if (known && (known.endsAt > this.now() || known.asking)) return known;
    const lease = { left: 0, used: 0, endsAt: this.now() + this.quota.windowMs, asking: null };
    this.leases.delete(key);
    this.leases.set(key, lease);
    if (this.leases.size > keysMax) {
      const oldest = this.leases.keys().next().value;
      if (oldest !== undefined) this.leases.delete(oldest);
    }
    return lease;
  }

  private standing({ left, used, endsAt }: Lease, isAdmitted: boolean): Standing {
    const { quota } = this;
    const remaining = isAdmitted ? Math.max(0, quota.most - used) + left : 0;
    return { quota, isAdmitted, remaining, resetMs: Math.max(0, endsAt - this.now()) };
  }
}
