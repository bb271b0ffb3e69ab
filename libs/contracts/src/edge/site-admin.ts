import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';

/**
 * What an operator asks of a coordinator over the socket in its data folder: JSON over HTTP, mode 0600.
 * `POST /v1/site/rejoin`, at one that was taken out, lets it come back as a new card.
 * Errors are problems with a `code`; `site.not_leader` names the leader in its details.
 */
export const adminSocketName = 'admin.sock';

/** `POST /v1/site/removal`: takes a coordinator out of the group. `force`: though the quorum is lost. */
export const removalRequestSchema = z.object({
  nodeId: z.int().positive(),
  force: z.boolean().default(false),
});
export type RemovalRequest = z.output<typeof removalRequestSchema>;

/** `POST /v1/site/replacement`: one goes and the other comes, in one change. */
export const replacementRequestSchema = z.object({
  oldNodeId: z.int().positive(),
  newNodeId: z.int().positive(),
});

/** `POST /v1/site/transfer`: to that voter, or to the one that has most. */
export const transferRequestSchema = z.object({ nodeId: z.int().positive().nullable() });

/** What became of a change: `done` is in effect; `agreed` is decided and carried out by the leader. */
export const changeAnswerSchema = z.object({
  outcome: z.enum(['done', 'agreed']),
  message: z.string(),
});
export type ChangeAnswer = z.infer<typeof changeAnswerSchema>;

/** `GET /v1/site/recovery`: what a recovery from here would mean. */
export const recoveryPlanSchema = z.object({
  siteName: z.string(),
  fromEpoch: z.int().positive(),
  survivor: z.object({ nodeId: z.int().positive(), name: z.string() }),
  lastIndex: z.int().nonnegative(),
  lastTerm: z.int().nonnegative(),
  commitIndex: z.int().nonnegative(),
  voters: z.int().nonnegative(),
  missing: z.array(
    z.object({
      nodeId: z.int().positive(),
      deviceId: idSchema('device').nullable(),
      name: z.string(),
      /** When it was heard last by this coordinator; null: not since it started. */
      lastHeardAt: instantSchema.nullable(),
    }),
  ),
  /** Why it is refused, in one sentence; null when it may be done. */
  refusal: z.string().nullable(),
});
export type RecoveryPlan = z.infer<typeof recoveryPlanSchema>;

/** `POST /v1/site/recovery`: the site's name shows that a person has read what it means. */
export const recoveryRequestSchema = z.object({ siteName: z.string() });
