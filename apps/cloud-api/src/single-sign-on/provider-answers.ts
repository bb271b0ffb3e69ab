import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@eyrie/platform';
import * as oidc from 'openid-client';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import type { LoginFlow } from './login-flow.ts';
import type { LoginProviderRow } from './login-provider.entity.ts';
import { redirectUri } from './login-provider.service.ts';
import { type ProviderClient, ProviderClients } from './provider-clients.ts';
import { errorCodeOf } from './provider-test.ts';
import {
  EmailDomainNotAllowed,
  EmailNotVerified,
  LoginProviderUnavailable,
  ProviderAnswerRefused,
  RefusedByProvider,
} from './single-sign-on.errors.ts';

/** Somebody for whom the provider vouches, the address included. */
export interface VouchedPerson {
  readonly issuer: string;
  readonly subject: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
}

interface Provider {
  readonly row: LoginProviderRow;
  readonly client: ProviderClient;
}

/** What is sent to a provider, and what is believed of its answer. */
@Injectable()
export class ProviderAnswers {
  constructor(
    @Inject(ProviderClients) private readonly clients: ProviderClients,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Where the browser goes. Throws `LoginProviderUnavailable`. */
  async authorizationUrl(
    { row, client }: Provider,
    { state, nonce, verifier }: Pick<LoginFlow, 'state' | 'nonce' | 'verifier'>,
  ): Promise<string> {
    const configuration = await this.configurationOf(row, client);
    return oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri(this.configuration, row.organisationId),
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    }).href;
  }

  /**
   * Exchanges the code and checks everything about it. Throws `ProviderAnswerRefused`,
   * `RefusedByProvider`, `LoginProviderUnavailable`, `EmailNotVerified` or `EmailDomainNotAllowed`.
   */
  async read({ row, client }: Provider, flow: LoginFlow, query: string): Promise<VouchedPerson> {
    // Begun with another provider than is set now.
    if (flow.issuer !== row.issuer || flow.clientId !== row.clientId) {
      throw new ProviderAnswerRefused();
    }
    const url = new URL(redirectUri(this.configuration, row.organisationId));
    url.search = query;
    const configuration = await this.configurationOf(row, client);
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, url, {
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        pkceCodeVerifier: flow.verifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new ProviderAnswerRefused();
      const isWhole = typeof claims['email'] === 'string' && 'email_verified' in claims;
      const told = isWhole
        ? claims
        : await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
      return this.vouched(row, claims.sub, told);
    } catch (error) {
      throw this.explain(row, error);
    }
  }

  private vouched(
    row: LoginProviderRow,
    subject: string,
    { email, email_verified, name }: Readonly<Record<string, unknown>>,
  ): VouchedPerson {
    if (typeof email !== 'string' || email_verified !== true || !/^[^@\s]+@[^@\s]+$/.test(email)) {
      throw new EmailNotVerified(row.name);
    }
    const address = email.toLowerCase();
    const domain = address.slice(address.indexOf('@') + 1);
    if (row.emailDomains.length > 0 && !row.emailDomains.includes(domain)) {
      throw new EmailDomainNotAllowed(domain);
    }
    const called = typeof name === 'string' && name.trim() !== '' ? name.trim() : address;
    return { issuer: row.issuer, subject, email: address, name: called.slice(0, 100) };
  }

  private async configurationOf(
    { name }: LoginProviderRow,
    client: ProviderClient,
  ): Promise<oidc.Configuration> {
    try {
      return await this.clients.get(client);
    } catch (error) {
      throw new LoginProviderUnavailable(name, error);
    }
  }

  private explain({ name }: LoginProviderRow, error: unknown): unknown {
    if (error instanceof DomainError) return error;
    if (error instanceof oidc.AuthorizationResponseError) {
      return new RefusedByProvider(name, error.error.slice(0, 60));
    }
    const code = errorCodeOf(error);
    // The code was used before, is another's, or its time is over.
    if (code === 'invalid_grant') return new ProviderAnswerRefused(error);
    if (code !== null) return new LoginProviderUnavailable(name, error);
    if (isAboutTheAnswer(error)) return new ProviderAnswerRefused(error);
    return new LoginProviderUnavailable(name, error);
  }
}

/** The library's codes for what does not fit: state, issuer, nonce, audience, times, signature. */
const answerCodes = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]);

function isAboutTheAnswer(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && answerCodes.has(code);
}
