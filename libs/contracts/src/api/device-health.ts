import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';

const keptSchema = z.object({
  files: z.int(),
  bytes: z.number(),
  oldest_at: instantSchema.nullable(),
});

/** What a device keeps, and how long its disk lasts at the rate of late. */
const deviceStorageSchema = z
  .object({
    pictures: keptSchema,
    thumbnails: keptSchema,
    videos: keptSchema,
    quarantine: keptSchema,
    locked_bytes: z.number(),
    bytes_per_hour: z.number(),
    early_in_seconds: z
      .number()
      .nullable()
      .describe('Until something the cloud has goes before its time; null: never.'),
    loss_in_seconds: z
      .number()
      .nullable()
      .describe('Until something goes that the cloud has not; null: never.'),
    card: z.enum(['well', 'full', 'stalled', 'failed']),
    memory_bytes: z.number().describe('In memory alone, because the card is not well.'),
  })
  .meta({ id: 'DeviceStorage' });

const powerTroubleSchema = z.enum(['under_voltage', 'capped', 'throttled', 'soft_limit']);

/** How the machine itself is. */
const deviceConditionSchema = z
  .object({
    power: z
      .object({ now: z.array(powerTroubleSchema), since_boot: z.array(powerTroubleSchema) })
      .nullable(),
    card: z
      .object({
        life_used_percent: z.number().nullable(),
        bytes_written: z.number(),
        bytes_per_day: z.number(),
        years_left: z.number().nullable(),
      })
      .nullable(),
    network: z
      .object({
        interface: z.string(),
        is_wireless: z.boolean(),
        signal_dbm: z.number().nullable(),
        speed_mbps: z.number().nullable(),
        round_trip_ms: z.number().nullable(),
        loss_share: z.number().nullable(),
      })
      .nullable(),
    clock: z.object({ is_trusted: z.boolean(), offset_ms: z.number().nullable() }),
    system: z
      .object({
        slot: z.enum(['a', 'b']),
        is_trial: z.boolean().describe('The slot is tried; the next start would take the other.'),
        updated_at: instantSchema.nullable().describe('Null: as its card was written.'),
        looked_at: instantSchema.nullable().describe('When the archive was asked.'),
        pending: z.int().describe('Packages that there are, and that this system has not.'),
        reason: z.string().nullable().describe('Why they are not there yet, in one sentence.'),
      })
      .nullable()
      .describe("The card's system and its security updates; null where it is no card of Eyrie's."),
    cameras: z.array(
      z.object({
        camera_id: idSchema('camera'),
        last_frame_at: instantSchema.nullable(),
        missing: z.string().nullable().describe('Why its last slot has no frame.'),
      }),
    ),
  })
  .meta({ id: 'DeviceCondition' });

export const deviceHealthSchema = z.object({
  at: instantSchema,
  cpu_percent: z.number(),
  memory_used_bytes: z.number(),
  memory_total_bytes: z.number(),
  disk_used_bytes: z.number(),
  disk_total_bytes: z.number(),
  temperature_c: z.number().nullable(),
  uptime_seconds: z.number(),
  backlog_records: z.int(),
  backlog_blobs: z.int(),
  backlog_blob_bytes: z.number(),
  storage: deviceStorageSchema.nullable().describe('Null from devices that do not say it.'),
  condition: deviceConditionSchema.nullable().describe('Null from devices that do not say it.'),
});
