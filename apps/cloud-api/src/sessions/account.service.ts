import { Inject, Injectable } from '@nestjs/common';
import {
  type Account as AccountResource,
  idFromUuid,
  type OpenSession,
  type RecoveryCodes,
  type SecondFactorSetup,
  uuidFromId,
} from '@eyrie/contracts';
import { Not } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { Mail } from '../mail/index.ts';
import { Account } from '../organisations/account.entity.ts';
import { CrossTenant, enterAccount, type MembershipLookup, Tenancy } from '../tenancy/index.ts';
import { lockAccount, Login, requireRight } from './login.ts';
import { PasswordHasher } from './password-hasher.ts';
import { SecondFactor } from './second-factor.ts';
import {
  SecondFactorInUse,
  SecondFactorNotBegun,
  SessionNotFound,
  WrongPassword,
} from './session.errors.ts';
import { SessionRow } from './session.entity.ts';
import type { Visitor } from './visitor.ts';

/** A person's own affairs: sessions, password, second factor. */
@Injectable()
export class AccountService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(Login) private readonly login: Login,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SecondFactor) private readonly secondFactor: SecondFactor,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(Mail) private readonly mail: Mail,
  ) {}

  async read(person: PersonPrincipal): Promise<AccountResource> {
    const { organisationId, userId } = person;
    const account = await this.tenancy.transaction(organisationId, async (tx) => {
      await enterAccount(tx, userId);
      return tx.findOneByOrFail(Account, { id: userId });
    });
    const memberships = await this.membershipsOf(person);
    return {
      id: idFromUuid('user', userId),
      email: account.email ?? person.name,
      has_password: account.passwordHash !== null,
      through_provider: person.credential.throughProvider === true,
      second_factor: {
        enabled: account.totpConfirmedAt !== null,
        recovery_codes_left: account.recoveryCodeHashes.length,
      },
      organisations: memberships.map(({ organisationId: id, name, role }) => ({
        id: idFromUuid('organisation', id),
        name,
        role,
      })),
    };
  }

  /** All sessions of the person that are open, in whichever organisation; the newest first. */
  async listSessions(person: PersonPrincipal): Promise<OpenSession[]> {
    const { userId, credential } = person;
    const sessions: OpenSession[] = [];
    for (const { organisationId, name } of await this.membershipsOf(person)) {
      const rows = await this.tenancy.transaction(organisationId, (tx) =>
        tx.findBy(SessionRow, { organisationId, userId }),
      );
      const open = await this.crossTenant.listSessions(rows.map(({ id }) => id));
      const valid = new Set(open.map(({ sessionId }) => sessionId));
      sessions.push(
        ...rows
          .filter(({ id }) => valid.has(id))
          .map((row) => ({
            id: idFromUuid('session', row.id),
            organisation_name: name,
            current: row.id === credential.id,
            user_agent: row.userAgent,
            address: row.address,
            last_seen_at: row.lastSeenAt.toISOString(),
            created_at: row.createdAt.toISOString(),
            expires_at: row.expiresAt.toISOString(),
          })),
      );
    }
    return sessions.sort((a, b) => b.created_at.localeCompare(a.created_at));
  }

  /** Ends one of the person's sessions. Throws `SessionNotFound`, also for somebody else's. */
  async endSession(person: PersonPrincipal, sessionId: string): Promise<void> {
    const id = uuidFromId('session', sessionId);
    const [found] = await this.crossTenant.listSessions([id]);
    const isInReach =
      !person.credential.throughProvider || found?.organisationId === person.organisationId;
    if (found?.userId !== person.userId || !isInReach) throw new SessionNotFound();
    const { organisationId } = found;
    await this.tenancy.transaction(organisationId, async (tx) => {
      await tx.delete(SessionRow, { organisationId, id });
      await this.audit.record(tx, organisationId, { object: { kind: 'session', id: sessionId } });
    });
  }

  /**
   * Ends every other session, at once and everywhere: the account's version grows past theirs. A
   * session that the organisation's provider opened ends those in that organisation alone.
   */
  endOtherSessions(person: PersonPrincipal): Promise<void> {
    const { organisationId, userId, credential } = person;
    return this.tenancy.transaction(organisationId, async (tx) => {
      if (credential.throughProvider) {
        await tx.delete(SessionRow, { organisationId, userId, id: Not(credential.id) });
        await this.audit.record(tx, organisationId, { object: this.object(person) });
        return;
      }
      const account = await lockAccount(tx, userId);
      await this.supersede(tx, person, account, {});
      await this.audit.record(tx, organisationId, { object: this.object(person) });
    });
  }

  /** Sets a new password and ends the other sessions. Throws `WrongPassword`. */
  async changePassword(
    person: PersonPrincipal,
    change: { current_password: string; new_password: string },
    visitor: Visitor,
  ): Promise<void> {
    await this.provePassword(person, change.current_password, visitor);
    const passwordHash = await this.passwords.hash(change.new_password);
    const { organisationId, userId } = person;
    await this.tenancy.transaction(organisationId, async (tx) => {
      const account = await lockAccount(tx, userId);
      await this.supersede(tx, person, account, { passwordHash });
      await this.tell(tx, person, 'password-changed');
      await this.audit.record(tx, organisationId, { object: this.object(person) });
    });
  }

  /** A new secret, which counts once a code of it was confirmed. */
  async setUpSecondFactor(
    person: PersonPrincipal,
    password: string,
    visitor: Visitor,
  ): Promise<SecondFactorSetup> {
    await this.provePassword(person, password, visitor);
    const { organisationId, userId } = person;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const account = await lockAccount(tx, userId);
      if (account.totpConfirmedAt !== null) throw new SecondFactorInUse();
      const { sealed, secret, uri } = this.secondFactor.newSecret(account);
      await tx.update(Account, { id: userId }, { totpSealed: sealed, totpLastStep: 0 });
      await this.audit.record(tx, organisationId, { object: this.object(person) });
      return { secret, uri };
    });
  }

  /** Switches the second factor on, and gives the recovery codes. Throws `WrongCode`. */
  async confirmSecondFactor(person: PersonPrincipal, code: string): Promise<RecoveryCodes> {
    const { organisationId, userId } = person;
    const { codes, hashes } = this.secondFactor.newRecoveryCodes();
    const verdict = await this.tenancy.transaction(organisationId, async (tx) => {
      const account = await lockAccount(tx, userId);
      if (account.totpConfirmedAt !== null) throw new SecondFactorInUse();
      if (account.totpSealed === null) throw new SecondFactorNotBegun();
      const found = await this.secondFactor.use(tx, account, code);
      if (found.outcome !== 'right') return found;
      const change = { totpConfirmedAt: new Date(), recoveryCodeHashes: hashes };
      await tx.update(Account, { id: userId }, change);
      await this.tell(tx, person, 'second-factor-on');
      await this.audit.record(tx, organisationId, {
        object: this.object(person),
        before: { second_factor: false },
        after: { second_factor: true },
      });
      return found;
    });
    requireRight(verdict);
    return { recovery_codes: codes };
  }

  /** Switches it off; takes the password and a code. Throws `WrongPassword` or `WrongCode`. */
  async removeSecondFactor(
    person: PersonPrincipal,
    proof: { password: string; code: string },
    visitor: Visitor,
  ): Promise<void> {
    await this.provePassword(person, proof.password, visitor);
    const { organisationId, userId } = person;
    const verdict = await this.tenancy.transaction(organisationId, async (tx) => {
      const { account, verdict: found } = await this.login.useCode(tx, userId, proof.code);
      if (account.totpConfirmedAt === null) throw new SecondFactorNotBegun();
      if (found.outcome !== 'right') return found;
      const none = { totpSealed: null, totpConfirmedAt: null, recoveryCodeHashes: [] };
      await tx.update(Account, { id: userId }, none);
      await this.tell(tx, person, 'second-factor-off');
      await this.audit.record(tx, organisationId, {
        object: this.object(person),
        before: { second_factor: true },
        after: { second_factor: false },
      });
      return found;
    });
    requireRight(verdict);
  }

  /** An organisation's provider is told nothing of the person's other organisations. */
  private async membershipsOf(person: PersonPrincipal): Promise<MembershipLookup[]> {
    const all = await this.crossTenant.listMemberships(person.userId);
    if (!person.credential.throughProvider) return all;
    return all.filter(({ organisationId }) => organisationId === person.organisationId);
  }

  /** Whoever found an open browser does not change what its owner logs in with. */
  private async provePassword(
    { organisationId, userId, name }: PersonPrincipal,
    password: string,
    visitor: Visitor,
  ): Promise<void> {
    await this.login.begin(name, visitor);
    const { passwordHash } = await this.tenancy.transaction(organisationId, async (tx) => {
      await enterAccount(tx, userId);
      return tx.findOneByOrFail(Account, { id: userId });
    });
    if (!(await this.passwords.verify(passwordHash, password))) throw new WrongPassword();
    await this.login.succeeded(name, visitor);
  }

  private async supersede(
    tx: Parameters<typeof lockAccount>[0],
    { organisationId, userId, credential }: PersonPrincipal,
    account: Account,
    change: Partial<Account>,
  ): Promise<void> {
    const credentialVersion = account.credentialVersion + 1;
    await tx.update(Account, { id: userId }, { ...change, credentialVersion });
    await tx.update(SessionRow, { organisationId, id: credential.id }, { credentialVersion });
  }

  /** Tells the person: it may have been somebody else. */
  private tell(
    tx: Parameters<typeof lockAccount>[0],
    { organisationId, userId, name }: PersonPrincipal,
    kind: 'password-changed' | 'second-factor-on' | 'second-factor-off',
  ): Promise<void> {
    const content = { kind, at: new Date().toISOString() };
    const about = idFromUuid('user', userId);
    return this.mail.send(tx, { to: name, content, organisationId, about });
  }

  private object({ userId }: PersonPrincipal): { kind: string; id: string } {
    return { kind: 'account', id: idFromUuid('user', userId) };
  }
}
