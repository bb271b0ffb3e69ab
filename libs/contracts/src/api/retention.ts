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
    blobs_deleted: z.int(),
    bytes_freed: z.int(),
  })
  .meta({ id: 'RetentionRun' });
export type RetentionRun = z.infer<typeof retentionRunSchema>;

export const retentionSchema = z
  .object({
    policy: retentionPolicySchema,
    revision: z.int().describe('Grows with each change of the policy; 0 before the first.'),
    /** Bytes of pictures and videos that the cloud holds. */
    media_bytes: z.int(),
    last_run: retentionRunSchema.nullable(),
  })
  .meta({ id: 'Retention' });
export type Retention = z.infer<typeof retentionSchema>;
