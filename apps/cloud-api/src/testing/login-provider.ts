import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { providerMemory } from './provider-memory.ts';

export interface ProviderAccount {
  email: string;
  email_verified: boolean;
  name?: string;
}

export type IdTokenForgery = (claims: Record<string, unknown>, key: KeyObject) => string;

export interface TestLoginProvider {
  /** `http://127.0.0.1:<port>`. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** By subject; read at each log-in. */
  accounts: Map<string, ProviderAccount>;
  /** How often each path was asked for. */
  requests: string[];
  /** Goes where a browser goes, as that person; the address that it is sent back to. */
  visit(authorizationUrl: string, subject: string): Promise<URL>;
  /** What the token endpoint gives in place of its ID tokens; null for those themselves. */
  forge(make: IdTokenForgery | null): void;
  /** No longer answers at its address. */
  close(): Promise<void>;
}

const hourSeconds = 3_600;
const kid = 'the-only-one';
const clientId = 'eyrie';
const clientSecret = 'between-the-two-of-them';

/** A real provider of OpenID Connect, in this process and on the loopback. */
export async function startLoginProvider(redirectUris: string[]): Promise<TestLoginProvider> {
  const accounts = new Map<string, ProviderAccount>();
  const requests: string[] = [];
  const signingKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = createServer((request, response) => {
    requests.push((request.url ?? '').split('?')[0] ?? '');
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    adapter: providerMemory(),
    ttl: {
      AccessToken: hourSeconds,
      Grant: hourSeconds,
      IdToken: hourSeconds,
      Interaction: hourSeconds,
      Session: hourSeconds,
    },
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: redirectUris,
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts.get(id) }),
    }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ['a key of the test'] },
    jwks: { keys: [{ ...signingKey.export({ format: 'jwk' }), kid, use: 'sig' }] },
  });
  const forgery: { make: IdTokenForgery | null } = { make: null };
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (forgery.make === null || typeof body?.id_token !== 'string') return;
    const claims = JSON.parse(
      Buffer.from(body.id_token.split('.')[1] ?? '', 'base64url').toString(),
    ) as Record<string, unknown>;
    body.id_token = forgery.make(claims, signingKey);
  });
  const callback = provider.callback();
  let subject = '';
  handle = (request, response) => {
    if (!request.url?.startsWith('/interaction/')) {
      void callback(request, response);
      return;
    }
    void consent(provider, request, response, subject);
  };
  return {
    issuer,
    clientId,
    clientSecret,
    accounts,
    requests,
    forge: (make) => {
      forgery.make = make;
    },
    visit: (url, person) => {
      subject = person;
      return follow(url, redirectUris);
    },
    close: () => close(server),
  };
}

/** A token of those claims; `alg` none, or RS256 with the key. */
export function idToken(claims: object, key: KeyObject | null): string {
  const head = key === null ? { alg: 'none' } : { alg: 'RS256', kid };
  const text = [head, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature =
    key === null ? '' : sign('sha256', Buffer.from(text), key).toString('base64url');
  return `${text}.${signature}`;
}

/** Logs in and agrees to everything, as the form of a real provider would have it. */
async function consent(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  accountId: string,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) });
  grant.addOIDCScope('openid email profile');
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, {
    login: { accountId },
    consent: { grantId },
  });
}

async function follow(start: string, ends: readonly string[]): Promise<URL> {
  const cookies = new Map<string, string>();
  let next = start;
  for (let hop = 0; hop < 10; hop += 1) {
    const answer = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const to = answer.headers.get('location');
    if (to === null) throw new Error(`${next} answered ${answer.status}: ${await answer.text()}`);
    const url = new URL(to, next);
    if (ends.some((end) => url.href.startsWith(end))) return url;
    next = url.href;
  }
  throw new Error('The provider goes in circles.');
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
