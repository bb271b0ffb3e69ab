import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';

export const analyticsQuerySchema = z.object({
  days: z.coerce.number().int().min(1).max(366).default(30),
  by: z.enum(['site', 'device']).default('site'),
  site_id: idSchema('site').optional(),
});
export type AnalyticsQuery = z.infer<typeof analyticsQuerySchema>;

/** Sums over devices and days. Of slots nobody told of, nothing is known, so they are not expected. */
export const analyticsFiguresSchema = z
  .object({
    expected: z.int().describe('Slots: captured and missed.'),
    captured: z.int(),
    late: z.int().describe('Of those captured: more than five seconds after their slot.'),
    missed: z.int().describe('Slots that a device reported as missed.'),
    frame_bytes: z.int().describe('Bytes of the pictures that were captured.'),
    stored_bytes: z.int().describe('Bytes of pictures and videos that reached the cloud.'),
    heard_minutes: z
      .int()
      .describe('Time in which workers were heard of, in steps of five minutes.'),
    due_minutes: z.int().describe('Time in which they could have been.'),
  })
  .meta({ id: 'AnalyticsFigures' });
export type AnalyticsFigures = z.infer<typeof analyticsFiguresSchema>;

export const analyticsSchema = z
  .object({
    from: z.iso.date().describe('First day (UTC).'),
    to: z.iso.date().describe('Last day (UTC), today.'),
    computed_at: instantSchema.describe('Everything that the cloud had by then is in it.'),
    totals: analyticsFiguresSchema,
    days: z.array(analyticsFiguresSchema.extend({ day: z.iso.date() })),
    groups: z
      .array(
        analyticsFiguresSchema.extend({
          id: z.string().describe('Of the site or device.'),
          name: z.string(),
          held_bytes: z.int().describe('Bytes of pictures and videos that the cloud has now.'),
        }),
      )
      .describe('By site or device; at most 500, those with the most missed slots first.'),
  })
  .meta({ id: 'Analytics' });
export type Analytics = z.infer<typeof analyticsSchema>;

export const captureAccountQuerySchema = z.object({
  days: z.coerce.number().int().min(1).max(31).default(7),
  site_id: idSchema('site').optional(),
  camera_id: idSchema('camera').optional(),
});
export type CaptureAccountQuery = z.infer<typeof captureAccountQuerySchema>;

export const captureFiguresSchema = z
  .object({
    expected: z.int().describe('Slots that the schedules had.'),
    captured: z.int(),
    late: z.int().describe('Of those captured: more than five seconds after their slot.'),
    missed: z.int().describe('Slots of which the device said why they have no frame.'),
    unexplained: z.int().describe('Slots of which nothing was heard, yet or at all.'),
    reasons: z.record(z.string(), z.int()).describe('The missed slots by reason.'),
  })
  .meta({ id: 'CaptureFigures' });
export type CaptureFigures = z.infer<typeof captureFiguresSchema>;

/** `GET /v1/analytics/captures`: every slot is captured, explained, or named as unexplained. */
export const captureAccountSchema = z
  .object({
    totals: captureFiguresSchema,
    hours: z
      .array(captureFiguresSchema.extend({ hour: instantSchema.describe('Its beginning.') }))
      .describe('Hours in which there was anything to capture, in order.'),
  })
  .meta({ id: 'CaptureAccount' });
export type CaptureAccount = z.infer<typeof captureAccountSchema>;
