import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, fetch as undiciFetch } from 'undici';
import { OutboundRefused } from './outbound.error.ts';
import { addressOfHost, isPublicAddress } from './public-address.ts';

export interface GuardedFetchOptions {
  /** Origins that the operator vouches for: they may be private, and plain http on the loopback. */
  readonly trustedOrigins: readonly string[];
  readonly timeoutMs: number;
  /** The longest answer that is read. */
  readonly bytesMax: number;
}

/** What of `fetch` is offered: no streams, no modes. */
export interface GuardedRequest {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<Response>;

/**
 * A `fetch` for addresses that an organisation has named, which must not reach what only this machine
 * reaches (server-side request forgery): https alone; the address is looked at when the connection is
 * made, so that a name cannot change in between; redirects are answers and are not followed; time and
 * length have an end. Throws `OutboundRefused`, or what the connection failed with.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch {
  const timeouts = { headersTimeout: options.timeoutMs, bodyTimeout: options.timeoutMs };
  const connect = { timeout: options.timeoutMs };
  const guarded = new Agent({ ...timeouts, connect: { ...connect, lookup: publicLookup } });
  const trusted = new Agent({ ...timeouts, connect });
  return async (address, { method = 'GET', headers = {}, body } = {}) => {
    const url = new URL(address);
    const isTrusted = options.trustedOrigins.includes(url.origin);
    if (!isTrusted) requirePublic(url);
    const response = await undiciFetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(options.timeoutMs),
      dispatcher: isTrusted ? trusted : guarded,
      ...(body === undefined ? {} : { body }),
    });
    const bytes = await readAtMost(response.body, options.bytesMax, url);
    // A status without a body must not be given one.
    const isEmpty = bytes.length === 0 || [204, 205, 304].includes(response.status);
    return new Response(isEmpty ? null : bytes, {
      status: response.status,
      headers: [...response.headers.entries()].filter(([name]) => name !== 'content-encoding'),
    });
  };
}

function requirePublic(url: URL): void {
  if (url.protocol !== 'https:') throw new OutboundRefused(`${url.origin} is not https.`);
  const literal = addressOfHost(url.hostname);
  if (literal !== null && !isPublicAddress(literal)) {
    throw new OutboundRefused(`${url.hostname} is not a public address.`);
  }
}

/** As `dns.lookup`; a name with any address that is not public has none. */
const publicLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const first = error ? undefined : addresses[0];
    if (error) callback(error, '', 0);
    else if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
      callback(new OutboundRefused(`${hostname} has an address that is not public.`), '', 0);
    } else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

async function readAtMost(
  body: AsyncIterable<Uint8Array> | null,
  bytesMax: number,
  url: URL,
): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > bytesMax) throw new OutboundRefused(`${url.origin} answered with too much.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
