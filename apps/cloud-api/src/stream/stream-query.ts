import {
  builtInChannels,
  channelSchema,
  idFromUuid,
  idSchema,
  prioritySchema,
  type SocketRequest,
} from '@eyrie/contracts';
import type { EventFilter } from '@eyrie/realtime';
import { z } from 'zod';
import type { PersonPrincipal } from '../authorisation/index.ts';

const listOf = (item: z.ZodType<string, string>) =>
  z
    .string()
    .max(1024)
    .transform((text) => text.split(','))
    .pipe(z.array(item).min(1).max(32));

export const streamQuerySchema = z.object({
  last_event_id: z.string().max(64).optional().describe('Where to resume: a cursor.'),
  after: z.string().max(64).optional().describe('The same for a long poll, which it asks for.'),
  wait: z.coerce
    .number()
    .min(0)
    .max(55)
    .optional()
    .describe('Asks for a long poll: how many seconds it may wait for an event.'),
  channels: listOf(channelSchema).optional().describe('Default: dashboard.'),
  types: listOf(z.string().min(1).max(64)).optional().describe('Types, or beginnings (capture.*).'),
  site_id: idSchema('site').optional(),
  device_id: idSchema('device').optional(),
  camera_id: idSchema('camera').optional(),
  priority: prioritySchema.optional().describe('The least.'),
});
export type StreamQuery = z.output<typeof streamQuerySchema>;

type Wanted = NonNullable<Extract<SocketRequest, { type: 'subscribe' }>['filter']>;

/** What is asked for, and of it what the caller may see. */
export function filterFor(
  { siteIds }: Pick<PersonPrincipal, 'siteIds'>,
  channels: Iterable<string> | undefined,
  { types, site_id, device_id, camera_id, priority }: Wanted,
): EventFilter {
  return {
    channels: new Set(channels ?? [builtInChannels.dashboard]),
    sites: siteIds === null ? undefined : new Set(siteIds.map((id) => idFromUuid('site', id))),
    types,
    siteId: site_id,
    deviceId: device_id,
    cameraId: camera_id,
    priority,
  };
}
