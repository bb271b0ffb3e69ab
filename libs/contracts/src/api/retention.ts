import { z } from 'zod';
import { instantSchema } from '../primitives.ts';

const daysMax = 36_500;

const days = (what: string) =>
  z
    .int()
    .min(1)
    .max(daysMax)
    .nullable()
    .describe(`Days for which ${what} are kept; null: for ever.`);

/** The longest that the stream's log goes back, in days. */
export const eventDaysMax = 7;

/** For how long an organisation's data is kept. Pinned frames and each camera's newest stay always. */
export const retentionPolicySchema = z
  .object({
    frame_days: days('frames with their pictures'),
    telemetry_days: days('measurements of devices'),
    event_days: z
      .int()
      .min(1)
      .max(eventDaysMax)
      .describe('Days for which a client that was away gets all events that it missed.'),
    media_bytes_max: z
      .int()
      .min(100_000_000)
      .nullable()
      .describe('Bytes of pictures and videos beyond which the oldest frames go; null: no bound.'),
  })
  .extend({
    timelapse_days: days('timelapses with their videos').default(null),
    command_days: days('finished commands with their files').default(90),
    refused_days: days('records that could not be taken').default(30),
  })
  .meta({ id: 'RetentionPolicy' });
export type RetentionPolicy = z.infer<typeof retentionPolicySchema>;

/** What the last run did, or does at this moment. */
export const retentionRunSchema = z
  .object({
    started_at: instantSchema,
    finished_at: instantSchema.nullable().describe('Null while it runs, or where it was cut off.'),
    frames_deleted: z.int(),
    telemetry_deleted: z.int(),
    events_deleted: z.int(),
    timelapses_deleted: z.int(),
    commands_deleted: z.int(),
    others_deleted: z.int().describe('Refused records, ended sessions, used assertions.'),
    blobs_deleted: z.int(),
    bytes_freed: z.int(),
  })
  .meta({ id: 'RetentionRun' });
export type RetentionRun = z.infer<typeof retentionRunSchema>;

export const keptKindSchema = z.object({
  kind: z.enum(['frames', 'timelapses', 'telemetry', 'events', 'commands', 'refused_records']),
  days: z.int().nullable().describe('By the policy; null: for ever.'),
  rows: z.int(),
  bytes: z.int().describe('Of pictures, videos and files; what rows take is not counted.'),
  oldest_at: instantSchema.nullable(),
});
export type KeptKind = z.infer<typeof keptKindSchema>;

/** What a policy would remove at the next run. */
export const retentionPreviewSchema = z
  .object({
    frames: z.int(),
    timelapses: z.int(),
    telemetry: z.int(),
    events: z.int(),
    commands: z.int(),
    refused_records: z.int(),
    bytes: z.int().describe('Of the pictures, videos and files that these name.'),
    bytes_over: z
      .int()
      .describe('By how much the bound in bytes is passed after that: older frames go for it.'),
  })
  .meta({ id: 'RetentionPreview' });
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>;

export const retentionSchema = z
  .object({
    policy: retentionPolicySchema,
    revision: z.int().describe('Grows with each change of the policy; 0 before the first.'),
    /** Bytes of pictures and videos that the cloud holds. */
    media_bytes: z.int(),
    kinds: z.array(keptKindSchema),
    last_run: retentionRunSchema.nullable(),
  })
  .meta({ id: 'Retention' });
export type Retention = z.infer<typeof retentionSchema>;
