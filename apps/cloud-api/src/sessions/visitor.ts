import type { FastifyRequest } from 'fastify';
import { knownDeviceCookieOf } from './session-cookie.ts';

/** Where a log-in comes from. */
export interface Visitor {
  address: string;
  userAgent: string;
  /** The mark of a browser in which somebody has logged in before (`KnownDevices`). */
  knownDevice: string | null;
}

export function visitorOf(request: FastifyRequest): Visitor {
  return {
    address: request.ip,
    userAgent: request.headers['user-agent'] ?? '',
    knownDevice: knownDeviceCookieOf(request.cookies),
  };
}
