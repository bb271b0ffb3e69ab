import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { blobReferenceSchema, instantSchema, prioritySchema, sha256Schema } from '../primitives.ts';

/**
 * What a device tells the cloud. A record is named by (device, boot epoch, sequence): the device
 * draws a new boot epoch at each start and counts from 1 within it, so a name is never used twice
 * even where a dying card forgot what it had been told to keep.
 */

/** What may be known of a frame beyond the rest: optional all of it, so that it can grow. */
export const frameDetailsSchema = z
  .object({
    /** Stops by which the exposure was to deviate from what was metered. */
    ev: z.number().optional(),
    /** Gains of red and blue against green. */
    colourGains: z.tuple([z.number().positive(), z.number().positive()]).optional(),
    colourTemperatureK: z.number().positive().optional(),
    lux: z.number().nonnegative().optional(),
    /** Shares of the pixels in sixteen equal steps of brightness, from black to white. */
    histogram: z.array(z.number().min(0).max(1)).length(16).optional(),
    /** What lies on the lens, and how sure that is (0 to 1); null where that cannot be told. */
    lens: z
      .object({
        condition: z.enum(['clear', 'blur', 'fog', 'ice', 'drops', 'insect']),
        certainty: z.number().min(0).max(1),
      })
      .nullable()
      .optional(),
    /** How far the picture is moved against what the camera usually sees, in shares of its sides. */
    shift: z.object({ x: z.number(), y: z.number() }).nullable().optional(),
    /** The camera was turned some time ago, and from now on this is what it usually sees. */
    isNewView: z.boolean().optional(),
    /** What the frame was fused from, from dark to bright, where it is a bracket's. */
    bracket: z
      .array(
        z.object({
          shutterUs: z.number().positive().nullable(),
          gain: z.number().positive().nullable(),
          ev: z.number().optional(),
          luminance: z.number().min(0).max(1),
        }),
      )
      .min(2)
      .max(5)
      .optional(),
    /** SHA-256 of the file as the camera gave it, before it was stamped. */
    unstampedSha256: sha256Schema.optional(),
  })
  .meta({ id: 'FrameDetails' });
export type FrameDetails = z.infer<typeof frameDetailsSchema>;

/** Frame: metadata only; the bytes go by hash through the relay. Lengths in bytes and pixels. */
export const frameBodySchema = z.object({
  frameId: idSchema('frame'),
  cameraId: idSchema('camera'),
  /** The instant the schedule asked for. */
  slotAt: instantSchema,
  /** The instant the exposure began. */
  capturedAt: instantSchema,
  /** The instant the scene shows, where that differs (a simulated sky that runs faster than time). */
  sceneAt: instantSchema.nullable(),
  clockTrusted: z.boolean(),
  image: blobReferenceSchema,
  thumbnail: blobReferenceSchema,
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** Null, like the gain, where the camera does not say. */
  shutterUs: z.number().positive().nullable(),
  gain: z.number().positive().nullable(),
  /** Mean luminance, 0 (black) to 1 (white). */
  luminance: z.number().min(0).max(1),
  /** Variance of the Laplacian of the grey picture; higher is sharper. */
  sharpness: z.number().min(0),
  sunAltitudeDeg: z.number(),
  sunAzimuthDeg: z.number(),
  /** Absent where the camera does not tell, and in the records of workers before 0.2. */
  details: frameDetailsSchema.optional(),
});
export type FrameBody = z.infer<typeof frameBodySchema>;

/** The thirteen event types of the source systems; others pass through. */
export const knownEventTypes = [
  'system.status',
  'system.error',
  'system.warning',
  'capture.started',
  'capture.progress',
  'capture.completed',
  'capture.failed',
  'environmental.update',
  'weather.alert',
  'resource.update',
  'storage.warning',
  'connection.quality',
  'heartbeat',
] as const;

const eventTypeSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$/)
  .max(64);

/** Event envelope, named as the source systems name it. `ttl` is in seconds. */
export const eventBodySchema = z.object({
  id: z.uuid(),
  type: eventTypeSchema,
  timestamp: instantSchema,
  camera_id: idSchema('camera').nullable(),
  sequence_number: z.int().nonnegative(),
  data: z.record(z.string(), z.unknown()),
  priority: prioritySchema,
  ttl: z.number().positive().optional(),
});
export type EventBody = z.infer<typeof eventBodySchema>;

