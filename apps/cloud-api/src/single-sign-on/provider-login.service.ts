import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type LoginOffer, uuidFromId } from '@eyrie/contracts';
import { Sealing } from '../sealing/index.ts';
import { type OpenedSession, SessionsService, type Visitor } from '../sessions/index.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { newSecretText, openFlow, sealFlow } from './login-flow.ts';
import { LoginProviderService } from './login-provider.service.ts';
import { ProviderAnswers } from './provider-answers.ts';
import { ProviderPeople } from './provider-people.ts';
import { LoginProviderNotFound, ProviderAnswerRefused } from './single-sign-on.errors.ts';

/** A way to the provider, and what the browser keeps until it is back. */
export interface BegunLogin {
  readonly authorizationUrl: string;
  /** For a cookie. */
  readonly flow: string;
}

/** Logs in by an organisation's provider. */
@Injectable()
export class ProviderLoginService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(LoginProviderService) private readonly providers: LoginProviderService,
    @Inject(ProviderAnswers) private readonly answers: ProviderAnswers,
    @Inject(ProviderPeople) private readonly people: ProviderPeople,
    @Inject(SessionsService) private readonly sessions: SessionsService,
  ) {}

  /** The provider that a link names; without one that of an installation's only organisation. */
  async offer(providerId: string | undefined): Promise<LoginOffer> {
    const found =
      providerId === undefined
        ? await this.crossTenant.findOnlyLoginProvider()
        : await this.crossTenant.findLoginProvider(uuidFromId('loginProvider', providerId));
    if (!found) return { provider: null };
    const id = idFromUuid('loginProvider', found.organisationId);
    return { provider: { id, name: found.name } };
  }

  /** Throws `LoginProviderNotFound` or `LoginProviderUnavailable`. */
  async begin(providerId: string): Promise<BegunLogin> {
    const organisationId = uuidFromId('loginProvider', providerId);
    if (!(await this.crossTenant.findLoginProvider(organisationId))) {
      throw new LoginProviderNotFound();
    }
    return this.beginAs(organisationId, null);
  }

  /** The same for who is logged in (`userId`) and wants to connect. */
  async beginAs(organisationId: string, userId: string | null): Promise<BegunLogin> {
    const provider = await this.tenancy.transaction(organisationId, (tx) =>
      this.providers.get(tx, organisationId),
    );
    const { issuer, clientId } = provider.client;
    const secrets = { state: newSecretText(), nonce: newSecretText(), verifier: newSecretText() };
    const authorizationUrl = await this.answers.authorizationUrl(provider, secrets);
    const flow = { organisationId, issuer, clientId, userId, ...secrets };
    return { authorizationUrl, flow: sealFlow(this.sealing, flow, Date.now()) };
  }

  /**
   * Opens a session for whom the provider has sent back. Throws what `ProviderAnswers.read` and
   * `ProviderPeople.admit` throw.
   */
  async complete(
    providerId: string,
    query: string,
    { flow: sealed, visitor }: { flow: string | undefined; visitor: Visitor },
  ): Promise<OpenedSession> {
    const organisationId = uuidFromId('loginProvider', providerId);
    const flow = openFlow(this.sealing, sealed, Date.now());
    if (flow?.organisationId !== organisationId || flow.userId !== null) {
      throw new ProviderAnswerRefused();
    }
    const provider = await this.tenancy.transaction(organisationId, (tx) =>
      this.providers.get(tx, organisationId),
    );
    const person = await this.answers.read(provider, flow, query);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const userId = await this.people.admit(tx, provider.row, person);
      return this.sessions.insert(tx, { organisationId, userId, throughProvider: true }, visitor);
    });
  }
}
