import type { FastifyInstance } from 'fastify';
import { Counter, Histogram, type Registry } from 'prom-client';

/**
 * Counts and times every request by its route's pattern; ids and queries never become labels. The result
 * counts a request that no route has seen.
 */
export function measureRequests(
  server: FastifyInstance,
  registry: Registry,
): (method: string, endpoint: string, status: number) => void {
  const labelNames = ['method', 'endpoint'] as const;
  const total = new Counter({
    name: 'http_requests_total',
    help: 'Requests answered.',
    labelNames: [...labelNames, 'status'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  server.addHook('onResponse', (request, reply, done) => {
    const labels = { method: request.method, endpoint: request.routeOptions.url ?? 'unmatched' };
    total.inc({ ...labels, status: String(reply.statusCode) });
    duration.observe(labels, reply.elapsedTime / 1000);
    done();
  });
  return (method, endpoint, status) => total.inc({ method, endpoint, status: String(status) });
}
