import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toProblem } from './problem.ts';

/** Turns whatever was thrown into a problem document. The only place that logs a failed request. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  /** `see` is shown each error with the address of its request. */
  constructor(
    private readonly logger: Logger,
    private readonly see: (error: unknown, url: string) => void,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    this.see(error, request.url);
    sendProblem(error, request, http.getResponse(), this.logger);
  }
}

export function sendProblem(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
): void {
  const { body, headers, unexpected } = toProblem(error, request.id);
  const fields = { requestId: request.id, method: request.method, route: request.routeOptions.url };
  if (unexpected) {
    logger.error({ event: 'request_failed', ...fields, err: error }, 'A request failed.');
  } else if (body.status === 503) {
    logger.warn({ event: 'request_unavailable', ...fields, code: body.code }, body.title);
  }
  // A stream that has begun cannot become a problem document any more.
  if (reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  void reply
    .status(body.status)
    .headers(headers)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .send(body);
}
