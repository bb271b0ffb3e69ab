import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Who takes at least so many bytes a second may take as long as it takes. */
const bytesPerSecondMin = 500;
const checkMs = 500;

interface Answer {
  readonly response: ServerResponse;
  /** When it last was as it should be, and what the client had taken by then. */
  goodAt: number;
  takenThen: number;
}

/**
 * Ends connections whose client does not take its answer: each keeps a file, a query or megabytes of ours
 * for as long as it likes. Within `patienceMs` the least rate must have been had once; time in which
 * the answer waits for us does not count. Event streams look after their readers themselves.
 */
export function endSlowReaders(server: FastifyInstance, patienceMs: number): void {
  const answers = new Set<Answer>();
  server.addHook('onRequest', (_request, { raw }, done) => {
    if (raw.socket instanceof Socket) {
      const answer = { response: raw, goodAt: performance.now(), takenThen: taken(raw.socket) };
      answers.add(answer);
      raw.once('close', () => answers.delete(answer));
    }
    done();
  });
  const check = setInterval(
    () => {
      for (const answer of answers) {
        if (!isTooSlow(answer, patienceMs)) continue;
        answers.delete(answer);
        answer.response.socket?.destroy();
      }
    },
    Math.min(checkMs, patienceMs / 4),
  );
  check.unref();
  server.addHook('onClose', (_instance, done) => {
    clearInterval(check);
    done();
  });
}

function isTooSlow(answer: Answer, patienceMs: number): boolean {
  const { socket } = answer.response;
  const now = performance.now();
  if (!socket || waiting(socket) === 0 || isEventStream(answer.response)) {
    answer.goodAt = now;
    if (socket) answer.takenThen = taken(socket);
    return false;
  }
  if (taken(socket) - answer.takenThen >= (bytesPerSecondMin * patienceMs) / 1000) {
    answer.goodAt = now;
    answer.takenThen = taken(socket);
    return false;
  }
  return now - answer.goodAt > patienceMs;
}

/** Bytes that the kernel has taken, and with it, but for its buffers, the client. */
function taken(socket: Socket): number {
  return socket.bytesWritten - waiting(socket);
}

/** Bytes that wait for the client: ours, and those that were handed to the operating system's queue. */
function waiting(socket: Socket): number {
  const { _handle: handle } = socket as { _handle?: { writeQueueSize?: number } | null };
  return socket.writableLength + (handle?.writeQueueSize ?? 0);
}

function isEventStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream');
}
