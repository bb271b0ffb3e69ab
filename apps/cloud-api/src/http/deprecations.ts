import type { FastifyInstance } from 'fastify';
import type { Operation } from '../authorisation/operations.ts';
import { currentRequest } from '../request-context/request-context.ts';

/** An operation that is going to end. */
export interface Deprecation {
  /** Since when (RFC 3339). */
  readonly since: string;
  /** Not before this it ends, at least a year later (RFC 3339). */
  readonly sunset: string;
  /** What to use, and how: an address. */
  readonly link: string;
}

/** The one table of what is going to end; docs/api/README.md has the rules. */
export const deprecations: Partial<Record<Operation, Deprecation>> = {};

/** The headers that tell of it: RFC 9745, RFC 8594. */
export function deprecationHeaders({ since, sunset, link }: Deprecation): Record<string, string> {
  return {
    deprecation: `@${Math.floor(Date.parse(since) / 1000)}`,
    sunset: new Date(sunset).toUTCString(),
    link: `<${link}>; rel="deprecation"; type="text/html"`,
  };
}

/** Tells callers of operations that are going to end, in every answer. */
export function announceDeprecations(
  server: FastifyInstance,
  table: Readonly<Partial<Record<string, Deprecation>>> = deprecations,
): void {
  server.addHook('onSend', (_request, reply, payload, done) => {
    const deprecation = table[currentRequest()?.operation ?? ''];
    if (deprecation) void reply.headers(deprecationHeaders(deprecation));
    done(null, payload);
  });
}
