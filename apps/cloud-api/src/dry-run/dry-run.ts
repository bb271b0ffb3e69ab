import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { InvalidRequest } from '../problems/index.ts';

export const dryRunMetadata = 'eyrie:dry-run';

/** `undone`: carried out and undone. `own`: the route knows by itself what a trial is. */
export type DryRunKind = 'undone' | 'own';

/**
 * With `?dry_run=true` the route answers what it would, and changes nothing: it is carried out in a
 * transaction that is undone. Only for what changes Postgres alone.
 */
export function HasDryRun(): MethodDecorator {
  return applyDecorators(
    SetMetadata(dryRunMetadata, 'undone' satisfies DryRunKind),
    ApiQuery({
      name: 'dry_run',
      required: false,
      description: 'true: change nothing, answer what would come of it.',
      schema: { type: 'string', enum: ['true', 'false'], default: 'false' },
    }),
  );
}

/** The route takes `dry_run` itself: what would come of it is more than its answer. */
export function TriesItself(): MethodDecorator {
  return SetMetadata(dryRunMetadata, 'own' satisfies DryRunKind);
}

/** Throws `InvalidRequest` where the wish is neither true nor false. */
export function isTrial({ query }: Pick<FastifyRequest, 'query'>): boolean {
  const wish = (query as Readonly<Record<string, unknown>>)['dry_run'];
  if (wish === undefined || wish === 'false') return false;
  if (wish === 'true') return true;
  throw new InvalidRequest([{ pointer: '/dry_run', message: 'must be true or false' }]);
}
