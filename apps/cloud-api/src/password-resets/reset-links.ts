import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, LessThan } from 'typeorm';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { newUuid } from '../database/uuid.ts';
import type { Account } from '../organisations/account.entity.ts';
import { PasswordResetRow } from './password-reset.entity.ts';

const lifeMs = 3_600_000;
/** Those of an account that are open; whoever asks again has perhaps not got the mail before. */
const openMax = 5;

export interface ResetLink {
  /** In this answer and nowhere else. The token is behind the `#`, which browsers send to nobody. */
  readonly link: string;
  readonly expiresAt: Date;
}

/** Makes the links by which a password is set anew. */
@Injectable()
export class ResetLinks {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Pick<Configuration, 'publicUrl'>,
  ) {}

  /**
   * In a transaction that has locked the account. `shownIn`: UUID of the organisation whose owner sees
   * the link, null where it goes to the account's address. Null where enough are open already.
   */
  async make(
    tx: EntityManager,
    { id: accountId, credentialVersion }: Pick<Account, 'id' | 'credentialVersion'>,
    shownIn: string | null,
  ): Promise<ResetLink | null> {
    await tx.delete(PasswordResetRow, { accountId, expiresAt: LessThan(new Date()) });
    if ((await tx.countBy(PasswordResetRow, { accountId, credentialVersion })) >= openMax) {
      return null;
    }
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + lifeMs);
    await tx.insert(PasswordResetRow, {
      accountId,
      id: newUuid(),
      tokenHash: hashResetToken(token),
      credentialVersion,
      shownInOrganisationId: shownIn,
      expiresAt,
    });
    const { origin } = new URL(this.configuration.publicUrl);
    return { link: `${origin}/password-reset#${token}`, expiresAt };
  }
}

/** 256 random bits, so a plain hash is enough and can be looked up. */
export function hashResetToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
