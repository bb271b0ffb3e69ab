import { z } from 'zod';
import { commandRefusalSchema } from '../edge/commands.ts';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';
import { settingsValues } from '../settings/settings.ts';
import { pageOf } from './page.ts';

/** A view that nobody ends by then ends by itself: what it costs is bounded. */
const liveViewSecondsMax = 120;

const nothing = z.object({}).strict().default({});

/** What each type of command is told. A device reads it again by the same schema. */
export const commandParameters = {
  capture: z
    .object({
      camera_id: idSchema('camera').optional().describe('Absent: every camera of the device.'),
    })
    .strict()
    .default({}),
  restart: nothing,
  reboot: nothing,
  self_test: nothing,
  diagnostics: nothing,
  log_tail: z
    .object({ lines: z.int().min(1).max(2_000).default(200) })
    .strict()
    .default({ lines: 200 }),
  find_cameras: nothing,
  focus: z
    .object({
      camera_id: idSchema('camera'),
      seconds: z
        .int()
        .min(5)
        .max(300)
        .default(60)
        .describe('How long somebody turns the lens; not where positions are given.'),
      lens_positions: z
        .array(z.number().min(0).max(32))
        .min(2)
        .max(24)
        .optional()
        .describe('Dioptres to try, of a lens that moves by itself; 0 is infinity.'),
    })
    .strict(),
  live_view: z
    .object({
      camera_id: idSchema('camera'),
      seconds: z.int().min(5).max(liveViewSecondsMax).default(60),
      interval_seconds: z.int().min(1).max(30).default(2),
      width_px: z.int().min(160).max(640).default(480),
    })
    .strict(),
  end_view: z.object({ camera_id: idSchema('camera') }).strict(),
  learn_view: z
    .object({
      camera_id: idSchema('camera').describe('Was turned, and is to learn anew what it sees.'),
    })
    .strict(),
  render: z
    .object({
      camera_id: idSchema('camera'),
      from: instantSchema,
      to: instantSchema.describe('Frames of slots from … up to this instant, without it.'),
      fps: settingsValues.timelapse.fps.optional().describe('Absent: as the device is set.'),
      crf: settingsValues.timelapse.crf.optional(),
    })
    .strict()
    .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
      error: 'must be after from',
      path: ['to'],
    }),
} as const;

export type CommandType = keyof typeof commandParameters;
export const commandTypes = Object.keys(commandParameters) as [CommandType, ...CommandType[]];
export const commandTypeSchema = z.enum(commandTypes);

const ttl = {
  ttl_seconds: z
    .int()
    .min(5)
    .max(86_400)
    .default(120)
    .describe('A device that gets it later does not carry it out.'),
};

export const newCommandSchema = z
  .discriminatedUnion('type', [
    z.object({ ...ttl, type: z.literal('capture'), parameters: commandParameters.capture }),
    z.object({ ...ttl, type: z.literal('restart'), parameters: commandParameters.restart }),
    z.object({ ...ttl, type: z.literal('reboot'), parameters: commandParameters.reboot }),
    z.object({ ...ttl, type: z.literal('self_test'), parameters: commandParameters.self_test }),
    z.object({ ...ttl, type: z.literal('diagnostics'), parameters: commandParameters.diagnostics }),
    z.object({ ...ttl, type: z.literal('log_tail'), parameters: commandParameters.log_tail }),
    z.object({
      ...ttl,
      type: z.literal('find_cameras'),
      parameters: commandParameters.find_cameras,
    }),
    z.object({ ...ttl, type: z.literal('focus'), parameters: commandParameters.focus }),
    z.object({ ...ttl, type: z.literal('live_view'), parameters: commandParameters.live_view }),
    z.object({ ...ttl, type: z.literal('render'), parameters: commandParameters.render }),
    z.object({ ...ttl, type: z.literal('end_view'), parameters: commandParameters.end_view }),
    z.object({ ...ttl, type: z.literal('learn_view'), parameters: commandParameters.learn_view }),
  ])
  .meta({ id: 'NewCommand' });
export type NewCommand = z.output<typeof newCommandSchema>;

/**
 * queued: not fetched by the site yet; sent: its leader has it; accepted: its coordinators agreed to
 * it; running: the device has begun. The others are final, but for `expired`, which a device that
 * was cut off may still correct.
 */
export const commandStateSchema = z.enum([
  'queued',
  'sent',
  'accepted',
  'running',
  'succeeded',
  'failed',
  'expired',
  'refused',
]);
export type CommandState = z.infer<typeof commandStateSchema>;

export const commandSchema = z
  .object({
    id: idSchema('command'),
    site_id: idSchema('site'),
    device_id: idSchema('device'),
    sequence: z.int().positive(),
    type: commandTypeSchema,
    parameters: z.record(z.string(), z.unknown()),
    state: commandStateSchema,
    percent: z.int().nullable(),
    message: z.string().nullable().describe('One sentence for people.'),
    refusal: commandRefusalSchema.nullable(),
    result: z.record(z.string(), z.unknown()).nullable(),
    file_bytes: z.int().nullable().describe('Length of its file; null where it has none.'),
    file_url: z.string().nullable().describe('Null until the bytes have arrived.'),
    created_by: z.string().nullable().describe('The person or API key, by name.'),
    created_at: instantSchema,
    expires_at: instantSchema,
    sent_at: instantSchema.nullable(),
    accepted_at: instantSchema.nullable(),
    started_at: instantSchema.nullable(),
    finished_at: instantSchema.nullable(),
  })
  .meta({ id: 'Command' });
export type Command = z.infer<typeof commandSchema>;
export const commandPageSchema = pageOf(commandSchema, 'CommandPage');
