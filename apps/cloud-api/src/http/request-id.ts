import { randomUUID } from 'node:crypto';
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
  const trace = traceParent.exec(typeof traceparent === 'string' ? traceparent : '')?.[1];
  return trace ?? randomUUID();
}
