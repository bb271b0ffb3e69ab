import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '@eyrie/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '../problems/problem.filter.ts';
import { toProblem } from '../problems/problem.ts';

/**
 * Answers for what never reaches a route, which Fastify would answer in words of its own: an address
 * that is no address. No hook runs for it, so that the headers are set here.
 */
export function answerFrameworkErrors(headers: Readonly<Record<string, string>>, logger: Logger) {
  return (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    void reply.headers(headers).header('x-request-id', request.id);
    sendProblem(error, request, reply, logger);
  };
}

const statusOfParser: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** Answers for what is not HTTP, and closes the connection: what follows on it has no meaning. */
export function answerClientErrors(headers: Readonly<Record<string, string>>) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    // The client is gone, or an answer has begun on the connection.
    if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
      socket.destroy();
      return;
    }
    const statusCode = statusOfParser[error.code ?? ''] ?? 400;
    const requestId = randomUUID();
    const { body } = toProblem(Object.assign(new Error('not HTTP'), { statusCode }), requestId);
    const text = JSON.stringify(body);
    const lines = {
      ...headers,
      'content-type': 'application/problem+json',
      'content-length': String(Buffer.byteLength(text)),
      'cache-control': 'no-store',
      'x-request-id': requestId,
      connection: 'close',
    };
    const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}`);
    socket.end(
      [`HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}`, ...head, '', text].join('\r\n'),
    );
  };
}
