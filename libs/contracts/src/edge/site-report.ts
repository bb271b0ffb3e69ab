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
    }),
  ),
  /** Devices with a connection to the broker now. */
  connected: z.array(idSchema('device')),
  reported: z.array(reportedConfigurationSchema.extend({ deviceId: idSchema('device') })),
  uplinkBacklogRecords: z.int().nonnegative(),
  at: instantSchema,
});
export type SiteReport = z.infer<typeof siteReportSchema>;
