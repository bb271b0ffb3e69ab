import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { reportedConfigurationSchema } from './configuration.ts';

export const raftRoleSchema = z.enum([
  'leader',
  'follower',
  'candidate',
  'pre-candidate',
  'learner',
]);
export type RaftRole = z.infer<typeof raftRoleSchema>;

/**
 * What a coordinator is in the site's Raft group. `joining` and `leaving` are the two halves of a joint
 * change; `waiting` has enrolled and is not in the group yet; `removed` was taken out by an operator.
 */
export const standingSchema = z.enum([
  'voter',
  'learner',
  'joining',
  'leaving',
  'waiting',
  'removed',
]);
export type Standing = z.infer<typeof standingSchema>;

/** Tells one card (one life of a node's disk) from every other that had the same node number. */
export const incarnationSchema = z.string().regex(/^[0-9a-f]{16}$/);

/** `POST /edge/v1/site/report`: the leader's view of its site, every few seconds and at changes. */
export const siteReportSchema = z.object({
  leaderNodeId: z.int().positive(),
  term: z.int().positive(),
  commitIndex: z.int().nonnegative(),
  version: z.string(),
  members: z.array(
    z.object({
      deviceId: idSchema('device'),
      nodeId: z.int().positive(),
      role: raftRoleSchema,
      reachable: z.boolean(),
      matchIndex: z.int().nonnegative(),
      /** This and the next three are absent from coordinators before 0.2. */
      standing: standingSchema.optional(),
      /** Null while its card is not known. */
      incarnation: incarnationSchema.nullable().optional(),
      lagEntries: z.int().nonnegative().optional(),
      version: z.string().max(64).nullable().optional(),
    }),
  ),
  /** Devices with a connection to the broker now. */
  connected: z.array(idSchema('device')),
  reported: z.array(reportedConfigurationSchema.extend({ deviceId: idSchema('device') })),
  /** Devices that two machines take turns to be; absent where there are none. */
  clones: z.array(idSchema('device')).optional(),
  uplinkBacklogRecords: z.int().nonnegative(),
  at: instantSchema,
});
export type SiteReport = z.infer<typeof siteReportSchema>;
