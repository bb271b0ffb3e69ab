import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Who sends at least so many bytes a second may take as long as it takes; a video may be long. */
const bytesPerSecondMin = 500;
const checkMs = 500;
/** A JSON body is at most two megabytes: no line is so slow that it may take longer than this. */
const documentFactor = 6;

interface Reception {
  readonly request: IncomingMessage;
  /** Kept apart: Node.js takes it from the request whose reader gives up before the end. */
  readonly socket: Socket;
  readonly begunAt: number;
  readonly bytesBefore: number;
}

/**
 * Ends connections that keep a body open by sending next to nothing. A body has `patienceMs`, and a
 * second more for each 500 bytes that have come.
 */
export function endSlowBodies(server: FastifyInstance, patienceMs: number): void {
  const receptions = new Set<Reception>();
  server.addHook('onRequest', ({ raw }, _reply, done) => {
    const { socket } = raw;
    const { 'content-length': length, 'transfer-encoding': encoding } = raw.headers;
    const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
    // What Fastify injects came over no line: its body is there, and nothing could be ended.
    if (socket instanceof Socket && hasBody) {
      receptions.add({
        request: raw,
        socket,
        begunAt: performance.now(),
        bytesBefore: socket.bytesRead,
      });
    }
    done();
  });
  const check = setInterval(
    () => {
      for (const reception of receptions) {
        const { request, socket } = reception;
        if (request.complete || socket.destroyed) receptions.delete(reception);
        else if (isTooSlow(reception, patienceMs)) {
          receptions.delete(reception);
          refuse(socket);
        }
      }
    },
    Math.min(checkMs, patienceMs / 2),
  );
  check.unref();
  server.addHook('onClose', (_instance, done) => {
    clearInterval(check);
    done();
  });
}

function isTooSlow(reception: Reception, patienceMs: number): boolean {
  const { request, socket, begunAt, bytesBefore } = reception;
  // What waits in our buffer waits for us.
  if (request.readableLength > 0) return false;
  const seconds = (performance.now() - begunAt - patienceMs) / 1000;
  const isDocument = request.headers['content-type']?.startsWith('application/json') ?? false;
  if (isDocument && seconds * 1000 > (documentFactor - 1) * patienceMs) return true;
  return seconds > (socket.bytesRead - bytesBefore) / bytesPerSecondMin;
}

function refuse(socket: Socket): void {
  const text = 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';
  socket.end(text, () => socket.destroy());
}
