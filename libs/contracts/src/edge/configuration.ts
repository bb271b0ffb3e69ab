import { z } from 'zod';
import { idSchema } from '../ids.ts';
import {
  deviceRoleSchema,
  instantSchema,
  placeSchema,
  versionNumberSchema,
} from '../primitives.ts';
import { captureProfileSchema } from './capture-profile.ts';
import { networkAddressSchema } from './network-address.ts';
import { sensorsSchema } from './sensors.ts';
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

/*
 * Of each setting of a driver: `title` is what a form calls it, the description its help; the unit
 * is in the name.
 */
const pictureWidth = { title: 'Width' };
const pictureHeight = { title: 'Height' };

export const simulatedSkySchema = z.object({
  type: z.literal('simulated-sky'),
  seed: z
    .string()
    .min(1)
    .max(64)
    .meta({ title: 'Seed', description: 'Cameras with the same seed see the same landscape.' }),
  widthPx: z.int().min(64).max(8192).default(1920).meta(pictureWidth),
  heightPx: z.int().min(64).max(8192).default(1080).meta(pictureHeight),
  facingDeg: z
    .number()
    .min(0)
    .max(360)
    .default(180)
    .meta({ title: 'Looks to', description: 'By the compass: 0 is north, 90 east.' }),
  timeScale: z.number().positive().max(100_000).default(1).meta({
    title: 'Speed of time',
    description: 'Seconds of the scene per second, counted from the anchor.',
  }),
  anchorAt: instantSchema.meta({
    title: 'Anchor',
    description: 'The instant, in UTC, at which the scene and the clock agree.',
  }),
});
export type SimulatedSkyConfiguration = z.infer<typeof simulatedSkySchema>;

const picturePx = z.int().min(64).max(16_384);

const keepOpen = z.enum(['auto', 'always', 'never']).default('auto').meta({
  title: 'Kept running',
  description: 'Between frames; auto: where the shortest interval is below five seconds.',
});

/** A camera on the Pi's own connector, by the programs of rpicam-apps. */
export const rpicamSchema = z.object({
  type: z.literal('rpicam'),
  camera: z.int().min(0).max(15).default(0).meta({
    title: 'Connector',
    description: 'Its number, as `eyrie camera list --plugged` says it; 0 where there is one.',
  }),
  widthPx: picturePx.default(1920).meta(pictureWidth),
  heightPx: picturePx.default(1080).meta(pictureHeight),
  rotationDeg: z
    .union([z.literal(0), z.literal(180)])
    .default(0)
    .meta({ title: 'Turned by', description: '180 where the camera hangs upside down.' }),
  mainsHz: z
    .union([z.literal(50), z.literal(60)])
    .optional()
    .meta({
      title: 'Mains',
      description: 'So that artificial light does not flicker; none where there is no such light.',
    }),
  keepOpen,
});
export type RpicamConfiguration = z.infer<typeof rpicamSchema>;

/** A camera on USB, or whatever else the kernel shows as a video device. */
export const v4l2Schema = z.object({
  type: z.literal('v4l2'),
  device: z
    .string()
    .max(200)
    .regex(/^\/dev\/(?!.*\.\.)[\w.:/-]+$/, { error: 'must be a device such as /dev/video0' })
    .meta({
      title: 'Device',
      description: 'Names under /dev/v4l/by-id stay the same when another one is plugged in.',
      example: '/dev/video0',
    }),
  widthPx: picturePx.default(1920).meta(pictureWidth),
  heightPx: picturePx.default(1080).meta(pictureHeight),
  format: z.enum(['mjpeg', 'yuyv422']).default('mjpeg').meta({
    title: 'Format',
    description: 'How pictures come over the cable; mjpeg where the camera can.',
  }),
  keepOpen,
});
export type V4l2Configuration = z.infer<typeof v4l2Schema>;

const networkCredentials = {
  user: z.string().min(1).max(128).optional().meta({ title: 'User' }),
  password: z.string().max(256).optional().meta({
    title: 'Password',
    description: "Goes to the camera's device alone, and is never shown.",
    format: 'password',
  }),
};
const addressHelp = 'In a network of the site, without user and password.';

/** A camera in the site's network that streams by RTSP; its picture size is its own. */
export const rtspSchema = z.object({
  type: z.literal('rtsp'),
  url: networkAddressSchema(/^rtsp$/, 'camera').meta({
    title: 'Address',
    description: addressHelp,
    example: 'rtsp://192.168.1.20:554/stream1',
  }),
  ...networkCredentials,
  keepOpen,
});
export type RtspConfiguration = z.infer<typeof rtspSchema>;

/** A camera in the site's network that gives a JPEG to whoever asks its address. */
export const httpSnapshotSchema = z.object({
  type: z.literal('http-snapshot'),
  url: networkAddressSchema(/^https?$/, 'camera').meta({
    title: 'Address',
    description: addressHelp,
    example: 'http://192.168.1.20/snapshot.jpg',
  }),
  ...networkCredentials,
  certificateChecked: z.boolean().default(true).meta({
    title: 'Certificate',
    description: "Of https; not checked where the camera's is one that nobody vouches for.",
  }),
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

/** Where a camera is, in a few words: its address, its connector, or what it is simulated from. */
export function whereOfDriver(driver: CameraDriverConfiguration): string {
  switch (driver.type) {
    case 'simulated-sky':
      return `seed ${driver.seed}`;
    case 'rpicam':
      return `connector ${driver.camera}`;
    case 'v4l2':
      return driver.device;
    case 'rtsp':
    case 'http-snapshot':
      return driver.url;
  }
}

/**
 * Whether a camera whose driver is changed keeps its password without being told it again. Not for
 * another host or user: whoever may change a camera must not have its password sent elsewhere.
 */
export function keepsPassword(
  before: CameraDriverConfiguration,
  after: CameraDriverConfiguration,
): boolean {
  if (!('url' in before) || !('url' in after)) return false;
  return originOf(before.url) === originOf(after.url) && before.user === after.user;
}

/** `URL.origin` is opaque for rtsp. */
function originOf(url: string): string {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}`;
}

export const cameraConfigurationSchema = z.object({
  cameraId: idSchema('camera'),
  name: z.string(),
  driver: cameraDriverSchema,
  schedules: z.array(scheduleSchema).min(1).max(32),
  thumbnailWidthPx: settingsValues.capture.thumbnail_width_px.default(480),
  /** Of a driver with a user: sealed for the key of the camera's device (`passwordPlaceOf`). */
  sealedPassword: z
    .string()
    .max(2_000)
    .regex(/^ds1\.[\w-]+\.[\w-]+$/)
    .meta({ example: 'ds1.BDk1kw.6rcuNw' })
    .optional(),
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

/** What the password of a camera is sealed for, beside the key of its device. */
export function passwordPlaceOf(deviceId: string, cameraId: string): string {
  return `password of ${cameraId} at ${deviceId}`;
}

/** As a camera is added: what is left out comes from the settings of its device. */
export const newCameraConfigurationSchema = cameraConfigurationSchema
  .omit({ cameraId: true, sealedPassword: true })
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
