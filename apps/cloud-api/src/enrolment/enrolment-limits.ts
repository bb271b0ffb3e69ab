import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { clientKey } from '../http/client-address.ts';
import { LeasedQuota, SharedLimits, type Standing, TooManyRequests } from '../limits/index.ts';

const windowMs = 60_000;

/**
 * How often somebody may enrol. What is refused counts by the address that it came from; a claim that is good
 * counts by itself, as a rack of devices behind one address comes with as many claims. So an address that
 * guesses is slowed down, and what it has used up is not its neighbours'.
 */
@Injectable()
export class EnrolmentLimits {
  private readonly refusals: LeasedQuota;
  private readonly claims: LeasedQuota;

  constructor(
    @Inject(CONFIGURATION) { limits }: Configuration,
    @Inject(SharedLimits) store: SharedLimits,
  ) {
    const most = limits.enrolmentsPerMinute;
    this.refusals = new LeasedQuota({ name: 'enrolment', most, windowMs }, store);
    this.claims = new LeasedQuota({ name: 'claim', most, windowMs }, store);
  }

  /**
   * Counts a use of a token that exists, by a key. Throws `TooManyRequests`, also where this address was refused
   * with this token too often: that is known without a look at the token.
   */
  async used(tokenId: string, publicKey: Buffer, address: string): Promise<void> {
    const spent = this.refusals.isExhausted(refusedWith(address, tokenId));
    if (spent) throw tooMany(spent);
    const key = createHash('sha256').update(publicKey).digest('base64url');
    admit(await this.claims.take(`${tokenId} ${key}`));
  }

  /**
   * Counts a refusal, before it is told. Throws `TooManyRequests` in its place: of what is beyond the limit
   * nobody learns whether it was a token once.
   */
  async refused(address: string, tokenId: string | null): Promise<void> {
    if (tokenId !== null) await this.refusals.take(refusedWith(address, tokenId));
    admit(await this.refusals.take(clientKey(address)));
  }
}

function refusedWith(address: string, tokenId: string): string {
  return `${clientKey(address)} ${tokenId}`;
}

function admit(standing: Standing): void {
  if (!standing.isAdmitted) throw tooMany(standing);
}

function tooMany({ quota, resetMs }: Standing): TooManyRequests {
  return new TooManyRequests(quota.name, resetMs / 1000);
}