/** `data` of a `timelapse.completed` event: a video rendered and verified at the site. */
export const timelapseCompletedSchema = z.object({
  timelapseId: idSchema('timelapse'),
  cameraId: idSchema('camera'),
  from: instantSchema,
  to: instantSchema,
  frames: z.int().positive(),
  skippedFrames: z.int().nonnegative(),
  fps: z.number().positive(),
  durationSeconds: z.number().positive(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  codec: z.string().max(32),
  video: blobReferenceSchema,
  poster: blobReferenceSchema,
});
export type TimelapseCompleted = z.infer<typeof timelapseCompletedSchema>;

const keptUsageSchema = z.object({
  files: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  oldestAt: z.number().nullable(),
});

/** What a device keeps, and how long its disk lasts if all goes on as of late. Epoch ms, seconds. */
export const storageStandingSchema = z.object({
  pictures: keptUsageSchema,
  thumbnails: keptUsageSchema,
  videos: keptUsageSchema,
  quarantine: keptUsageSchema,
  lockedBytes: z.number().nonnegative(),
  bytesPerHour: z.number().nonnegative(),
  /** Until something that the cloud has goes before its time; null: never. */
  earlyInSeconds: z.number().nonnegative().nullable(),
  /** Until something goes that the cloud has not; null: never. */
  lossInSeconds: z.number().nonnegative().nullable(),
  card: z.enum(['well', 'full', 'stalled', 'failed']),
  memoryBytes: z.number().nonnegative(),
});
export type StorageStanding = z.infer<typeof storageStandingSchema>;

export const powerTroubles = ['under_voltage', 'capped', 'throttled', 'soft_limit'] as const;

/** Of a card with two slots (docs/edge-image.md): which one runs, and how its updates stand. */
export const systemStandingSchema = z.object({
  slot: z.enum(['a', 'b']),
  /** Whether the slot is tried, and the next start would take the other one. */
  isTrial: z.boolean(),
  /** Milliseconds since the Unix epoch; null while the system is as its card was written. */
  updatedAt: z.number().nullable(),
  /** When the archive was asked the last time. */
  lookedAt: z.number().nullable(),
  /** Packages that there are, and that this system has not. */
  pending: z.int().nonnegative(),
  /** Why they are not there yet, in one sentence. */
  reason: z
    .string()
    .max(500)
    .regex(/^\P{Cc}*$/u)
    .nullable(),
});
export type SystemStanding = z.infer<typeof systemStandingSchema>;

/** How the machine itself is. Whatever cannot be known is null. */
export const machineConditionSchema = z.object({
  /** Absent from machines that are no card of ours. */
  system: systemStandingSchema.optional(),
  /** By the firmware: what holds now, and what did since the boot. */
  power: z
    .object({
      now: z.array(z.enum(powerTroubles)).max(4),
      sinceBoot: z.array(z.enum(powerTroubles)).max(4),
    })
    .nullable(),
  card: z
    .object({
      /** Percent of its life, where the card says so; in steps of ten. */
      lifeUsedPercent: z.number().min(0).max(110).nullable(),
      bytesWritten: z.number().nonnegative(),
      bytesPerDay: z.number().nonnegative(),
      /** At that rate, if each cell is good for a thousand writes. */
      yearsLeft: z.number().nonnegative().nullable(),
    })
    .nullable(),
  network: z
    .object({
      interface: z.string().regex(/^[\w.:-]{1,15}$/),
      isWireless: z.boolean(),
      signalDbm: z.number().nullable(),
      speedMbps: z.number().nonnegative().nullable(),
      /** To the site's leader and back, the middle of the last records. */
      roundTripMs: z.number().nonnegative().nullable(),
      /** Of the last records that were sent to the leader, 0 to 1. */
      lossShare: z.number().min(0).max(1).nullable(),
    })
    .nullable(),
  clock: z.object({ isTrusted: z.boolean(), offsetMs: z.number().nullable() }),
  cameras: z
    .array(
      z.object({
        cameraId: idSchema('camera'),
        lastFrameAt: z.number().nullable(),
        /** Why the last slot has no frame; null where it has. */
        missing: z
          .string()
          .regex(/^[a-z-]{1,32}$/)
          .nullable(),
      }),
    )
    .max(16),
});
export type MachineCondition = z.infer<typeof machineConditionSchema>;

/** Health of a device, sent as its heartbeat. */
export const telemetryBodySchema = z.object({
  cpuPercent: z.number().min(0).max(100),
  memoryUsedBytes: z.number().nonnegative(),
  memoryTotalBytes: z.number().positive(),
  diskUsedBytes: z.number().nonnegative(),
  diskTotalBytes: z.number().positive(),
  temperatureC: z.number().nullable(),
  uptimeSeconds: z.number().nonnegative(),
  version: z.string().max(64),
  /** Records and bytes of pictures that the cloud has not confirmed yet. */
  backlogRecords: z.int().nonnegative(),
  backlogBlobs: z.int().nonnegative(),
  backlogBlobBytes: z.number().nonnegative(),
  /** Absent from devices before 0.2, and from those that have none. */
  storage: storageStandingSchema.optional(),
  condition: machineConditionSchema.optional(),
});
export type TelemetryBody = z.infer<typeof telemetryBodySchema>;

const header = {
  bootEpoch: z.uuid(),
  sequence: z.int().positive(),
  recordedAt: instantSchema,
  priority: prioritySchema,
  /** After so many seconds the record is worthless and a tombstone may take its place. */
  ttlSeconds: z.number().positive().optional(),
};

export const recordSchema = z.discriminatedUnion('kind', [
  z.object({ ...header, kind: z.literal('frame'), body: frameBodySchema }),
  z.object({ ...header, kind: z.literal('event'), body: eventBodySchema }),
  z.object({ ...header, kind: z.literal('telemetry'), body: telemetryBodySchema }),
  /** Stands for a record whose ttl ran out before it could be sent, so that the set still closes. */
  z.object({ ...header, kind: z.literal('tombstone'), body: z.object({ of: z.string().max(16) }) }),
]);
export type DeviceRecord = z.infer<typeof recordSchema>;
export type RecordKind = DeviceRecord['kind'];

/** A record's place among all records, where its body cannot be read (used to refuse it by name). */
export const recordNameSchema = z.object({ bootEpoch: z.uuid(), sequence: z.int().positive() });
