import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { raftRoleSchema } from '../edge/site-report.ts';

/**
 * `GET /status` on a process's operations port (loopback): what `eyrie fleet status` shows.
 * Each process writes `runtime.json` into its data folder when it listens, so that it is found.
 */
export const runtimeFileSchema = z.object({
  pid: z.int().positive(),
  startedAt: instantSchema,
  opsPort: z.int().positive(),
});
export type RuntimeFile = z.infer<typeof runtimeFileSchema>;

export const coordinatorStatusSchema = z.object({
  kind: z.literal('coordinator'),
  version: z.string(),
  state: z.enum(['enrolling', 'waiting-for-founders', 'running', 'failed']),
  /** Why it is not running yet, in one sentence; null when it is. */
  reason: z.string().nullable(),
  deviceId: idSchema('device').nullable(),
  siteId: idSchema('site').nullable(),
  nodeId: z.int().positive().nullable(),
  role: raftRoleSchema.nullable(),
  term: z.int().nonnegative(),
  leaderNodeId: z.int().positive().nullable(),
  commitIndex: z.int().nonnegative(),
  siteVersion: z.int().nonnegative(),
  /** Null on followers, which run no broker. */
  broker: z
    .object({ mqttPort: z.int(), relayPort: z.int(), clients: z.array(z.string()) })
    .nullable(),
  uplink: z.object({
    active: z.boolean(),
    backlogRecords: z.int().nonnegative(),
    lastReceiptAt: instantSchema.nullable(),
    lastError: z.string().nullable(),
  }),
});
export type CoordinatorStatus = z.infer<typeof coordinatorStatusSchema>;

export const workerStatusSchema = z.object({
  kind: z.literal('worker'),
  version: z.string(),
  state: z.enum(['enrolling', 'waiting-for-configuration', 'running', 'failed']),
  reason: z.string().nullable(),
  deviceId: idSchema('device').nullable(),
  siteId: idSchema('site').nullable(),
  bootEpoch: z.uuid(),
  /** Node id of the coordinator it is connected to. */
  leaderNodeId: z.int().positive().nullable(),
  configurationVersion: z.int().nonnegative(),
  framesCaptured: z.int().nonnegative(),
  lastFrame: z
    .object({
      frameId: idSchema('frame'),
      cameraId: idSchema('camera'),
      capturedAt: instantSchema,
      sha256: z.string(),
    })
    .nullable(),
  /** What the cloud has not confirmed yet. */
  backlog: z.object({ records: z.int(), blobs: z.int(), blobBytes: z.number() }),
  render: z
    .object({
      cameraId: idSchema('camera'),
      step: z.string(),
      done: z.int(),
      total: z.int(),
      percent: z.number(),
    })
    .nullable(),
  timelapsesRendered: z.int().nonnegative(),
  /** The disk, and what is in memory alone while it is not well. */
  card: z
    .object({
      state: z.enum(['well', 'full', 'stalled', 'failed']),
      reason: z.string().nullable(),
      entriesInMemory: z.int(),
      bytesInMemory: z.number(),
    })
    .optional(),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;
