import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { incarnationSchema, raftRoleSchema, standingSchema } from './site-report.ts';

const addressSchema = z.object({
  host: z.string().min(1).max(255),
  port: z.int().min(1).max(65_535),
});

/**
 * What one coordinator tells another of itself, over the site's mutual TLS. Asking tells as much as
 * answering: so a newcomer is known to the leader by whoever hears of the other first.
 */
export const memberCardSchema = z.object({
  nodeId: z.int().positive(),
  deviceId: idSchema('device'),
  version: z.string().max(64),
  siteEpoch: z.int().positive(),
  /** Who founded that epoch: whom one joins who comes from an older one. */
  foundingVoters: z
    .array(z.object({ deviceId: idSchema('device'), nodeId: z.int().positive() }))
    .max(5),
  incarnation: incarnationSchema,
  role: raftRoleSchema,
  term: z.int().nonnegative(),
  leaderNodeId: z.int().positive().nullable(),
  /** Where it takes part by its own account: `member` includes learners. */
  isMember: z.boolean(),
  commitIndex: z.int().nonnegative(),
  lastIndex: z.int().nonnegative(),
  snapshotIndex: z.int().nonnegative(),
  /** Null before the first sync. */
  fsyncP99Ms: z.number().nonnegative().nullable(),
  /** Where it listens for the others; a hint. */
  address: addressSchema.nullable(),
  /** Of this run of the program; none from a version before there were any. */
  runId: z.uuid().optional(),
  /** Coordinators that it found to be two machines. */
  clones: z.array(idSchema('device')).max(64).optional(),
});
export type MemberCard = z.infer<typeof memberCardSchema>;

/** What the asked one knows of the asker's place, so that one who was taken out learns of it. */
export const memberAnswerSchema = z.object({
  card: memberCardSchema,
  /**
   * Whom the asked one takes for coordinators of the site, and by which version of the manifest: so a
   * node that was away lets those in who came meanwhile, also where the cloud is away.
   */
  roster: z.object({
    siteEpoch: z.int().positive(),
    version: z.int().positive(),
    coordinators: z
      .array(
        z.object({
          nodeId: z.int().positive(),
          deviceId: idSchema('device'),
          name: z.string().max(200),
        }),
      )
      .max(64),
  }),
  /** Null where the asked one does not know. `retired`: this very card was taken out for good. */
  yourStanding: z.enum(['member', 'retired', 'waiting']).nullable(),
});
export type MemberAnswer = z.infer<typeof memberAnswerSchema>;

/** A question of one coordinator to another; who asks for a card shows its own. */
export const memberQuestionSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('card'), card: memberCardSchema }),
  z.object({ ask: z.literal('site') }),
]);
export type MemberQuestion = z.infer<typeof memberQuestionSchema>;

export const siteMemberSchema = z.object({
  nodeId: z.int().positive(),
  deviceId: idSchema('device').nullable(),
  name: z.string(),
  standing: standingSchema,
  /** What it does in its term; null where it was not heard. */
  role: raftRoleSchema.nullable(),
  incarnation: incarnationSchema.nullable(),
  matchIndex: z.int().nonnegative().nullable(),
  lagEntries: z.int().nonnegative().nullable(),
  /** How the leader feeds it. */
  replication: z.enum(['probe', 'replicate', 'snapshot']).nullable(),
  reachable: z.boolean(),
  /** Milliseconds since it was last heard by whoever made this list; null where never. */
  lastContactMs: z.number().nonnegative().nullable(),
  fsyncP99Ms: z.number().nonnegative().nullable(),
  snapshotIndex: z.int().nonnegative().nullable(),
  version: z.string().nullable(),
  address: z.string().nullable(),
});
export type SiteMember = z.infer<typeof siteMemberSchema>;

export const underWaySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('joint'), joining: z.array(z.int()), leaving: z.array(z.int()) }),
  z.object({ type: z.literal('catching-up'), nodeId: z.int(), lagEntries: z.int() }),
  z.object({
    type: z.literal('snapshot'),
    nodeId: z.int(),
    sentBytes: z.number(),
    totalBytes: z.number(),
    percent: z.number(),
  }),
  z.object({ type: z.literal('transfer'), nodeId: z.int() }),
  z.object({ type: z.literal('removal'), nodeId: z.int() }),
]);
export type UnderWay = z.infer<typeof underWaySchema>;

/** `GET /v1/site` on a coordinator's admin socket: what `eyrie site status` shows. */
export const siteStatusSchema = z.object({
  at: instantSchema,
  siteId: idSchema('site').nullable(),
  siteName: z.string().nullable(),
  /** Null before the coordinator takes part; `reason` says why then. */
  siteEpoch: z.int().positive().nullable(),
  term: z.int().nonnegative(),
  commitIndex: z.int().nonnegative(),
  leaderNodeId: z.int().positive().nullable(),
  /** Milliseconds without a leader; null while there is one. */
  leaderlessMs: z.number().nonnegative().nullable(),
  leaderChanges: z.int().nonnegative(),
  /** The coordinator that was asked, and the one whose view this is (the leader's where it answers). */
  askedNodeId: z.int().positive().nullable(),
  seenByNodeId: z.int().positive().nullable(),
  /** Why the asked coordinator does not take part, in one sentence; null when it does. */
  reason: z.string().nullable(),
  voters: z.int().nonnegative(),
  votersReachable: z.int().nonnegative(),
  hasQuorum: z.boolean(),
  members: z.array(siteMemberSchema),
  underWay: z.array(underWaySchema),
  /** What somebody should know, in sentences. */
  notices: z.array(z.string()),
});
export type SiteStatus = z.infer<typeof siteStatusSchema>;
