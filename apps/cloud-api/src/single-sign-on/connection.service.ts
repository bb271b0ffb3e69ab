import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type ProviderConnection, uuidFromId } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { Account } from '../organisations/account.entity.ts';
import { Sealing } from '../sealing/index.ts';
import { enterAccount, Tenancy } from '../tenancy/index.ts';
import { openFlow } from './login-flow.ts';
import { LoginProviderRow, ProviderIdentityRow } from './login-provider.entity.ts';
import { LoginProviderService } from './login-provider.service.ts';
import { ProviderAnswers } from './provider-answers.ts';
import { type BegunLogin, ProviderLoginService } from './provider-login.service.ts';
import {
  EmailIsNotYours,
  IdentityTaken,
  LoginProviderNotFound,
  OnlyWayIn,
  ProviderAnswerRefused,
} from './single-sign-on.errors.ts';

/** Who has logged in with his password lets the organisation's provider open his membership too. */
@Injectable()
export class ConnectionService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(LoginProviderService) private readonly providers: LoginProviderService,
    @Inject(ProviderLoginService) private readonly logins: ProviderLoginService,
    @Inject(ProviderAnswers) private readonly answers: ProviderAnswers,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  read(person: PersonPrincipal): Promise<ProviderConnection> {
    return this.tenancy.transaction(person.organisationId, (tx) => this.describe(tx, person));
  }

  /** Throws `LoginProviderNotFound` or `LoginProviderUnavailable`. */
  begin({ organisationId, userId }: PersonPrincipal): Promise<BegunLogin> {
    return this.logins.beginAs(organisationId, userId);
  }

  /**
   * Throws what `ProviderAnswers.read` throws, `EmailIsNotYours` or `IdentityTaken`: an open browser is
   * not enough to put somebody else's identity beside a password.
   */
  async connect(
    person: PersonPrincipal,
    answer: { provider_id: string; query: string },
    sealed: string | undefined,
  ): Promise<ProviderConnection> {
    const { organisationId, userId } = person;
    const flow = openFlow(this.sealing, sealed, Date.now());
    const isOwn =
      flow?.organisationId === organisationId &&
      uuidFromId('loginProvider', answer.provider_id) === organisationId &&
      flow.userId === userId;
    if (!isOwn) throw new ProviderAnswerRefused();
    const provider = await this.tenancy.transaction(organisationId, (tx) =>
      this.providers.get(tx, organisationId),
    );
    const { issuer, subject, email } = await this.answers.read(provider, flow, answer.query);
    if (email !== person.name.toLowerCase()) throw new EmailIsNotYours(email, person.name);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const identity = { organisationId, issuer, subject };
      const kept = await tx.query<unknown[]>(
        `INSERT INTO provider_identity AS i (organisation_id, issuer, subject, user_id, email)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation_id, issuer, subject) DO UPDATE SET user_id = $4, email = $5
         WHERE i.user_id IS NULL OR i.user_id = $4 RETURNING 1`,
        [organisationId, issuer, subject, userId, email],
      );
      if (kept.length === 0) throw new IdentityTaken();
      await this.audit.record(tx, organisationId, {
        object: { kind: 'account', id: idFromUuid('user', userId) },
        after: { issuer: identity.issuer, subject: identity.subject, email },
      });
      return this.describe(tx, person);
    });
  }

  /** Throws `OnlyWayIn`, or `LoginProviderNotFound` where nothing is connected. */
  disconnect({ organisationId, userId }: PersonPrincipal): Promise<void> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      await enterAccount(tx, userId);
      const { passwordHash } = await tx.findOneByOrFail(Account, { id: userId });
      if (passwordHash === null) throw new OnlyWayIn();
      const rows = await tx.findBy(ProviderIdentityRow, { organisationId, userId });
      if (rows.length === 0) throw new LoginProviderNotFound();
      await tx.delete(ProviderIdentityRow, { organisationId, userId });
      await this.audit.record(tx, organisationId, {
        object: { kind: 'account', id: idFromUuid('user', userId) },
        before: rows.map(({ issuer, subject, email }) => ({ issuer, subject, email })),
      });
    });
  }

  private async describe(
    tx: EntityManager,
    { organisationId, userId }: PersonPrincipal,
  ): Promise<ProviderConnection> {
    const row = await tx.findOneBy(LoginProviderRow, { organisationId });
    if (!row) return { provider: null, connected_at: null, last_used_at: null };
    const { issuer, name } = row;
    const identity = await tx.findOneBy(ProviderIdentityRow, { organisationId, issuer, userId });
    return {
      provider: { id: idFromUuid('loginProvider', organisationId), name },
      connected_at: identity?.createdAt.toISOString() ?? null,
      last_used_at: identity?.lastUsedAt.toISOString() ?? null,
    };
  }
}
