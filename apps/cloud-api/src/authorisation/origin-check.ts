import type { FastifyRequest } from 'fastify';
import { ForeignOrigin } from './authorisation.errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a request that changes something and comes from another site's page: SameSite cookies are
 * the first defence, this is the second. Programs that are not browsers send neither header.
 * Throws `ForeignOrigin`.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string): void {
  if (safeMethods.has(request.method)) return;
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw new ForeignOrigin();
  if (origin === undefined) return;
  if (origin === new URL(publicUrl).origin) return;
  // A fleet on one machine is reached by several names; the page's host is then the request's own.
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new ForeignOrigin();
}
