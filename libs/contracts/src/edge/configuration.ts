import { z } from 'zod';
import { idSchema } from '../ids.ts';
import {
  deviceRoleSchema,
  instantSchema,
  placeSchema,
  versionNumberSchema,
} from '../primitives.ts';
import { captureProfileSchema } from './capture-profile.ts';
import { settingsValues } from '../settings/settings.ts';

/** Events of the sun that a window can hang on, in the order of the day (see @eyrie/schedule). */
export const solarAnchorSchema = z.enum([
  'astronomical_dawn',
  'nautical_dawn',
  'civil_dawn',
  'golden_hour_morning',
  'sunrise',
  'golden_hour_morning_end',
  'noon',
  'golden_hour_evening',
  'sunset',
  'golden_hour_evening_end',
  'civil_dusk',
  'nautical_dusk',
  'astronomical_dusk',
]);

const anchorNames = [...solarAnchorSchema.options, 'dawn', 'dusk'].join('|');
/** `06:30`, `sunset`, `nautical_dusk+10`; `dawn` and `dusk` are the civil ones. */
const momentSchema = z
  .string()
  .regex(new RegExp(`^(([01]\\d|2[0-3]):[0-5]\\d|(${anchorNames})([+-]\\d{1,3})?)$`), {
    error: 'must be a time such as 06:30, or an event of the sun such as sunset-30',
  });

/** A day of the calendar, or one of every year: `2026-11-01`, `11-01`. */
const dateSchema = z
  .string()
  .regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, {
    error: 'must be a date such as 2026-11-01, or 11-01 for every year',
  })
  .meta({ example: '2026-11-01' });

const everySchedule = {
  /** Names the capture window and its timelapse; unique among the schedules of a camera. */
  name: z.string().min(1).max(64),
  enabled: z.boolean().default(true),
  /** Where two schedules want the same instant, the higher one has it. */
  priority: z.int().min(0).max(100).default(0),
  /** Only windows that begin on these days; all where absent. */
  days: z
    .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']))
    .min(1)
    .max(7)
    .optional(),
  /** First and last day on which windows begin. */
  fromDate: dateSchema.optional(),
  toDate: dateSchema.optional(),
};

/** Slots are the multiples of it since the Unix epoch. */
const intervalSeconds = z.int().min(1).max(86_400);

