import { z } from 'zod';
import { incarnationSchema, raftRoleSchema, standingSchema } from '../edge/site-report.ts';
import { frameDetailsSchema } from '../edge/record.ts';
import { captureProfileSchema } from '../edge/capture-profile.ts';
import { newCameraConfigurationSchema } from '../edge/camera-configuration.ts';
import { cameraDriverSchema } from '../edge/camera-driver.ts';
import { idSchema } from '../ids.ts';
import { deviceRoleSchema, instantSchema, sha256Schema } from '../primitives.ts';
import { archiveStateSchema } from './archive.ts';
import { deviceHealthSchema } from './device-health.ts';
import { pageOf, pageQuerySchema, textFilterSchema } from './page.ts';

/** What REST /v1 shows. Field names are snake_case on every public wire (docs/decisions/0003). */

export const roleSchema = z.enum(['owner', 'admin', 'operator', 'viewer']);
export type Role = z.infer<typeof roleSchema>;

export const siteIdsSchema = z
  .array(idSchema('site'))
  .min(1)
  .max(500)
  .nullable()
  .describe('The sites at which the role is granted; null for the whole organisation.');

export const credentialsSchema = z
  .object({
    email: z.email().max(254),
    password: z.string().min(1).max(256),
    code: z
      .string()
      .trim()
      .min(6)
      .max(32)
      .optional()
      .describe('Six digits of the second factor, or a recovery code, where one is asked for.'),
  })
  .meta({ id: 'Credentials' });

