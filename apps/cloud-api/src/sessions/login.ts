import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { RefusedAttempts } from '../audit/index.ts';
import { Account } from '../organisations/account.entity.ts';
import { CrossTenant, enterAccount, type LoginRow, Tenancy } from '../tenancy/index.ts';
import { LoginLimits } from './login-limits.ts';
import { PasswordHasher } from './password-hasher.ts';
import { type CodeVerdict, SecondFactor } from './second-factor.ts';
import {
  LoginOverloaded,
  SecondFactorRequired,
  TooManyCodes,
  WrongCode,
  WrongCredentials,
} from './session.errors.ts';
import type { Visitor } from './visitor.ts';

export interface Proof {
  email: string;
  password: string;
  code?: string | undefined;
}

/** Proves who somebody is, slowly for those who guess. */
@Injectable()
export class Login {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SecondFactor) private readonly secondFactor: SecondFactor,
    @Inject(LoginLimits) private readonly limits: LoginLimits,
    @Inject(RefusedAttempts) private readonly refused: RefusedAttempts,
  ) {}

  /**
   * The first step: the password. An attempt counts as a wrong one until `succeeded`. Throws
   * `WrongCredentials`, `SecondFactorRequired` (the password was right) or `TooManyLogins`.
   */
  async checkPassword({ email, password, code }: Proof, visitor: Visitor): Promise<LoginRow> {
    await this.begin(email, visitor);
    const login = await this.crossTenant.findLogin(email);
    const right = await this.passwords.verify(login?.passwordHash ?? null, password);
    if (!login || !right) {
      if (login) this.refuse(login, email, new WrongCredentials());
      throw new WrongCredentials();
    }
    if (login.hasSecondFactor && code === undefined) throw new SecondFactorRequired();
    return login;
  }

  /** Tells the organisation that a log-in would have gone to that it failed. */
  refuse({ userId, organisationIds }: LoginRow, email: string, { code }: { code: string }): void {
    const [organisationId] = organisationIds;
    if (organisationId === undefined) return;
    const id = idFromUuid('user', userId);
    this.refused.tell({
      organisationId,
      actor: { kind: 'person', id, name: email, role: null, credential: null },
      object: { kind: 'person', id },
      code,
    });
  }

  /** Counts an attempt. Throws `TooManyLogins`. */
  begin(email: string, { address, knownDevice }: Visitor): Promise<void> {
    return this.limits.begin({ email, address, knownDevice });
  }

  succeeded(email: string, { address, knownDevice }: Visitor): Promise<void> {
    return this.limits.succeeded({ email, address, knownDevice });
  }

  /**
   * After a log-in: makes the hash anew where it was made with weaker parameters than today's. It may
   * be left for the next time.
   */
  async strengthen(
    organisationId: string,
    { userId, passwordHash }: LoginRow,
    password: string,
  ): Promise<void> {
    if (this.passwords.isCurrent(passwordHash)) return;
    let stronger: string;
    try {
      stronger = await this.passwords.hash(password);
    } catch (error) {
      if (error instanceof LoginOverloaded) return;
      throw error;
    }
    await this.tenancy.transaction(organisationId, async (tx) => {
      await enterAccount(tx, userId);
      // Unless the password was changed meanwhile.
      await tx.update(Account, { id: userId, passwordHash }, { passwordHash: stronger });
    });
  }

  /**
   * The second step, inside a transaction which the caller commits also where the code was wrong:
   * wrong codes are counted in it. Where the account has no second factor, anything is right.
   */
  async useCode(
    tx: EntityManager,
    userId: string,
    code: string | undefined,
  ): Promise<{ account: Account; verdict: CodeVerdict }> {
    const account = await lockAccount(tx, userId);
    if (account.totpConfirmedAt === null) return { account, verdict: { outcome: 'right' } };
    return { account, verdict: await this.secondFactor.use(tx, account, code ?? '') };
  }
}

/** Nobody else changes the account until the transaction ends. */
export async function lockAccount(tx: EntityManager, id: string): Promise<Account> {
  await enterAccount(tx, id);
  return tx.findOneOrFail(Account, { where: { id }, lock: { mode: 'for_no_key_update' } });
}

/** Throws `WrongCode` or `TooManyCodes` where the verdict is not `right`. */
export function requireRight(verdict: CodeVerdict): void {
  if (verdict.outcome === 'wrong') throw new WrongCode();
  if (verdict.outcome === 'blocked') throw new TooManyCodes(verdict.retryAfterSeconds);
}
