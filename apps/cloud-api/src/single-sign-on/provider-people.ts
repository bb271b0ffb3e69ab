import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type Role } from '@eyrie/contracts';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { newUuid } from '../database/uuid.ts';
import { Account } from '../organisations/account.entity.ts';
import { User } from '../organisations/user.entity.ts';
import { InvitationRow } from '../people/invitation.entity.ts';
import { PeopleRepository } from '../people/people.repository.ts';
import { WrongCredentials } from '../sessions/session.errors.ts';
import { enterAccount } from '../tenancy/index.ts';
import { type LoginProviderRow, ProviderIdentityRow } from './login-provider.entity.ts';
import type { VouchedPerson } from './provider-answers.ts';
import { ConnectFirst, NotInvited } from './single-sign-on.errors.ts';

interface Rights {
  readonly role: Role;
  readonly siteIds: string[] | null;
  readonly invitation: InvitationRow | null;
}

/** Who somebody, for whom the organisation's provider vouches, is in that organisation. */
@Injectable()
export class ProviderPeople {
  constructor(
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * The person's id; a newcomer is taken in where that is allowed. A known identity is known by issuer
   * and subject alone. An address decides only for people who have no other way in, or none at all: an
   * account with a password is never opened by an address (docs/decisions/0026). Throws `NotInvited`,
   * `ConnectFirst` or `WrongCredentials` (disabled).
   */
  async admit(tx: EntityManager, row: LoginProviderRow, person: VouchedPerson): Promise<string> {
    const { organisationId } = row;
    // One at a time for an identity: a double click must not take somebody in twice.
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      JSON.stringify(['eyrie identity', organisationId, person.issuer, person.subject]),
    ]);
    const { issuer, subject, email } = person;
    const known = await tx.findOneBy(ProviderIdentityRow, { organisationId, issuer, subject });
    if (known?.userId != null) {
      await this.requireEnabled(tx, organisationId, known.userId);
      const used = { email, lastUsedAt: new Date() };
      await tx.update(ProviderIdentityRow, { organisationId, issuer, subject }, used);
      return known.userId;
    }
    const userId =
      (await this.memberWithoutPassword(tx, row, email)) ??
      (await this.takeIn(tx, row, person, known !== null));
    await tx.upsert(
      ProviderIdentityRow,
      { organisationId, issuer, subject, userId, email, lastUsedAt: new Date() },
      ['organisationId', 'issuer', 'subject'],
    );
    return userId;
  }

  /** A member of that address whom an earlier provider of the same organisation brought. */
  private async memberWithoutPassword(
    tx: EntityManager,
    { organisationId, name }: LoginProviderRow,
    email: string,
  ): Promise<string | null> {
    const member = await tx.findOneBy(User, { organisationId, email });
    if (!member) return null;
    await enterAccount(tx, member.id);
    const account = await tx.findOneByOrFail(Account, { id: member.id });
    if (account.passwordHash !== null) throw new ConnectFirst(name);
    await this.requireEnabled(tx, organisationId, member.id);
    return member.id;
  }

  private async takeIn(
    tx: EntityManager,
    row: LoginProviderRow,
    { email, name }: VouchedPerson,
    wasTakenOut: boolean,
  ): Promise<string> {
    const { organisationId } = row;
    const { role, siteIds, invitation } = await this.rightsOf(tx, row, email, wasTakenOut);
    const id = newUuid();
    await enterAccount(tx, id);
    // No address and no password: it counts in this organisation, and nowhere else.
    await tx.insert(Account, { id, email: null, passwordHash: null });
    await this.people.insert(tx, organisationId, { id, email, name, role, siteIds });
    if (invitation) {
      const open = { organisationId, id: invitation.id };
      await tx.update(InvitationRow, open, { acceptedAt: new Date() });
    }
    const person = idFromUuid('user', id);
    await this.audit.record(tx, organisationId, {
      actor: { kind: 'person', id: person, name: email, role, credential: null },
      object: { kind: 'person', id: person },
      after: {
        email,
        role,
        site_ids: siteIds?.map((siteId) => idFromUuid('site', siteId)) ?? null,
        invitation_id: invitation ? idFromUuid('invitation', invitation.id) : null,
        issuer: row.issuer,
      },
    });
    return id;
  }

  private async rightsOf(
    tx: EntityManager,
    { organisationId, newcomerRole }: LoginProviderRow,
    email: string,
    wasTakenOut: boolean,
  ): Promise<Rights> {
    const invitation = await tx.findOne(InvitationRow, {
      where: {
        organisationId,
        email,
        acceptedAt: IsNull(),
        revokedAt: IsNull(),
        expiresAt: MoreThan(new Date()),
      },
      order: { createdAt: 'DESC' },
      lock: { mode: 'pessimistic_write' },
    });
    if (invitation) return { role: invitation.role, siteIds: invitation.siteIds, invitation };
    // Whom somebody has taken out does not come back by himself.
    if (newcomerRole === null || wasTakenOut) throw new NotInvited(email);
    return { role: newcomerRole, siteIds: null, invitation: null };
  }

  private async requireEnabled(
    tx: EntityManager,
    organisationId: string,
    id: string,
  ): Promise<void> {
    const user = await tx.findOneBy(User, { organisationId, id });
    if (!user || user.disabledAt !== null) throw new WrongCredentials();
  }
}
