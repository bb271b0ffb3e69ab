import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { createGuardedFetch, type GuardedFetch } from '../outbound/index.ts';

const timeoutMs = 10_000;
const answerBytesMax = 1024 * 1024;
/** How long what a provider says of itself is believed. */
const keptMs = 600_000;
/** A provider that is down is asked no more often, however many people press the button. */
const failureKeptMs = 3_000;
const clockToleranceSeconds = 30;

export interface ProviderClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
}

interface Held {
  readonly client: Promise<oidc.Configuration>;
  until: number;
}

/** Clients of the providers, each with what its discovery document says; kept for a while. */
@Injectable()
export class ProviderClients {
  private readonly held = new Map<string, Held>();
  private readonly fetch: GuardedFetch;

  constructor(@Inject(CONFIGURATION) private readonly configuration: Configuration) {
    this.fetch = createGuardedFetch({
      trustedOrigins: configuration.trustedIssuers,
      timeoutMs,
      bytesMax: answerBytesMax,
    });
  }

  /** Whether the issuer is one that may be asked at all. */
  isAllowed(issuer: string): boolean {
    const { origin, protocol } = new URL(issuer);
    return protocol === 'https:' || this.configuration.trustedIssuers.includes(origin);
  }

  /** Rejects with what the discovery failed with. */
  get(provider: ProviderClient): Promise<oidc.Configuration> {
    const key = createHash('sha256')
      .update(JSON.stringify([provider.issuer, provider.clientId, provider.clientSecret]))
      .digest('hex');
    const now = Date.now();
    for (const [other, { until }] of this.held) if (until <= now) this.held.delete(other);
    const known = this.held.get(key);
    if (known) return known.client;
    const held: Held = { client: this.discover(provider), until: now + keptMs };
    held.client.catch(() => {
      held.until = Date.now() + failureKeptMs;
    });
    this.held.set(key, held);
    return held.client;
  }

  /** Asks the provider anew, whatever is known of it. */
  discover({ issuer, clientId, clientSecret }: ProviderClient): Promise<oidc.Configuration> {
    const isHttp = new URL(issuer).protocol === 'http:';
    return oidc.discovery(
      new URL(issuer),
      clientId,
      { [oidc.clockTolerance]: clockToleranceSeconds },
      clientSecret === null ? oidc.None() : asTheProviderLikes(clientSecret),
      {
        timeout: timeoutMs / 1000,
        [oidc.customFetch]: (url, { method, headers, body }) =>
          this.fetch(url, {
            method,
            headers,
            ...(body === null || body === undefined ? {} : { body: textOf(body) }),
          }),
        execute: [
          // The signature as well, although the token comes straight from the provider over TLS.
          oidc.enableNonRepudiationChecks,
          // Only an origin that the operator trusts comes here with http; the fetch refuses others.
          // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning.
          ...(isHttp ? [oidc.allowInsecureRequests] : []),
        ],
      },
    );
  }
}

/** By header where the provider takes it so (the default of the standard), else in the body. */
function asTheProviderLikes(secret: string): oidc.ClientAuth {
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const how = methods.includes('client_secret_basic')
      ? oidc.ClientSecretBasic(secret)
      : oidc.ClientSecretPost(secret);
    how(server, client, body, headers);
  };
}

function textOf(body: oidc.FetchBody): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('Only texts and forms are sent to a login provider.');
}
