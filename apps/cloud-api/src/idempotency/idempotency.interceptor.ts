import { createHash } from 'node:crypto';
import { canonicalJson, idempotencyHeaders, idempotencyKeySchema } from '@eyrie/contracts';
import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, type Observable } from 'rxjs';
import type { PersonPrincipal } from '../authorisation/index.ts';
import type { Operation } from '../authorisation/operations.ts';
import { isTrial } from '../dry-run/index.ts';
import { handled } from '../http/handled.ts';
import { InvalidRequest } from '../problems/index.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { Tenancy } from '../tenancy/index.ts';
import { IdempotencyKeyInFlight, IdempotencyKeyReused } from './idempotency.errors.ts';
import { IdempotencyRecords, type KeptAnswer, type RequestName } from './idempotency-records.ts';

/** What makes nothing that could be made twice, or what has to be made anew each time. */
const withoutKey: ReadonlySet<Operation> = new Set<Operation>([
  // Its answer is a cookie, and the session that could ask again is over.
  'session.switch',
  'auth.token',
  'events.token',
]);

const keptHeaders = ['location', 'etag', 'cache-control'] as const;

/**
 * Requests under an Idempotency-Key have their effect once. What a request does and the answer that is
 * kept are one transaction (docs/decisions/0022): a crash leaves both or nothing. What is refused leaves
 * no record: nothing was done, and the sender may mend it and try again.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(IdempotencyRecords) private readonly records: IdempotencyRecords,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const name = nameOf(request);
    if (name === null) return next.handle();
    return from(this.once(name, request, http.getResponse<FastifyReply>(), next));
  }

  private async once(
    name: RequestName,
    request: FastifyRequest,
    reply: FastifyReply,
    next: CallHandler,
  ): Promise<unknown> {
    const requestSha256 = digestOf(request);
    const outcome = await this.tenancy.whole(name.organisationId, async (tx) => {
      if (!(await this.records.take(tx, name))) throw new IdempotencyKeyInFlight();
      const known = await this.records.find(tx, name);
      if (known) {
        if (known.requestSha256 !== requestSha256) throw new IdempotencyKeyReused();
        return { status: 'fulfilled', value: { answer: known.answer, isReplay: true } } as const;
      }
      const [settled] = await Promise.allSettled([handled(next)]);
      // What the feature had committed before it refused (a counted guess) stays, as without a key.
      if (settled.status === 'rejected') return settled;
      const answer = answerOf(reply, settled.value);
      await this.records.keep(tx, name, requestSha256, answer);
      return { status: 'fulfilled', value: { answer, isReplay: false } } as const;
    });
    if (outcome.status === 'rejected') throw outcome.reason;
    const { answer, isReplay } = outcome.value;
    if (isReplay) {
      void reply
        .status(answer.status)
        .headers(answer.headers)
        .header(idempotencyHeaders.replayed, 'true');
    }
    return answer.body;
  }
}

/** Null where the request has no key, or none is looked at. Throws `InvalidRequest`. */
function nameOf(request: FastifyRequest): RequestName | null {
  const key = request.headers[idempotencyHeaders.key];
  const { principal } = request;
  if (key === undefined || request.method !== 'POST' || principal?.kind !== 'person') return null;
  // A trial does nothing that could be done twice.
  if (isTrial(request)) return null;
  if (withoutKey.has(currentRequest()?.operation as Operation)) return null;
  if (!idempotencyKeySchema.safeParse(key).success) {
    const message = 'the header Idempotency-Key must be 1 to 128 visible ASCII characters';
    throw new InvalidRequest([{ pointer: '', message }]);
  }
  const path = request.url.split('?', 1)[0] ?? '';
  return {
    organisationId: principal.organisationId,
    actor: actorOf(principal),
    route: `POST ${path}`,
    key: String(key),
  };
}

function actorOf({ credential, userId }: PersonPrincipal): string {
  return credential.kind === 'api-key' ? `api-key ${credential.id}` : `person ${userId}`;
}

function digestOf({ query, body }: FastifyRequest): string {
  const text = canonicalJson({ query, body: body ?? null });
  return createHash('sha256').update(text).digest('hex');
}

function answerOf(reply: FastifyReply, body: unknown): KeptAnswer {
  const headers: Record<string, string> = {};
  for (const header of keptHeaders) {
    const value = reply.getHeader(header);
    if (typeof value === 'string') headers[header] = value;
  }
  return { status: reply.statusCode, headers, body };
}
