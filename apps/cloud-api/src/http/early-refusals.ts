import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { accessOf } from '../authorisation/operations.ts';
import { isFree, type RequestLimits, type Standing } from '../limits/index.ts';
import { Patience } from './patience.ts';
import { RefusalAnswer } from './refusal-answer.ts';

export interface EarlyRefusalOptions {
  readonly limits: Pick<RequestLimits, 'spentBy' | 'spentAt' | 'settle'>;
  /** Those of every answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sessionCookieName: string;
  /** Whether connections are those of clients, and not of proxies that carry everybody's requests. */
  readonly hasOwnConnections: boolean;
  /** Counts what no route has seen. */
  readonly count: (method: string, endpoint: string, status: number) => void;
}

/** What waits for its reader on a connection at most, before nothing more is answered there. */
const unreadBytesMax = 64 * 1024;

/**
 * Refuses those whose limit is used up before anything is done for them: a request without a body before
 * the router sees it, where all routes of its kind ask for a credential and this one is known; every other one
 * before its body is read. What is not known is left to the guard.
 */
export function refuseEarly(server: FastifyInstance, options: EarlyRefusalOptions): void {
  const { limits, headers, sessionCookieName, hasOwnConnections, count } = options;
  const patience = hasOwnConnections ? new Patience() : null;
  const answer = new RefusalAnswer(headers);
  const kinds = new RouteKinds();
  const credentialOf = ({ headers: { authorization, cookie } }: Pick<IncomingMessage, 'headers'>) =>
    authorization ?? cookieNamed(sessionCookieName, cookie);

  server.addHook('onRoute', ({ url, config }) => kinds.add(url, config?.operation));
  server.addHook('onRequest', (request, reply, done) => {
    const spent = spentFor(request);
    if (isSpent(spent)) {
      reply.hijack();
      send(request.raw, reply.raw, spent);
    }
    done();
  });

  /** Of who asks here: of the credential where it is one that was let in before, else of the address. */
  function spentFor(request: FastifyRequest): readonly Standing[] {
    const { operation } = request.routeOptions.config;
    if (operation === undefined || isFree(operation)) return [];
    const credential = accessOf(operation) === 'public' ? undefined : credentialOf(request);
    const known = credential === undefined ? null : limits.spentBy(request.raw, credential);
    return known ?? limits.spentAt(request.raw, request.ip);
  }

  /** Whether the request was answered. */
  function refuse(request: IncomingMessage, response: ServerResponse): boolean {
    if (hasBody(request)) return false;
    const kind = kinds.limitedKindOf(request.url ?? '');
    if (kind === null) return false;
    const credential = credentialOf(request);
    const spent = credential === undefined ? null : limits.spentBy(request, credential);
    if (spent === null || !isSpent(spent)) return false;
    count(request.method ?? '', kind, 429);
    send(request, response, spent);
    return true;
  }

  function send(
    request: IncomingMessage,
    response: ServerResponse,
    spent: readonly [Standing, ...Standing[]],
  ): void {
    const { socket } = request;
    if (patience?.isOver(socket)) return;
    patience?.try(socket, response);
    // Whoever asks on and on and does not even read what is said is not worth a connection.
    if (socket.writableLength > unreadBytesMax) socket.destroy();
    else answer.send(request, response, spent);
  }

  const http: Server = server.server;
  const [route] = http.listeners('request') as [typeof refuse];
  http.removeListener('request', route);
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (refuse(request, response)) return;
    response.once('close', () => limits.settle(request));
    route(request, response);
  });
}

/**
 * The first two parts of addresses (`/v1/devices`), for those under which every route asks for a credential.
 * They are compared as they are written: what is written in another way is left to the router.
 */
class RouteKinds {
  private readonly limited = new Set<string>();
  private readonly open = new Set<string>();

  add(pattern: string, operation: Parameters<typeof accessOf>[0] | undefined): void {
    const kind = kindOf(pattern);
    const isOpen = operation === undefined || accessOf(operation) === 'public';
    (isOpen ? this.open : this.limited).add(kind);
  }

  limitedKindOf(url: string): string | null {
    const kind = kindOf(url);
    return this.limited.has(kind) && !this.open.has(kind) ? kind : null;
  }
}

function kindOf(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  const second = path.indexOf('/', 1);
  const third = second < 0 ? -1 : path.indexOf('/', second + 1);
  return third < 0 ? path : path.slice(0, third);
}

function isSpent(spent: readonly Standing[]): spent is readonly [Standing, ...Standing[]] {
  return spent.length > 0;
}

function hasBody({ headers }: IncomingMessage): boolean {
  const { 'content-length': length, 'transfer-encoding': encoding } = headers;
  return encoding !== undefined || (length !== undefined && length !== '0');
}

/** The value of a cookie as it was sent: those that are asked for here are never encoded. */
function cookieNamed(name: string, header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  for (let from = 0; from < header.length;) {
    const semicolon = header.indexOf(';', from);
    const end = semicolon < 0 ? header.length : semicolon;
    const equals = header.indexOf('=', from);
    if (equals > 0 && equals < end && header.slice(from, equals).trim() === name) {
      return header.slice(equals + 1, end).trim();
    }
    from = end + 1;
  }
  return undefined;
}
