import { createParamDecorator, type ExecutionContext, applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IfMatchRequired } from './precondition.errors.ts';
import { SeenRevision } from './seen-revision.ts';

/** Documents that a route asks for If-Match. `unless`: when it does not. */
export function NeedsIfMatch({ unless }: { unless?: string } = {}): MethodDecorator {
  return applyDecorators(
    ApiHeader({
      name: 'if-match',
      required: unless === undefined,
      description:
        'The ETag of what is changed, as it was seen; * for whatever is there.' +
        (unless === undefined ? '' : ` Not needed ${unless}.`),
      schema: { type: 'string', example: '"3"' },
    }),
  );
}

function seenBy(context: ExecutionContext): SeenRevision | null {
  const { headers } = context.switchToHttp().getRequest<FastifyRequest>();
  return SeenRevision.fromHeader(headers['if-match']);
}

/** A `SeenRevision`; answers 428 where the request has none. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const seen = seenBy(context);
  if (!seen) throw new IfMatchRequired();
  return seen;
});

/** A `SeenRevision`, or null where the request has none. */
export const IfMatchWhereGiven = createParamDecorator((_: unknown, context: ExecutionContext) =>
  seenBy(context),
);

/** Tells the revision in the answer; what is read gets a tag of its content as well (http/entity-tags.ts). */
export function withRevision<Resource extends { readonly revision: number }>(
  reply: FastifyReply,
  resource: Resource,
): Resource {
  void reply.header('etag', `"${resource.revision}"`);
  return resource;
}
