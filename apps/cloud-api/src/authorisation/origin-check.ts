import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { ForeignOrigin } from './authorisation.errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a request that changes something and comes from another site's page: SameSite cookies are
 * the first defence, this is the second. Throws `ForeignOrigin`.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string): void {
  if (safeMethods.has(request.method)) return;
  if (isForeignOrigin(request.headers, publicUrl)) throw new ForeignOrigin();
}

/** Whether a request comes from another site's page. Programs that are not browsers say neither. */
export function isForeignOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') return true;
  if (origin === undefined || origin === new URL(publicUrl).origin) return false;
  // A fleet on one machine is reached by several names; the page's host is then the request's own.
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
