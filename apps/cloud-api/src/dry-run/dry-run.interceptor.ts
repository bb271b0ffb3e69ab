import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { from, type Observable } from 'rxjs';
import { handled } from '../http/handled.ts';
import { InvalidRequest } from '../problems/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { type DryRunKind, dryRunMetadata, isTrial } from './dry-run.ts';

/** Tries what somebody only wants to know. What has no trial is refused: it must not happen instead. */
@Injectable()
export class DryRunInterceptor implements NestInterceptor {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const { principal, method } = request;
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead || principal?.kind !== 'person' || !isTrial(request)) return next.handle();
    const kind = this.reflector.get<DryRunKind | undefined>(dryRunMetadata, context.getHandler());
    if (kind === 'own') return next.handle();
    if (kind === undefined) {
      throw new InvalidRequest([{ pointer: '/dry_run', message: 'this has no dry run' }]);
    }
    void http.getResponse<FastifyReply>().header('dry-run', 'true');
    return from(this.tenancy.trial(principal.organisationId, () => handled(next)));
  }
}
