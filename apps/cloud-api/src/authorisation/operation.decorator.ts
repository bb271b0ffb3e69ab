import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBearerAuth, ApiCookieAuth, ApiOperation } from '@nestjs/swagger';
import { accessOf, type Operation } from './operations.ts';

export const operationMetadata = 'eyrie:operation';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route that `RouteOperation` names: known as soon as the route is. */
    operation?: Operation;
  }
}

/**
 * Names the operation of a route: its right is the operation's entry in `operations`, its
 * operationId in the OpenAPI document is the name, and `summary` is what the page shows.
 */
export function RouteOperation(operation: Operation, summary: string): MethodDecorator {
  const access = accessOf(operation);
  const security =
    access === 'public'
      ? []
      : 'people' in access
        ? [ApiCookieAuth('session'), ...(access.keys === false ? [] : [ApiBearerAuth('bearer')])]
        : [ApiBearerAuth('device')];
  return applyDecorators(
    SetMetadata(operationMetadata, operation),
    RouteConfig({ operation }),
    ApiOperation({ operationId: operation, summary }),
    ...security,
  );
}
