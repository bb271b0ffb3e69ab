import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../configuration.ts';
import { boundConnections } from './address-connections.ts';
import { endSlowBodies } from './slow-bodies.ts';
import { endSlowReaders } from './slow-readers.ts';

/** All headers of a request together, the first line with its query included. */
const headerBytesMax = 16 * 1024;
const headersMax = 100;
/** How often connections are looked at that have not told their headers in time. */
const checkMs = 1_000;

class TooManyHeaders extends Error {
  readonly statusCode = 431;
}

/** What Node's HTTP server is told before it takes a connection. */
export function httpOptions({ headersTimeoutMs }: Configuration) {
  return {
    maxHeaderSize: headerBytesMax,
    headersTimeout: headersTimeoutMs,
    // Bodies have a rule of their own (`endSlowBodies`).
    requestTimeout: 0,
    connectionsCheckingInterval: Math.min(checkMs, headersTimeoutMs / 2),
    // What another server would read in another way is refused here.
    insecureHTTPParser: false,
    requireHostHeader: true,
  };
}

/** Time and number for what a client may send before anything of ours has looked at it. */
export function guardHttpEdge(
  server: FastifyInstance,
  { bodyTimeoutMs, headersTimeoutMs, limits }: Configuration,
): void {
  // Fastify sets its own after the options.
  server.server.headersTimeout = headersTimeoutMs;
  // Node would leave out what is beyond its own number, silently.
  server.server.maxHeadersCount = 0;
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    done(raw.rawHeaders.length > 2 * headersMax ? new TooManyHeaders() : undefined);
  });
  endSlowBodies(server, bodyTimeoutMs);
  // The other direction has buffers on its way: what a client takes is seen later than what it sends.
  endSlowReaders(server, 3 * bodyTimeoutMs);
  boundConnections(server.server, {
    most: limits.connectionsPerAddress,
    trustedProxies: limits.trustedProxies,
  });
}
