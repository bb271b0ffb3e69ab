import { z } from 'zod';
import { instantSchema } from '../primitives.ts';

/** `GET /v1/devices/{id}/history?hours=` */
export const deviceHistoryQuerySchema = z.object({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 400)
    .default(24)
    .describe('How far back.'),
});

/** A device's health over time, in at most 200 steps: the middle or the worst of each. */
export const deviceHistorySchema = z
  .object({
    step_seconds: z.int().positive(),
    points: z.array(
      z.object({
        at: instantSchema.describe(
          'Beginning of the step; steps without a heartbeat are left out.',
        ),
        cpu_percent: z.number(),
        memory_share: z.number(),
        disk_share: z.number(),
        temperature_c: z.number().nullable().describe('The highest.'),
        strained: z.boolean().describe('Throttled or short of power at any time of it.'),
        signal_dbm: z.number().nullable().describe('The weakest.'),
        round_trip_ms: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'DeviceHistory' });
export type DeviceHistory = z.infer<typeof deviceHistorySchema>;
