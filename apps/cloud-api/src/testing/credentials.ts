import type { ApiKeyRole, CreatedApiKey } from '@eyrie/contracts';
import { Secret, TOTP } from 'otpauth';
import type { TestApp, TestPerson } from './app.ts';

/** A request with a bearer credential instead of a cookie. */
export type BearerFetch = (
  pathname: string,
  init?: {
    method?: string;
    body?: unknown;
    headers?: Record<string, string>;
    signal?: AbortSignal;
  },
) => Promise<Response>;

export function bearer(cloud: Pick<TestApp, 'url'>, token: string): BearerFetch {
  return (pathname, { method, body, headers, signal } = {}) =>
    fetch(`${cloud.url}${pathname}`, {
      method: method ?? 'GET',
      ...(signal ? { signal } : {}),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
}

export async function newApiKey(
  maker: TestPerson,
  role: ApiKeyRole,
  more: { site_ids?: string[]; expires_in_seconds?: number | null } = {},
): Promise<CreatedApiKey> {
  const body = { name: `a ${role}'s program`, role, ...more };
  const answer = await maker.fetch('/v1/api-keys', { method: 'POST', body });
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as CreatedApiKey;
}

/** What an authenticator app shows at that moment. */
export function codeAt(secret: string, atMs: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: atMs });
}
