import type { Standing } from './leased-quota.ts';

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11), as structured fields. */
export function rateLimitHeaders(standings: readonly Standing[]): Record<string, string> {
  if (standings.length === 0) return {};
  return {
    'ratelimit-policy': standings
      .map(({ quota }) => `"${quota.name}";q=${quota.most};w=${Math.ceil(quota.windowMs / 1000)}`)
      .join(', '),
    ratelimit: standings
      .map(
        ({ quota, remaining, resetMs }) =>
          `"${quota.name}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`,
      )
      .join(', '),
  };
}
