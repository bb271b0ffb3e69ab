import { z } from 'zod';
import { sensorsSchema } from '../edge/sensors.ts';

const keptSeconds = z
  .number()
  .min(0)
  .max(10 * 365 * 86_400);
const keptBytes = z.int().min(0);

/**
 * What can be configured, once for the cloud, the dashboard and the edge. Every value here has an
 * effect at the worker while it runs; nothing is listed that has none. Units are in the names.
 */
const values = {
  log: {
    level: z
      .enum(['error', 'warn', 'info', 'debug', 'trace'])
      .describe('How much a device logs; as its environment says where this is absent.'),
  },
  telemetry: {
    heartbeat_seconds: z
      .number()
      .min(1)
      .max(300)
      .describe(
        'How often a device tells that it is well. It counts as late after 2.5 times that.',
      ),
  },
  capture: {
    quality: z.int().min(1).max(100).describe('JPEG quality of pictures.'),
    thumbnail_width_px: z.int().min(64).max(1024).describe('Width of the small pictures.'),
    heat_limit_c: z
      .number()
      .min(40)
      .max(100)
      .describe(
        'From this temperature of the processor on a device renders nothing; where a minute of that does not help, it leaves every second slot out.',
      ),
  },
  timelapse: {
    enabled: z.boolean().describe('Whether cameras that say nothing themselves get videos.'),
    window_seconds: z.int().min(30).max(86_400).describe('How much time one video shows.'),
    fps: z.number().min(1).max(120).describe('Pictures per second of the video.'),
    crf: z.int().min(0).max(51).describe('Quality of the video: lower is better and larger.'),
  },
  storage: {
    keep_frames_seconds: z
      .number()
      .min(0)
      .max(365 * 86_400)
      .describe('Pictures stay on the device at least so long, and until the cloud has them.'),
    disk_reserve_bytes: z
      .int()
      .min(0)
      .describe(
        'Below so much free space, pictures that the cloud has go before their time; as the environment of the device says where this is absent.',
      ),
    keep_thumbnails_seconds: keptSeconds.describe(
      'Small pictures stay on the device at least so long; as pictures where this is absent.',
    ),
    keep_videos_seconds: keptSeconds.describe(
      'Videos stay on the device at least so long; as pictures where this is absent.',
    ),
    keep_quarantine_seconds: keptSeconds.describe(
      'Files that were set aside because something is wrong with them stay so long.',
    ),
    pictures_max_bytes: keptBytes.describe(
      'Pictures that the cloud has go before their time above so much; no limit where absent.',
    ),
    thumbnails_max_bytes: keptBytes.describe('The same for small pictures; no limit where absent.'),
    videos_max_bytes: keptBytes.describe('The same for videos; no limit where absent.'),
    quarantine_max_bytes: keptBytes.describe('The most that files set aside may take.'),
    when_full: z
      .enum(['drop_oldest', 'stop'])
      .describe(
        'When nothing that the cloud has is left to delete: give up the oldest hour that it has not, or take no new pictures.',
      ),
  },
  environment: {
    sensors: sensorsSchema.describe(
      'Sensors of the weather at the device, and when they raise an alert.',
    ),
  },
} as const;

type Values = typeof values;
export type SettingsSection = keyof Values;

/** One layer: any part may be absent (as above), or null (what is above does not hold here). */
type LayerSection<Shape extends z.ZodRawShape> = z.ZodOptional<
  z.ZodNullable<
    z.ZodObject<{ [Key in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Key]>> }, z.core.$strict>
  >
>;

function layerSection<Shape extends z.ZodRawShape>(shape: Shape): LayerSection<Shape> {
  const entries = Object.entries(shape).map(
    ([key, value]) => [key, (value as z.ZodType).nullable().optional()] as const,
  );
  return z
    .strictObject(Object.fromEntries(entries))
    .nullable()
    .optional() as unknown as LayerSection<Shape>;
}

const layer = z.strictObject({
  log: layerSection(values.log),
  telemetry: layerSection(values.telemetry),
  capture: layerSection(values.capture),
  timelapse: layerSection(values.timelapse),
  storage: layerSection(values.storage),
  environment: layerSection(values.environment),
});

/**
 * What one of organisation, site and device says. Layers are merged by the rules of JSON Merge Patch
 * (RFC 7396): objects merge, everything else replaces, null removes what the layers above say.
 */
export const settingsLayerSchema = layer.meta({ id: 'SettingsLayer' });
export type SettingsLayer = z.infer<typeof settingsLayerSchema>;

/** All layers together with the defaults: what a device runs with. */
export const settingsSchema = z
  .strictObject({
    log: z.strictObject({ level: values.log.level.nullable() }),
    telemetry: z.strictObject(values.telemetry),
    capture: z.strictObject(values.capture),
    timelapse: z.strictObject(values.timelapse),
    storage: z.strictObject({
      ...values.storage,
      disk_reserve_bytes: values.storage.disk_reserve_bytes.nullable(),
      keep_thumbnails_seconds: values.storage.keep_thumbnails_seconds.nullable(),
      keep_videos_seconds: values.storage.keep_videos_seconds.nullable(),
      pictures_max_bytes: values.storage.pictures_max_bytes.nullable(),
      thumbnails_max_bytes: values.storage.thumbnails_max_bytes.nullable(),
      videos_max_bytes: values.storage.videos_max_bytes.nullable(),
    }),
    environment: z.strictObject(values.environment),
  })
  .meta({ id: 'Settings' });
export type Settings = z.infer<typeof settingsSchema>;

/** What holds where no layer says anything. Null: the environment of the device decides. */
export const settingsDefaults: Settings = {
  log: { level: null },
  telemetry: { heartbeat_seconds: 30 },
  capture: { quality: 85, thumbnail_width_px: 480, heat_limit_c: 80 },
  timelapse: { enabled: true, window_seconds: 86_400, fps: 24, crf: 23 },
  // A day: what an operator looks back at from the site's own network.
  storage: {
    keep_frames_seconds: 86_400,
    disk_reserve_bytes: null,
    keep_thumbnails_seconds: null,
    keep_videos_seconds: null,
    keep_quarantine_seconds: 7 * 86_400,
    pictures_max_bytes: null,
    thumbnails_max_bytes: null,
    videos_max_bytes: null,
    quarantine_max_bytes: 64 * 1024 * 1024,
    when_full: 'drop_oldest',
  },
  environment: { sensors: [] },
};

/** The parts of them that the worker's messages carry under names of their own. */
export const settingsValues = values;

/** JSON Schema (2020-12) of one layer: what an editor checks before anything is sent. */
export function settingsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(layer, { io: 'input' }) as Record<string, unknown>;
  return {
    ...schema,
    $id: 'urn:eyrie:schema:settings',
    title: 'Settings of an organisation, a site or a device',
    default: settingsDefaults,
  };
}
