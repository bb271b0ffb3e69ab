import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import type { EntityManager } from 'typeorm';
import { Account } from '../organisations/account.entity.ts';
import { Sealing } from '../sealing/index.ts';

const stepSeconds = 30;
/** Clocks of phones differ by so many steps. */
const window = 1;
const recoveryCodes = 10;
const freeFailures = 5;
const blockedMsMax = 900_000;

/** `blocked`: too many wrong codes; none is looked at for so long. */
export type CodeVerdict =
  | { readonly outcome: 'right' | 'wrong' }
  | { readonly outcome: 'blocked'; readonly retryAfterSeconds: number };

/**
 * Time-based one-time passwords (RFC 6238) and the recovery codes beside them. Everything works on
 * an account row that the caller has locked, so that two requests cannot use one code, and wrong
 * codes are counted for all replicas: the caller commits, whatever the verdict.
 */
@Injectable()
export class SecondFactor {
  constructor(@Inject(Sealing) private readonly sealing: Sealing) {}

  newSecret(account: Account): { secret: string; uri: string; sealed: string } {
    const secret = new Secret({ size: 20 });
    const totp = totpOf(secret, account.email ?? account.id);
    const sealed = this.sealing.seal(Buffer.from(secret.bytes), placeOf(account));
    return { secret: secret.base32, uri: totp.toString(), sealed };
  }

  /** Checks a code of six digits, or a recovery code, and uses it up. */
  async use(
    tx: EntityManager,
    account: Account,
    code: string,
    now = new Date(),
  ): Promise<CodeVerdict> {
    const blockedMs = (account.totpBlockedUntil?.getTime() ?? 0) - now.getTime();
    if (blockedMs > 0) {
      return { outcome: 'blocked', retryAfterSeconds: Math.ceil(blockedMs / 1000) };
    }
    const change = /^\d{6}$/.test(code)
      ? this.useTotp(account, code, now)
      : useRecoveryCode(account, code);
    const id = account.id;
    if (change) {
      await tx.update(Account, { id }, { ...change, totpFailures: 0, totpBlockedUntil: null });
      return { outcome: 'right' };
    }
    const totpFailures = account.totpFailures + 1;
    const beyond = totpFailures - freeFailures;
    const waitMs = beyond < 0 ? 0 : Math.min(blockedMsMax, 1_000 * 2 ** Math.min(beyond, 20));
    const totpBlockedUntil = waitMs === 0 ? null : new Date(now.getTime() + waitMs);
    await tx.update(Account, { id }, { totpFailures, totpBlockedUntil });
    return { outcome: 'wrong' };
  }

  /** Ten new codes, the only ones from now on. What is kept are their hashes. */
  newRecoveryCodes(): { codes: string[]; hashes: string[] } {
    const codes = Array.from({ length: recoveryCodes }, () =>
      (randomBytes(10).toString('hex').match(/.{5}/g) ?? []).join('-'),
    );
    return { codes, hashes: codes.map(hashRecoveryCode) };
  }

  private useTotp(account: Account, code: string, now: Date): Partial<Account> | null {
    if (account.totpSealed === null) return null;
    const bytes = this.sealing.open(account.totpSealed, placeOf(account));
    const secret = new Secret({ buffer: new Uint8Array(bytes).buffer });
    const delta = totpOf(secret, account.email ?? account.id).validate({
      token: code,
      window,
      timestamp: now.getTime(),
    });
    if (delta === null) return null;
    const step = Math.floor(now.getTime() / 1000 / stepSeconds) + delta;
    // A code that was seen over a shoulder, or on the wire, is worth nothing once it was used.
    return step > account.totpLastStep ? { totpLastStep: step } : null;
  }
}

function useRecoveryCode(account: Account, code: string): Partial<Account> | null {
  const hash = hashRecoveryCode(code);
  if (!account.recoveryCodeHashes.includes(hash)) return null;
  return { recoveryCodeHashes: account.recoveryCodeHashes.filter((kept) => kept !== hash) };
}

/** 80 random bits: a plain hash is enough. Case and dashes do not matter. */
function hashRecoveryCode(code: string): string {
  const plain = code.toLowerCase().replace(/[^0-9a-f]/g, '');
  return createHash('sha256').update(plain).digest('hex');
}

function totpOf(secret: Secret, label: string): TOTP {
  return new TOTP({ issuer: 'Eyrie', label, secret, digits: 6, period: stepSeconds });
}

const placeOf = ({ id }: Account) => ({ organisationId: null, table: 'account', id });
