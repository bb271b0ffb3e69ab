import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema } from '../primitives.ts';

/** For so long something that was put away may be taken back. */
export const restorableDays = 30;

export const archiveStateSchema = z
  .enum(['active', 'archived', 'all'])
  .default('active')
  .describe('Those in use, those that were put away, or both.');
export type ArchiveState = z.output<typeof archiveStateSchema>;

/** `DELETE /v1/cameras/{id}` and `/v1/sites/{id}`: what was put away, and what went with it. */
export const archivalSchema = z
  .object({
    id: z.union([idSchema('camera'), idSchema('site')]),
    name: z.string(),
    archived_at: instantSchema,
    restorable_until: instantSchema,
    devices_total: z.int().describe('Devices that were decommissioned with it.'),
    cameras_total: z.int().describe('Cameras that stop to capture.'),
    frames_total: z.int().describe('Frames that stay readable, for as long as they are kept.'),
    timelapses_total: z.int(),
    media_bytes: z.int().describe('Bytes of those frames and timelapses.'),
  })
  .meta({ id: 'Archival' });
export type Archival = z.infer<typeof archivalSchema>;

/** Query of `DELETE /v1/sites/{id}`. */
export const siteArchivalQuerySchema = z.object({
  decommission_devices: z
    .enum(['true', 'false'])
    .default('false')
    .describe('true: decommission every device of the site with it. It cannot be taken back.'),
});
