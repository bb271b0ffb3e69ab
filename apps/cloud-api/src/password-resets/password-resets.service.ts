import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  type IssuedPasswordReset,
  type PasswordResetOffer,
  uuidFromId,
} from '@eyrie/contracts';
import { MoreThan } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { requireRank } from '../authorisation/rank.ts';
import { Mail } from '../mail/index.ts';
import { Account } from '../organisations/account.entity.ts';
import { PeopleRepository } from '../people/index.ts';
import { lockAccount, PasswordHasher, type Visitor } from '../sessions/index.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { PasswordResetRow } from './password-reset.entity.ts';
import {
  BelongsElsewhere,
  NoMail,
  NoPassword,
  PasswordResetRefused,
  TooManyPasswordResets,
} from './password-reset.errors.ts';
import { ResetLimits } from './reset-limits.ts';
import { hashResetToken, ResetLinks } from './reset-links.ts';
import { changeOf, ResetRequests } from './reset-requests.ts';

/** A new password for whoever has forgotten his. The second factor stays as it is. */
@Injectable()
export class PasswordResetsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(Mail) private readonly mail: Mail,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(ResetLimits) private readonly limits: ResetLimits,
    @Inject(ResetLinks) private readonly links: ResetLinks,
    @Inject(ResetRequests) private readonly requests: ResetRequests,
  ) {}

  /** How a link is to be had here. */
  offer(): PasswordResetOffer {
    if (this.mail.reachesPeople) return { by: 'mail' };
    return { by: this.mail.isOn ? 'operator' : 'owner' };
  }

  /** Answers alike whether there is such an account or not. Throws `NoMail`, `TooManyPasswordResets`. */
  async ask(email: string, { address, knownDevice }: Visitor): Promise<void> {
    if (!this.mail.isOn) throw new NoMail();
    await this.limits.begin({ email, address, knownDevice });
    await this.requests.ask(email);
  }

  /** Whose password the link sets. Throws `PasswordResetRefused`. */
  async lookUp(token: string): Promise<{ email: string; expires_at: string }> {
    const found = await this.crossTenant.findPasswordReset(hashResetToken(token));
    if (!found) throw new PasswordResetRefused();
    return { email: found.email, expires_at: found.expiresAt.toISOString() };
  }

  /** Sets the password and ends every session. Throws `PasswordResetRefused`. */
  async complete(token: string, password: string, { address }: Visitor): Promise<void> {
    const tokenHash = hashResetToken(token);
    const found = await this.crossTenant.findPasswordReset(tokenHash);
    if (!found) throw new PasswordResetRefused();
    const { accountId: userId, email } = found;
    const [first, ...others] = await this.crossTenant.listMemberships(userId);
    if (!first) throw new PasswordResetRefused();
    const passwordHash = await this.passwords.hash(password);
    const { organisationId } = first;
    await this.tenancy.transaction(organisationId, async (tx) => {
      // Of two who use the link at once the second waits here, and finds it gone.
      const { credentialVersion } = await lockAccount(tx, userId);
      const open = { accountId: userId, tokenHash, credentialVersion };
      const used = await tx.delete(PasswordResetRow, { ...open, expiresAt: MoreThan(new Date()) });
      if (used.affected !== 1) throw new PasswordResetRefused();
      const change = { passwordHash, credentialVersion: credentialVersion + 1 };
      await tx.update(Account, { id: userId }, change);
      await tx.delete(PasswordResetRow, { accountId: userId });
      const { role } = first;
      await this.audit.record(tx, organisationId, changeOf({ userId, email, role, address }));
      for (const other of others) {
        const { organisationId: id, role: otherRole } = other;
        const record = { organisationId: id, userId, email, role: otherRole, address };
        await this.requests.recordLater(tx, record);
      }
      await this.mail.send(tx, {
        to: email,
        content: { kind: 'password-changed', at: new Date().toISOString() },
        organisationId,
        about: idFromUuid('user', userId),
      });
    });
  }

  /**
   * A link for somebody of the organisation: mailed to him, or shown once to the owner who asks where
   * mail does not reach people. Throws `PersonNotFound`, `RoleTooHigh`, `NoPassword`, `BelongsElsewhere` or
   * `TooManyPasswordResets`.
   */
  async issue(caller: PersonPrincipal, personId: string): Promise<IssuedPasswordReset> {
    const { organisationId } = caller;
    const id = uuidFromId('user', personId);
    const isShown = !this.mail.reachesPeople;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const person = await this.people.get(tx, organisationId, id);
      requireRank(caller.role, person.role);
      if (isShown && (await this.crossTenant.belongsElsewhere(id, organisationId))) {
        throw new BelongsElsewhere();
      }
      const account = await lockAccount(tx, id);
      if (account.email === null) throw new NoPassword();
      const made = await this.links.make(tx, account, isShown ? organisationId : null);
      if (made === null) throw new TooManyPasswordResets(3_600);
      const expiresAt = made.expiresAt.toISOString();
      await this.mail.send(tx, {
        to: account.email,
        content: { kind: 'password-reset', link: made.link, expiresAt },
        expiresAt,
        organisationId,
        about: personId,
      });
      await this.audit.record(tx, organisationId, {
        object: { kind: 'person', id: personId },
        after: { reset_until: expiresAt, link_shown: isShown },
      });
      return { link: isShown ? made.link : null, expires_at: expiresAt };
    });
  }
}
