import { createHash } from 'node:crypto';
import type { DomainError } from '@eyrie/platform';
import { clientKey } from '../http/client-address.ts';
import { LeasedQuota, type SharedLimits } from '../limits/index.ts';
import type { Delays } from '../limits/limit-store.ts';
import type { KnownDevices } from './known-device.ts';

/** A refusal is remembered for so long at most: another replica may have taken it back. */
const rememberedMs = 5_000;
const rememberedMax = 20_000;
const everybody = 'everybody';

/** Who tries: at which account, from where, and in which browser. */
export interface Attempt {
  readonly email: string;
  readonly address: string;
  /** The mark of a browser that has logged in before. */
  readonly knownDevice: string | null;
}

/** What is tried, how fast it may be, and what is said where it was too fast. */
export interface Purpose {
  /** Prefix of the keys that it is counted under. */
  readonly name: string;
  /** Of everybody together: the quota's name, and how many a minute. */
  readonly everybody: { readonly name: string; readonly perMinute: number };
  readonly accountDelays: Delays;
  readonly addressDelays: Delays;
  readonly refusal: (retryAfterSeconds: number) => DomainError;
}

/**
 * Slows down attempts at accounts, for all replicas together: per account, per address, and for
 * everybody at once, so that neither many addresses nor many accounts help. Nobody is locked out for
 * good, and who has logged in from this browser before is counted apart from all others.
 */
export abstract class AttemptLimits {
  private readonly everybody: LeasedQuota;
  private readonly refused = new Map<string, number>();

  protected constructor(
    private readonly purpose: Purpose,
    private readonly store: SharedLimits,
    private readonly knownDevices: KnownDevices,
  ) {
    const { name, perMinute } = purpose.everybody;
    this.everybody = new LeasedQuota({ name, most: perMinute, windowMs: 60_000 }, store);
  }

  /** Counts an attempt, as a wrong one until `succeeded`. Throws the purpose's refusal. */
  async begin(attempt: Attempt): Promise<void> {
    const { account, address, device } = this.keysOf(attempt);
    const { accountDelays, addressDelays } = this.purpose;
    if (device !== null) {
      await this.count(device, accountDelays);
      return;
    }
    await this.count(address, addressDelays);
    await this.count(account, accountDelays);
    const standing = await this.everybody.take(everybody);
    if (standing.isAdmitted) return;
    // It was not looked at, so it was no guess.
    await Promise.all([this.store.undo(address), this.store.undo(account)]);
    throw this.purpose.refusal(standing.resetMs / 1000);
  }

  /** The attempt was right: it counts no more, and those before it at the same account neither. */
  async succeeded(attempt: Attempt): Promise<void> {
    const { account, address, device } = this.keysOf(attempt);
    if (device !== null) {
      await this.store.forget(device);
      return;
    }
    this.everybody.giveBack(everybody);
    // Of the address only this one: else an account of one's own would pay for guesses at others.
    await Promise.all([this.store.forget(account), this.store.undo(address)]);
  }

  private async count(key: string, delays: Delays): Promise<void> {
    const now = Date.now();
    const until = this.refused.get(key) ?? 0;
    if (until > now) throw this.purpose.refusal((until - now) / 1000);
    const waitMs = await this.store.attempt(key, delays);
    if (waitMs === null) return;
    this.remember(key, now + Math.min(waitMs, rememberedMs));
    throw this.purpose.refusal(waitMs / 1000);
  }

  private remember(key: string, until: number): void {
    this.refused.delete(key);
    this.refused.set(key, until);
    if (this.refused.size <= rememberedMax) return;
    const oldest = this.refused.keys().next().value;
    if (oldest !== undefined) this.refused.delete(oldest);
  }

  private keysOf({ email, address, knownDevice }: Attempt) {
    const mark = this.knownDevices.nameOf(knownDevice, email);
    const { name } = this.purpose;
    return {
      account: `${name}:account:${hashed(email.toLowerCase())}`,
      address: `${name}:address:${hashed(clientKey(address))}`,
      device: mark === null ? null : `${name}:device:${mark}`,
    };
  }
}

/** What somebody typed is nobody's business: it may be a password in the wrong field. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
