import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type invitationAcceptanceSchema } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { Audit } from '../audit/index.ts';
import { isUniqueViolation } from '../database/database.errors.ts';
import { newUuid } from '../database/uuid.ts';
import { Account } from '../organisations/account.entity.ts';
import {
  Login,
  type OpenedSession,
  PasswordHasher,
  requireRight,
  SessionsService,
  type Visitor,
} from '../sessions/index.ts';
import { CrossTenant, enterAccount, type LoginRow, Tenancy } from '../tenancy/index.ts';
import { InvitationRow } from './invitation.entity.ts';
import { hashInvitationToken, requireOpen } from './invitations.service.ts';
import { AlreadyMember, InvitationRefused } from './people.errors.ts';
import { PeopleRepository } from './people.repository.ts';

type Acceptance = z.output<typeof invitationAcceptanceSchema>;

/** Turns an invitation into a membership, once. */
@Injectable()
export class AcceptanceService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(Login) private readonly login: Login,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /**
   * Joins and logs in. Who has an account already proves it with its password (and code), so that a
   * link alone never opens somebody's account. Throws `InvitationRefused`, `AlreadyMember`, or what
   * a log-in throws.
   */
  async accept(input: Acceptance, visitor: Visitor): Promise<OpenedSession> {
    const found = await this.crossTenant.findInvitation(hashInvitationToken(input.token));
    if (!found) throw new InvitationRefused();
    const { organisationId, invitationId } = found;
    const { email } = await this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneByOrFail(InvitationRow, { organisationId, id: invitationId });
      requireOpen(row);
      return row;
    });
    const proof = { email, password: input.password, code: input.code };
    const known = (await this.crossTenant.findLogin(email))
      ? await this.login.checkPassword(proof, visitor)
      : null;
    const passwordHash = known ? null : await this.passwords.hash(input.password);
    const opened = await this.tenancy.transaction(organisationId, async (tx) => {
      // Lock the invitation: of two who accept at once the second waits here, and finds it used.
      const invitation = await tx.findOne(InvitationRow, {
        where: { organisationId, id: invitationId },
        lock: { mode: 'pessimistic_write' },
      });
      requireOpen(invitation);
      if (await this.people.isMember(tx, organisationId, email)) throw new AlreadyMember();
      if (known) {
        const { verdict } = await this.login.useCode(tx, known.userId, input.code);
        if (verdict.outcome !== 'right') return verdict;
      }
      const userId = known?.userId ?? (await this.newAccount(tx, email, passwordHash ?? ''));
      await this.join(tx, invitation, { userId, name: input.name });
      return this.sessions.insert(tx, { organisationId, userId }, visitor);
    });
    if ('outcome' in opened) {
      requireRight(opened);
      throw new InvitationRefused();
    }
    await this.login.succeeded(email, visitor);
    return opened;
  }

  private async newAccount(
    tx: EntityManager,
    email: string,
    passwordHash: string,
  ): Promise<LoginRow['userId']> {
    const id = newUuid();
    await enterAccount(tx, id);
    try {
      await tx.insert(Account, { id, email, passwordHash });
    } catch (error) {
      // The same person accepts two organisations' invitations at the same moment.
      if (isUniqueViolation(error, 'account_email_uq')) throw new InvitationRefused();
      throw error;
    }
    return id;
  }

  private async join(
    tx: EntityManager,
    invitation: InvitationRow,
    { userId, name }: { userId: string; name: string },
  ): Promise<void> {
    const { organisationId, id, email, role, siteIds } = invitation;
    await tx.update(InvitationRow, { organisationId, id }, { acceptedAt: new Date() });
    await this.people.insert(tx, organisationId, { id: userId, email, name, role, siteIds });
    const person = idFromUuid('user', userId);
    await this.audit.record(tx, organisationId, {
      actor: { kind: 'person', id: person, name: email, role, credential: null },
      object: { kind: 'person', id: person },
      after: {
        invitation_id: idFromUuid('invitation', id),
        email,
        role,
        site_ids: siteIds?.map((siteId) => idFromUuid('site', siteId)) ?? null,
      },
    });
  }
}
