import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const acceptable = /^[A-Za-z0-9._-]{8,64}$/;
/** W3C Trace Context, version 00: the id of the whole trace comes first. */
const traceParent = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * The caller's X-Request-Id where it is harmless in a log and a header, else the trace that its
 * `traceparent` names, else a new one.
 */
export function requestId(request: Pick<IncomingMessage, 'headers'>): string {
  const { 'x-request-id': given, traceparent } = request.headers;
  if (typeof given === 'string' && acceptable.test(given)) return given;
  return traceOf(traceparent) ?? randomUUID();
}

/**
 * The W3C trace (32 hexadecimal digits) that a request belongs to: the caller's, else one that follows from
 * the request's id, so that whoever has one of them finds the other.
 */
export function traceId({ headers }: Pick<IncomingMessage, 'headers'>, id: string): string {
  const given = traceOf(headers.traceparent);
  if (given !== null) return given;
  const digits = id.replaceAll('-', '');
  if (/^(?!0{32})[0-9a-f]{32}$/.test(digits)) return digits;
  return createHash('sha256').update(id).digest('hex').slice(0, 32);
}

function traceOf(header: string | string[] | undefined): string | null {
  return traceParent.exec(typeof header === 'string' ? header : '')?.[1] ?? null;
}
