import type { FastifyRequest } from 'fastify';
import type { Visitor } from './sessions.service.ts';

export function visitorOf(request: FastifyRequest): Visitor {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}