/** When to capture. Slots lie on the wall clock. Shapes are those of @eyrie/schedule. */
export const scheduleSchema = z.discriminatedUnion('type', [
  z.object({ ...everySchedule, type: z.literal('interval'), intervalSeconds }),
  z.object({
    ...everySchedule,
    type: z.literal('solar_relative'),
    anchor: solarAnchorSchema,
    offsetMinutes: z.number().min(-720).max(720),
    durationMinutes: z.number().positive().max(1440),
    intervalSeconds,
  }),
  z.object({
    ...everySchedule,
    type: z.literal('time_of_day'),
    startTime: momentSchema,
    endTime: momentSchema,
    intervalSeconds,
  }),
  z.object({
    ...everySchedule,
    type: z.literal('cron'),
    /** Five fields, or six with the seconds first; by the clock of the site's place. */
    cron: z
      .string()
      .max(128)
      .regex(/^\s*([\d*,/A-Za-z-]+\s+){4,5}[\d*,/A-Za-z-]+\s*$/, {
        error: 'must be a cron expression such as 0 12 * * mon-fri',
      }),
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

const picturePx = z.int().min(64).max(16_384);

/** A camera on the Pi's own connector, by the programs of rpicam-apps. */
export const rpicamSchema = z.object({
  type: z.literal('rpicam'),
  /** Its number as `eyrie camera list` says it. */
  camera: z.int().min(0).max(15).default(0),
  widthPx: picturePx.default(1920),
  heightPx: picturePx.default(1080),
  rotationDeg: z.union([z.literal(0), z.literal(180)]).default(0),
  /** Of the mains, so that artificial light does not flicker; absent where there is none. */
  mainsHz: z.union([z.literal(50), z.literal(60)]).optional(),
  /** Keeps the camera running between frames; auto: where the shortest interval asks for it. */
  keepOpen: z.enum(['auto', 'always', 'never']).default('auto'),
});
export type RpicamConfiguration = z.infer<typeof rpicamSchema>;

/** A camera on USB, or whatever else the kernel shows as a video device. */
export const v4l2Schema = z.object({
  type: z.literal('v4l2'),
  device: z
    .string()
    .max(200)
    .regex(/^\/dev\/(?!.*\.\.)[\w.:/-]+$/, { error: 'must be a device such as /dev/video0' }),
  widthPx: picturePx.default(1920),
  heightPx: picturePx.default(1080),
  format: z.enum(['mjpeg', 'yuyv422']).default('mjpeg'),
  keepOpen: z.enum(['auto', 'always', 'never']).default('auto'),
});
export type V4l2Configuration = z.infer<typeof v4l2Schema>;

/** What is no address at all is refused as that, by the check beside this one. */
function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** User and password are in none: an address is shown, logged and compared. */
const cameraUrl = (protocol: RegExp) =>
  z
    .url({ protocol, error: 'must be the address of a camera' })
    .max(1_000)
    .refine((text) => !hasCredentials(text), {
      error: 'must not have a user or password in it; they have fields of their own',
    });

const networkCredentials = {
  user: z.string().min(1).max(128).optional(),
  /** Goes to the camera's device alone, and is never shown. */
  password: z.string().max(256).optional(),
};

/** A camera in the site's network that streams by RTSP; its picture size is its own. */
export const rtspSchema = z.object({
  type: z.literal('rtsp'),
  url: cameraUrl(/^rtsp$/),
  ...networkCredentials,
  keepOpen: z.enum(['auto', 'always', 'never']).default('auto'),
});
export type RtspConfiguration = z.infer<typeof rtspSchema>;

/** A camera in the site's network that gives a JPEG to whoever asks its address. */
export const httpSnapshotSchema = z.object({
  type: z.literal('http-snapshot'),
  url: cameraUrl(/^https?$/),
  ...networkCredentials,
  /** False where the camera's certificate is one that nobody vouches for. */
  certificateChecked: z.boolean().default(true),
});
export type HttpSnapshotConfiguration = z.infer<typeof httpSnapshotSchema>;

export const cameraDriverSchema = z.discriminatedUnion('type', [
  simulatedSkySchema,
  rpicamSchema,
  v4l2Schema,
  rtspSchema,
  httpSnapshotSchema,
]);
export type CameraDriverConfiguration = z.infer<typeof cameraDriverSchema>;

export const cameraConfigurationSchema = z.object({
  cameraId: idSchema('camera'),
  name: z.string(),
  driver: cameraDriverSchema,
  schedules: z.array(scheduleSchema).min(1).max(32),
  thumbnailWidthPx: settingsValues.capture.thumbnail_width_px.default(480),
  /** How pictures are exposed and developed; by the camera's own automatic where absent or null. */
  profile: captureProfileSchema.nullable().optional(),
  /** JPEG quality; the driver's own where absent. */
  quality: settingsValues.capture.quality.optional(),
  /** Videos of consecutive windows of wall time; null renders none. */
  timelapse: z
    .object({
      windowSeconds: settingsValues.timelapse.window_seconds,
      fps: settingsValues.timelapse.fps,
      crf: settingsValues.timelapse.crf,
    })
    .nullable(),
});
export type CameraConfiguration = z.infer<typeof cameraConfigurationSchema>;

/** As a camera is added: what is left out comes from the settings of its device. */
export const newCameraConfigurationSchema = cameraConfigurationSchema
  .omit({ cameraId: true })
  .extend({
    thumbnailWidthPx: settingsValues.capture.thumbnail_width_px.optional(),
    timelapse: cameraConfigurationSchema.shape.timelapse.optional(),
  });
export type NewCameraConfiguration = z.infer<typeof newCameraConfigurationSchema>;

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
  /** As the worker's environment says where absent. */
  logLevel: settingsValues.log.level.optional(),
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
  version: versionNumberSchema,
  desiredVersion: versionNumberSchema.positive(),
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
  /** Whether a leader of this site epoch has spoken to the cloud; absent from clouds before 0.2. */
  founded: z.boolean().optional(),
  devices: z.array(
    z.object({
      deviceId: idSchema('device'),
      name: z.string(),
      role: deviceRoleSchema,
      nodeId: z.int().positive().nullable(),
      /** How much a coordinator logs; as its environment says where absent. */
      logLevel: settingsValues.log.level.optional(),
      /** Serials (hexadecimal, small letters) of its certificates that count no more before their end. */
      revokedCertificates: z.array(z.string()).optional(),
    }),
  ),
  desired: z.array(desiredConfigurationSchema.extend({ deviceId: idSchema('device') })),
});
export type SiteManifest = z.infer<typeof siteManifestSchema>;
