import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { clientKey } from '../http/client-address.ts';
import { LeasedQuota, SharedLimits } from '../limits/index.ts';
import type { Delays } from '../limits/limit-store.ts';
import { KnownDevices } from './known-device.ts';
import { TooManyLogins } from './session.errors.ts';

const forgottenMs = 3_600_000;
/** An account's owner must not be locked out for long by somebody else's guesses. */
const accountDelays: Delays = { free: 5, delayMs: 1_000, delayMsMax: 60_000, forgottenMs };
/** Many people may share one address. */
const addressDelays: Delays = { free: 20, delayMs: 1_000, delayMsMax: 900_000, forgottenMs };

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

/**
 * Slows down guessing at passwords, for all replicas together: per account, per address, and for
 * everybody at once, so that neither many addresses nor many accounts help. Nobody is locked out for
 * good, and who has logged in from this browser before is counted apart from all others.
 */
@Injectable()
export class LoginLimits {
  private readonly everybody: LeasedQuota;
  private readonly refused = new Map<string, number>();

  constructor(
    @Inject(CONFIGURATION) { limits }: Configuration,
    @Inject(SharedLimits) private readonly store: SharedLimits,
    @Inject(KnownDevices) private readonly knownDevices: KnownDevices,
  ) {
    const quota = { name: 'log-in', most: limits.loginsPerMinute, windowMs: 60_000 };
    this.everybody = new LeasedQuota(quota, store);
  }

  /** Counts an attempt, as a wrong one until `succeeded`. Throws `TooManyLogins`. */
  async begin(attempt: Attempt): Promise<void> {
    const { account, address, device } = this.keysOf(attempt);
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
    throw new TooManyLogins(standing.resetMs / 1000);
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
    if (until > now) throw new TooManyLogins((until - now) / 1000);
    const waitMs = await this.store.attempt(key, delays);
    if (waitMs === null) return;
    this.remember(key, now + Math.min(waitMs, rememberedMs));
    throw new TooManyLogins(waitMs / 1000);
  }

  private remember(key: string, until: number): void {
    this.refused.delete(key);
    this.refused.set(key, until);
    if (this.refused.size <= rememberedMax) return;
    const oldest = this.refused.keys().next().value;
    if (oldest !== undefined) this.refused.delete(oldest);
  }

  private keysOf({ email, address, knownDevice }: Attempt) {
    const name = this.knownDevices.nameOf(knownDevice, email);
    return {
      account: `login:account:${hashed(email.toLowerCase())}`,
      address: `login:address:${hashed(clientKey(address))}`,
      device: name === null ? null : `login:device:${name}`,
    };
  }
}

/** What somebody typed is nobody's business: it may be a password in the wrong field. */
function hashed(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
