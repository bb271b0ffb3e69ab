import {
  type CallHandler,
  type ExecutionContext,
  Inject,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { map, type Observable } from 'rxjs';
import { fieldsMetadata, readFields, withFields } from './fields.ts';

/** Leaves out of a page what was not asked for; a wish that nobody can fulfil is refused before. */
@Injectable()
export class FieldsInterceptor implements NestInterceptor {
  constructor(@Inject(Reflector) private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const known = this.reflector.get<string[] | undefined>(fieldsMetadata, context.getHandler());
    if (known === undefined) return next.handle();
    const { query } = context.switchToHttp().getRequest<FastifyRequest>();
    const fields = readFields((query as Readonly<Record<string, unknown>>)['fields'], known);
    if (fields === null) return next.handle();
    return next.handle().pipe(map((page: { items: object[] }) => withFields(page, fields)));
  }
}
