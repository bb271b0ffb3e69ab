import { z } from 'zod';

/** What of one organisation is connected to the replica that answers. */
export const streamStatsSchema = z
  .object({
    scope: z.literal('replica').describe('Other replicas have connections of their own.'),
    connections: z.object({
      total: z.int(),
      sse: z.int(),
      websocket: z.int(),
      long_poll: z.int().describe('Polls that wait now.'),
    }),
    users: z.int(),
    connections_per_user_max: z.int(),
    heartbeat_seconds: z.number(),
    oldest_connection_seconds: z.number().nullable(),
  })
  .meta({ id: 'StreamStats' });
export type StreamStats = z.infer<typeof streamStatsSchema>;
