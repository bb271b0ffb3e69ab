import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { EnrolmentChallenge } from '@eyrie/contracts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';

/** For how long a nonce is good: a slow line and a retry, not somebody's notes. */
const nonceSeconds = 300;
/** End of its life (ms, big-endian) and chance; then the MAC. 48 bytes leave no spare bits in base64url. */
const saidBytes = 8 + 16;
const macBytes = 24;
const purpose = 'eyrie/enrolment-challenges';

/** Nonces that enrolments are proven fresh with. Nothing is kept of one before it is used. */
@Injectable()
export class EnrolmentChallenges {
  /** The present key first; one of before the key's change is good for its five minutes. */
  private readonly keys: readonly Buffer[];

  constructor(@Inject(CONFIGURATION) { masterKey, knownMasterKeys }: Configuration) {
    this.keys = [masterKey, ...knownMasterKeys].map((key) =>
      createHmac('sha256', key).update(purpose).digest(),
    );
  }

  make(now = Date.now()): EnrolmentChallenge {
    const said = Buffer.alloc(saidBytes);
    said.writeBigUInt64BE(BigInt(now + nonceSeconds * 1_000));
    randomBytes(16).copy(said, 8);
    const [key] = this.keys;
    if (!key) throw new Error('There is no master key.');
    const nonce = Buffer.concat([said, macOf(key, said)]).toString('base64url');
    return { nonce, expiresInSeconds: nonceSeconds };
  }

  /** When the nonce ends; null where it is not one of ours, or has ended. */
  expiryOf(nonce: string, now = Date.now()): Date | null {
    const bytes = Buffer.from(nonce, 'base64url');
    // One text for a nonce, or the same one could be used again in another spelling.
    if (bytes.length !== saidBytes + macBytes || bytes.toString('base64url') !== nonce) return null;
    const said = bytes.subarray(0, saidBytes);
    const mac = bytes.subarray(saidBytes);
    if (!this.keys.some((key) => timingSafeEqual(macOf(key, said), mac))) return null;
    const expiresMs = Number(said.readBigUInt64BE());
    return expiresMs > now ? new Date(expiresMs) : null;
  }
}

function macOf(key: Buffer, said: Buffer): Buffer {
  return createHmac('sha256', key).update(said).digest().subarray(0, macBytes);
}