export const sessionSchema = z
  .object({
    user: z.object({ id: idSchema('user'), email: z.string(), name: z.string() }),
    organisation: z.object({ id: idSchema('organisation'), name: z.string() }),
    role: roleSchema,
    site_ids: siteIdsSchema,
    expires_at: instantSchema,
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

/** online: heard within 2.5 heartbeats; late: longer ago; offline: 90 s or more, or said goodbye. */
export const presenceSchema = z.enum(['new', 'online', 'late', 'offline']);
export type Presence = z.infer<typeof presenceSchema>;

const placeFields = {
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  time_zone: z.string().min(1).max(64).describe('IANA name, for example Europe/Zurich.'),
};

export const newSiteSchema = z
  .object({
    name: z.string().trim().min(1).max(100),
    ...placeFields,
    founding_coordinators: z
      .int()
      .min(1)
      .max(5)
      .describe(
        'How many coordinators found the site together; it starts to decide when they have enrolled.',
      )
      .default(1),
  })
  .meta({ id: 'NewSite' });

const notes = z.string().max(2_000).describe('Anything people want to remember of it.');
const archivedAt = instantSchema
  .nullable()
  .describe('Put away since then: in the lists of what is archived only.');
const revision = z.int().describe('Grows with what people change of it: what If-Match is about.');

export const siteSchema = z
  .object({
    id: idSchema('site'),
    name: z.string(),
    notes,
    revision,
    ...placeFields,
    presence: presenceSchema,
    site_epoch: z.int(),
    term: z.int(),
    leader_device_id: idSchema('device').nullable(),
    uplink_backlog_records: z.int(),
    devices_total: z.int(),
    devices_online: z.int(),
    cameras_total: z.int(),
    last_seen_at: instantSchema.nullable(),
    archived_at: archivedAt,
    created_at: instantSchema,
  })
  .meta({ id: 'Site' });
export type Site = z.infer<typeof siteSchema>;
/** `PATCH /v1/sites/{id}`: what is absent stays as it is. */
export const siteChangeSchema = z
  .object({
    name: newSiteSchema.shape.name.optional(),
    notes: notes.optional(),
    latitude: placeFields.latitude.optional(),
    longitude: placeFields.longitude.optional(),
    time_zone: placeFields.time_zone.optional(),
  })
  .strict()
  .meta({ id: 'SiteChange' });
export type SiteChange = z.output<typeof siteChangeSchema>;
export const sitePageSchema = pageOf(siteSchema, 'SitePage');
/** `GET /v1/sites` */
export const siteListQuerySchema = pageQuerySchema.extend({
  state: archiveStateSchema,
  q: textFilterSchema('name or notes'),
});
export type SiteListQuery = z.output<typeof siteListQuerySchema>;

export const deviceSchema = z
  .object({
    id: idSchema('device'),
    site_id: idSchema('site'),
    name: z.string(),
    notes,
    revision,
    role: deviceRoleSchema,
    presence: presenceSchema,
    presence_reason: z.string().nullable(),
    last_seen_at: instantSchema.nullable(),
    version: z.string().nullable(),
    hardware_model: z.string(),
    raft: z
      .object({
        node_id: z.int(),
        role: raftRoleSchema.nullable(),
        reachable: z.boolean(),
        match_index: z.int(),
        standing: standingSchema
          .nullable()
          .describe('What it is in the group, by the leader; null before the first report.'),
        incarnation: incarnationSchema.nullable().describe('Tells its card from every other.'),
        lag_entries: z.int().nullable().describe('Entries behind the leader.'),
      })
      .nullable(),
    health: deviceHealthSchema.nullable(),
    configuration: z.object({
      desired_version: z.int(),
      reported_version: z.int(),
      reason: z.string().nullable(),
    }),
    cameras_total: z.int(),
    last_frame: z
      .object({
        id: idSchema('frame'),
        camera_id: idSchema('camera'),
        captured_at: instantSchema,
      })
      .nullable()
      .describe('The newest frame of its cameras.'),
    access: z
      .enum(['granted', 'revoked', 'quarantined'])
      .describe('Whether cloud and site let the device in.'),
    suspected_at: instantSchema
      .nullable()
      .describe(
        "When its card's count of starts went back: the card was copied, or set back to an older state. Within thirty days the next time puts the device in quarantine.",
      ),
    revoked_at: instantSchema.nullable(),
    decommissioned_at: instantSchema.nullable().describe('Since then it is in no list.'),
    certificate_expires_at: instantSchema,
    created_at: instantSchema,
  })
  .meta({ id: 'Device' });
export type Device = z.infer<typeof deviceSchema>;
/** `PATCH /v1/devices/{id}`: what is absent stays as it is. */
export const deviceChangeSchema = z
  .object({
    name: z.string().trim().min(1).max(100).optional(),
    notes: notes.optional(),
  })
  .strict()
  .meta({ id: 'DeviceChange' });
export type DeviceChange = z.output<typeof deviceChangeSchema>;

/** `POST /v1/devices/{id}/revoke` and `/decommission`. */
export const deviceRevocationSchema = z
  .object({ reason: z.string().trim().min(1).max(300).nullable().default(null) })
  .meta({ id: 'DeviceRevocation' });
export type DeviceRevocation = z.infer<typeof deviceRevocationSchema>;

export const devicePageSchema = pageOf(deviceSchema, 'DevicePage');
const deviceFilter = {
  site_id: idSchema('site').optional(),
  q: textFilterSchema('name, notes, hardware model or version'),
};

/** `GET /v1/devices` */
export const deviceListQuerySchema = pageQuerySchema.extend({
  ...deviceFilter,
  presence: presenceSchema.optional().describe('Those alone that are so at this moment.'),
  order_by: z
    .enum(['id', '-last_seen_at'])
    .default('id')
    .describe('Oldest first, or most lately heard first.'),
});

/** `GET /v1/devices/counts` */
export const deviceCountsQuerySchema = z.object(deviceFilter);
export type DeviceCountsQuery = z.output<typeof deviceCountsQuerySchema>;

/** How many devices a list with the same filter has, by their presence. */
export const deviceCountsSchema = z
  .object({ total: z.int(), online: z.int(), late: z.int(), offline: z.int(), new: z.int() })
  .meta({ id: 'DeviceCounts' });
export type DeviceCounts = z.infer<typeof deviceCountsSchema>;

export type DeviceListQuery = z.output<typeof deviceListQuerySchema>;

export const frameSchema = z
  .object({
    id: idSchema('frame'),
    site_id: idSchema('site'),
    device_id: idSchema('device'),
    camera_id: idSchema('camera'),
    sequence_number: z.int(),
    slot_at: instantSchema,
    captured_at: instantSchema,
    scene_at: instantSchema.nullable(),
    received_at: instantSchema,
    sha256: sha256Schema,
    bytes: z.int(),
    width_px: z.int(),
    height_px: z.int(),
    shutter_us: z
      .number()
      .nullable()
      .describe('Null, like the gain, where the camera does not say.'),
    gain: z.number().nullable(),
    luminance: z.number(),
    sun_altitude_deg: z.number(),
    details: frameDetailsSchema
      .nullable()
      .describe('What else is known of it; null for frames of older workers.'),
    image_url: z.string().nullable().describe('Null until the bytes have reached the cloud.'),
    thumbnail_url: z.string().nullable(),
  })
  .meta({ id: 'Frame' });
export type Frame = z.infer<typeof frameSchema>;
export const framePageSchema = pageOf(frameSchema, 'FramePage');

export const newCameraSchema = z
  .object({
    device_id: idSchema('device'),
    configuration: newCameraConfigurationSchema,
  })
  .meta({ id: 'NewCamera' });

export const cameraSchema = z
  .object({
    id: idSchema('camera'),
    site_id: idSchema('site'),
    device_id: idSchema('device'),
    name: z.string(),
    revision,
    driver: z.string(),
    driver_configuration: cameraDriverSchema.describe('What the driver is told; never a password.'),
    password_set: z.boolean(),
    schedules: newCameraConfigurationSchema.shape.schedules,
    profile: captureProfileSchema
      .nullable()
      .describe('How pictures are taken; null: as the camera itself sees fit.'),
    frames_total: z.int(),
    last_frame: frameSchema.nullable(),
    archived_at: archivedAt,
    created_at: instantSchema,
  })
  .meta({ id: 'Camera' });
export type Camera = z.infer<typeof cameraSchema>;
/** `PATCH /v1/cameras/{id}`: what is absent stays as it is. */
export const cameraChangeSchema = z
  .object({ configuration: newCameraConfigurationSchema.partial().strict() })
  .strict()
  .meta({ id: 'CameraChange' });
export type CameraChange = z.output<typeof cameraChangeSchema>;
export const cameraPageSchema = pageOf(cameraSchema, 'CameraPage');

export const timelapseSchema = z
  .object({
    id: idSchema('timelapse'),
    site_id: idSchema('site'),
    device_id: idSchema('device'),
    camera_id: idSchema('camera'),
    from: instantSchema,
    to: instantSchema,
    frames: z.int(),
    skipped_frames: z.int(),
    fps: z.number(),
    duration_seconds: z.number(),
    width_px: z.int(),
    height_px: z.int(),
    bytes: z.int(),
    sha256: sha256Schema,
    video_url: z.string().nullable().describe('Null until the bytes have reached the cloud.'),
    poster_url: z.string().nullable(),
    created_at: instantSchema,
  })
  .meta({ id: 'Timelapse' });
export type Timelapse = z.infer<typeof timelapseSchema>;
export const timelapsePageSchema = pageOf(timelapseSchema, 'TimelapsePage');
