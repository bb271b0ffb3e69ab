import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema, prioritySchema } from '../primitives.ts';

/**
 * The event stream (`GET /events`). Every event has one cursor, `epoch:seq`, sent as the SSE `id`.
 * `seq` counts per organisation without gaps; `epoch` changes when the log is lost.
 */
export const cursorSchema = z.string().regex(/^[0-9a-f]{8}:\d{1,16}$/);

export const streamEventSchema = z
  .object({
    id: z.uuid().describe('For deduplication.'),
    type: z.string(),
    timestamp: instantSchema,
    site_id: idSchema('site').nullable(),
    device_id: idSchema('device').nullable(),
    camera_id: idSchema('camera').nullable(),
    sequence_number: z.int(),
    data: z.record(z.string(), z.unknown()),
    priority: prioritySchema,
    ttl: z.number().optional(),
  })
  .meta({ id: 'StreamEvent' });
export type StreamEvent = z.infer<typeof streamEventSchema>;

/** First event of every connection, named `hello`. */
export const helloSchema = z.object({
  epoch: z.string(),
  head: cursorSchema,
  oldest: cursorSchema,
  /** Whether everything after the cursor that was asked for follows. False is preceded by `reset`. */
  recovered: z.boolean(),
  heartbeatMs: z.int(),
});
export type StreamHello = z.infer<typeof helloSchema>;

/** Event named `reset`: what was missed cannot be replayed; refetch what is shown. */
export const resetSchema = z.object({
  reason: z.enum(['too-old', 'epoch-changed', 'unknown-cursor', 'too-slow']),
});

/** Our own event types beside the thirteen of the source systems. */
export const streamEventTypes = {
  /** Bytes arrived: `data` has `sha256` and the ids of the `frame_ids` or `timelapse_ids` that show them. */
  mediaStored: 'media.stored',
  timelapseCompleted: 'timelapse.completed',
  deviceEnrolled: 'device.enrolled',
  devicePresence: 'device.presence',
  siteReport: 'site.report',
  /** A survivor founded a new site epoch: `data` has `from_epoch`, `to_epoch`, `lost_device_ids`. */
  siteRecovered: 'site.recovered',
} as const;
