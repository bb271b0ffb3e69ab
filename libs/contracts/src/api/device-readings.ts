import { z } from 'zod';
import { quantitySchema } from '../edge/sensors.ts';
import { instantSchema } from '../primitives.ts';

/** What a device's sensors have read, in at most 200 steps for each quantity. */
export const deviceReadingsSchema = z
  .object({
    step_seconds: z.int().positive(),
    series: z.array(
      z.object({
        sensor: z.string(),
        quantity: quantitySchema.describe('Its unit is in its name.'),
        last: z.object({ at: instantSchema, value: z.number() }),
        suspect: z
          .int()
          .nonnegative()
          .describe('Readings of this sensor of which a part was out of all range.'),
        points: z.array(
          z.object({
            at: instantSchema.describe(
              'Beginning of the step; steps without readings are left out.',
            ),
            mean: z.number(),
            lowest: z.number(),
            highest: z.number(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'DeviceReadings' });
export type DeviceReadings = z.infer<typeof deviceReadingsSchema>;
