import path from 'node:path';
import cookie from '@fastify/cookie';
import files from '@fastify/static';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestPinoLogger } from '@eyrie/platform';
import type { FastifyInstance } from 'fastify';
import { AppModule, type AppParts } from '../app.module.ts';
import { RefusedAttempts } from '../audit/index.ts';
import { RequestLimits } from '../limits/index.ts';
import { ProblemFilter } from '../problems/index.ts';
import { runInRequest, runInTrace } from '../request-context/request-context.ts';
import { sessionCookie } from '../sessions/session-cookie.ts';
import { announceDeprecations } from './deprecations.ts';
import { refuseEarly } from './early-refusals.ts';
import { tagAnswers } from './entity-tags.ts';
import { answerClientErrors, answerFrameworkErrors } from './framework-errors.ts';
import { guardHttpEdge, httpOptions } from './http-edge.ts';
import { measureRequests } from './http-metrics.ts';
import { bodyBytesMax } from './json-limits.ts';
import { readLargeBodiesInTurns } from './large-bodies.ts';
import { serveOpenApi } from './openapi.ts';
import { requestId, traceId } from './request-id.ts';
import { RequestValidation } from './request-validation.ts';
import { securityHeaders } from './security-headers.ts';

/** Bytes that a handler reads as a stream: `request.body` is the stream itself. */
const streamedTypes = ['image/jpeg', 'video/mp4', 'application/gzip'];

/** The whole application, initialised and not yet listening. */
export async function createApp(parts: AppParts): Promise<NestFastifyApplication> {
  const { configuration, logger, registry } = parts;
  const headers = securityHeaders(configuration.publicUrl);
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    genReqId: requestId,
    http: httpOptions(configuration),
    keepAliveTimeout: 72_000,
    routerOptions: { maxParamLength: 256 },
    // Only as many hops as there are proxies: what stands before them was written by the caller.
    trustProxy: (_address, hop) => hop < configuration.limits.trustedProxies,
    frameworkErrors: answerFrameworkErrors(headers, logger),
    clientErrorHandler: answerClientErrors(headers),
  });
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest types its options as a class, and documents a literal.
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.register(parts), adapter, {
    logger: new NestPinoLogger(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
  const server = adapter.getInstance<FastifyInstance>();
  addHeaders(server, headers);
  takeDeletesWithoutBody(server);
  guardHttpEdge(server, configuration);
  const count = measureRequests(server, registry);
  const { name: sessionCookieName } = sessionCookie(configuration.publicUrl);
  refuseEarly(server, {
    limits: app.get(RequestLimits),
    headers,
    sessionCookieName,
    hasOwnConnections: configuration.limits.trustedProxies === 0,
    count,
  });
  tagAnswers(server);
  announceDeprecations(server);
  server.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode === 304) app.get(RequestLimits).giveBack(request);
    done();
  });
  readLargeBodiesInTurns(app, server);
  for (const type of streamedTypes) {
    server.addContentTypeParser(type, (_request, payload, done) => done(null, payload));
  }
  const refused = app.get(RefusedAttempts);
  app.useGlobalFilters(new ProblemFilter(logger, (error, url) => refused.see(error, url)));
  app.useGlobalPipes(new RequestValidation());
  await app.register(cookie);
  // The dashboard's controller sends the files; this only teaches replies how.
  await app.register(files, {
    root: path.resolve(configuration.dashboardDirectory),
    serve: false,
  });
  serveOpenApi(app, sessionCookieName);
  await app.init();
  await server.ready();
  return app;
}

/** Many clients name a type on every request. Where a DELETE brings nothing, there is nothing to read. */
function takeDeletesWithoutBody(server: FastifyInstance): void {
  server.addHook('onRequest', ({ method, headers }, _reply, done) => {
    const isEmpty =
      headers['transfer-encoding'] === undefined && (headers['content-length'] ?? '0') === '0';
    if (method === 'DELETE' && isEmpty) delete headers['content-type'];
    done();
  });
}

/** On every answer: security, the request's name, and how long the cloud took. */
function addHeaders(server: FastifyInstance, headers: Readonly<Record<string, string>>): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id);
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('server-timing', `app;dur=${reply.elapsedTime.toFixed(1)}`);
    done(null, payload);
  });
  // After the body was read: what runs from here on knows whose work it is.
  server.addHook('preHandler', (request, _reply, done) => {
    const { id: requestId, ip: address } = request;
    const context = { requestId, address, operation: null, principal: null };
    runInTrace(traceId(request, requestId), () => runInRequest(context, done));
  });
}
