import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema, placeSchema, versionNumberSchema } from '../primitives.ts';
import { settingsValues } from '../settings/settings.ts';
import { cameraConfigurationSchema } from './camera-configuration.ts';
import { sensorsSchema } from './sensors.ts';

/** What the worker keeps beside pictures, and how much of everything. Absent: as pictures, or no limit. */
export const workerStorageSchema = z.object({
  keepThumbnailsSeconds: settingsValues.storage.keep_thumbnails_seconds.optional(),
  keepVideosSeconds: settingsValues.storage.keep_videos_seconds.optional(),
  keepQuarantineSeconds: settingsValues.storage.keep_quarantine_seconds.optional(),
  picturesMaxBytes: settingsValues.storage.pictures_max_bytes.optional(),
  thumbnailsMaxBytes: settingsValues.storage.thumbnails_max_bytes.optional(),
  videosMaxBytes: settingsValues.storage.videos_max_bytes.optional(),
  quarantineMaxBytes: settingsValues.storage.quarantine_max_bytes.optional(),
  whenFull: settingsValues.storage.when_full.optional(),
});
export type WorkerStorage = z.infer<typeof workerStorageSchema>;

/** Frames of these slots are never deleted from the worker. `to` excluded. */
export const lockedRangeConfigurationSchema = z.object({
  cameraId: idSchema('camera'),
  from: instantSchema,
  to: instantSchema,
});
export type LockedRangeConfiguration = z.infer<typeof lockedRangeConfigurationSchema>;
/** Of the cameras of one site. */
export const lockedRangesMax = 1_000;

export const workerConfigurationSchema = z.object({
  place: placeSchema,
  heartbeatSeconds: settingsValues.telemetry.heartbeat_seconds,
  /** Frames stay on the worker at least so long, and in any case until the cloud has stored them. */
  keepFramesSeconds: settingsValues.storage.keep_frames_seconds,
  /** Free space to keep; as the worker's environment says where absent. */
  diskReserveBytes: settingsValues.storage.disk_reserve_bytes.optional(),
  /** Absent from clouds before 0.2. */
  storage: workerStorageSchema.optional(),
  lockedRanges: z.array(lockedRangeConfigurationSchema).max(lockedRangesMax).optional(),
  /** Absent from clouds before 0.2. */
  heatLimitC: settingsValues.capture.heat_limit_c.optional(),
  /** As the worker's environment says where absent. */
  logLevel: settingsValues.log.level.optional(),
  cameras: z.array(cameraConfigurationSchema).max(16),
  /** Absent from clouds before 0.2, and where there are none. */
  sensors: sensorsSchema.optional(),
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
  version: versionNumberSchema,
  desiredVersion: versionNumberSchema.positive(),
  applied: z.boolean(),
  reason: z.string().nullable(),
});
export type ReportedConfiguration = z.infer<typeof reportedConfigurationSchema>;
