import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { deviceRoleSchema, instantSchema, placeSchema } from '../primitives.ts';

const seconds = z.number().positive();

/** When to capture. Slots lie on the wall clock. Shapes are those of @eyrie/schedule. */
export const scheduleSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('interval'), intervalSeconds: seconds }),
  z.object({
    type: z.literal('solar_relative'),
    anchor: z.enum(['sunrise', 'sunset', 'civil_dawn', 'civil_dusk', 'noon']),
    offsetMinutes: z.number().min(-720).max(720),
    durationMinutes: z.number().positive().max(1440),
    intervalSeconds: seconds,
  }),
]);
export type ScheduleConfiguration = z.infer<typeof scheduleSchema>;

export const simulatedSkySchema = z.object({
  type: z.literal('simulated-sky'),
  seed: z.string().min(1).max(64),
  widthPx: z.int().min(64).max(8192).default(1920),
  heightPx: z.int().min(64).max(8192).default(1080),
  /** Compass direction the camera looks to. */
  facingDeg: z.number().min(0).max(360).default(180),
  /** Scene seconds per wall second, counted from the anchor. */
  timeScale: z.number().positive().max(100_000).default(1),
  /** The instant at which scene time and wall time agree. */
  anchorAt: instantSchema,
});
export type SimulatedSkyConfiguration = z.infer<typeof simulatedSkySchema>;

export const cameraConfigurationSchema = z.object({
  cameraId: idSchema('camera'),
  name: z.string(),
  driver: z.discriminatedUnion('type', [simulatedSkySchema]),
  schedules: z.array(scheduleSchema).min(1).max(32),
  thumbnailWidthPx: z.int().min(64).max(1024).default(480),
  /** Videos of consecutive windows of wall time; null renders none. */
  timelapse: z
    .object({
      windowSeconds: z.int().min(30).max(86_400),
      fps: z.number().min(1).max(120),
      crf: z.int().min(0).max(51),
    })
    .nullable(),
});
export type CameraConfiguration = z.infer<typeof cameraConfigurationSchema>;

export const workerConfigurationSchema = z.object({
  place: placeSchema,
  heartbeatSeconds: z.number().min(1).max(300),
  /** Frames stay on the worker at least so long, and in any case until the cloud has stored them. */
  keepFramesSeconds: z.number().nonnegative(),
  cameras: z.array(cameraConfigurationSchema).max(16),
});
export type WorkerConfiguration = z.infer<typeof workerConfigurationSchema>;

/** What a worker runs with, and since when. Versions only grow. */
export const desiredConfigurationSchema = z.object({
  version: z.int().positive(),
  configuration: workerConfigurationSchema,
});
export type DesiredConfiguration = z.infer<typeof desiredConfigurationSchema>;

/** `config/reported`: what the worker made of the desired configuration. */
export const reportedConfigurationSchema = z.object({
  version: z.int().nonnegative(),
  desiredVersion: z.int().positive(),
  applied: z.boolean(),
  reason: z.string().nullable(),
});
export type ReportedConfiguration = z.infer<typeof reportedConfigurationSchema>;

/** `GET /edge/v1/site` (ETag: the version): what the cloud wants the site to be. */
export const siteManifestSchema = z.object({
  siteId: idSchema('site'),
  organisationId: idSchema('organisation'),
  name: z.string(),
  place: placeSchema,
  siteEpoch: z.int().positive(),
  /** Grows with every change of anything in the manifest. */
  version: z.int().positive(),
  /**
   * The coordinators that found the site's Raft group together: null until as many have enrolled
   * as the site was created for; never changed afterwards within a site epoch.
   */
  foundingVoters: z
    .array(z.object({ deviceId: idSchema('device'), nodeId: z.int().positive() }))
    .nullable(),
  devices: z.array(
    z.object({
      deviceId: idSchema('device'),
      name: z.string(),
      role: deviceRoleSchema,
      nodeId: z.int().positive().nullable(),
    }),
  ),
  desired: z.array(desiredConfigurationSchema.extend({ deviceId: idSchema('device') })),
});
export type SiteManifest = z.infer<typeof siteManifestSchema>;
