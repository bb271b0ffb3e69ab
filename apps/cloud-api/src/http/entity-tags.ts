import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Gives every JSON answer to a read a strong ETag, and answers 304 to who has it already. The tag is the
 * hash of the answer; where the answer has a revision (a tag of digits alone), that comes before it.
 */
export function tagAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    done(null, isTagged(request, reply, payload) ? tag(request, reply, payload) : payload);
  });
}

function isTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): payload is string {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    reply.statusCode === 200 &&
    typeof payload === 'string' &&
    String(reply.getHeader('content-type')).startsWith('application/json') &&
    !String(reply.getHeader('cache-control') ?? '').includes('no-store')
  );
}

function tag(request: FastifyRequest, reply: FastifyReply, payload: string): string {
  const hash = createHash('sha256').update(payload).digest('base64url').slice(0, 22);
  const revision = /^"(\d+)"$/.exec(String(reply.getHeader('etag') ?? ''))?.[1];
  const etag = revision === undefined ? `"${hash}"` : `"${revision}-${hash}"`;
  void reply.header('etag', etag).header('vary', 'cookie, authorization');
  if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-cache');
  if (!isKnown(request.headers['if-none-match'], etag)) return payload;
  void reply.status(304).removeHeader('content-type').removeHeader('content-length');
  return '';
}

/** If-None-Match compares weakly: `W/` makes no difference (RFC 9110, 13.1.2). */
export function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''))
    .some((one) => one === '*' || one === etag);
}
