import { z } from 'zod';
import { idSchema } from '../ids.ts';
import { instantSchema, prioritySchema } from '../primitives.ts';

/**
 * The event stream (`GET /events`, `/ws`). Every event has one cursor, `epoch:seq`, the same over SSE
 * (as `id`), WebSocket and long poll. `seq` counts per organisation without gaps; `epoch` changes
 * when the log is lost.
 */
export const cursorSchema = z.string().regex(/^[0-9a-f]{8}:\d{1,16}$/);

/** A channel of the stream. `dashboard` is what every event belongs to that names none. */
export const channelSchema = z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/, {
  error: 'must be a name of small letters, digits, dots, dashes and underscores',
});

/** The channels that are always there: everything, and of it only what asks for somebody. */
export const builtInChannels = { dashboard: 'dashboard', alerts: 'alerts' } as const;

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
    channel: channelSchema.optional().describe('Where it was broadcast to; absent: dashboard.'),
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

/**
 * Event named `gap`: the numbers after `from` up to `to` were not sent on purpose, and why: they did
 * not fit the filter, were older than their ttl, or were of low priority and this client too slow.
 * Only `dropped` is a loss.
 */
export const gapSchema = z
  .object({
    from: cursorSchema,
    to: cursorSchema,
    filtered: z.int(),
    expired: z.int(),
    dropped: z.int(),
  })
  .meta({ id: 'StreamGap' });
export type StreamGap = z.infer<typeof gapSchema>;

/** Answer of a long poll: everything after the cursor that was named, up to `cursor`. */
export const streamPageSchema = z
  .object({
    epoch: z.string(),
    head: cursorSchema,
    oldest: cursorSchema,
    recovered: z.boolean(),
    reset: resetSchema.nullable(),
    cursor: cursorSchema.describe('To be named as `after` next time.'),
    events: z.array(z.object({ cursor: cursorSchema, event: streamEventSchema })),
    gap: gapSchema.nullable().describe('What of the span was left out; null where nothing was.'),
  })
  .meta({ id: 'StreamPage' });
export type StreamPage = z.infer<typeof streamPageSchema>;

/** What a client says on `/ws`, one JSON text a message. `auth` comes first, within ten seconds. */
export const socketRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('auth'), token: z.string().max(4096) }),
  z.object({
    type: z.literal('subscribe'),
    channel: channelSchema,
    /** Where to resume; only with the first subscription of a connection. */
    cursor: z.string().max(64).optional(),
    /** Narrows all channels of the connection; only with the first subscription. */
    filter: z
      .object({
        types: z.array(z.string().max(64)).max(32).optional(),
        site_id: idSchema('site').optional(),
        device_id: idSchema('device').optional(),
        camera_id: idSchema('camera').optional(),
        priority: prioritySchema.optional(),
      })
      .optional(),
  }),
  z.object({ type: z.literal('unsubscribe'), channel: channelSchema }),
  z.object({ type: z.literal('ping') }),
]);
export type SocketRequest = z.infer<typeof socketRequestSchema>;

/** Codes with which the server closes a WebSocket, beside those of RFC 6455. */
export const socketCloseCodes = {
  /** Sent away because it read too slowly; it may resume with its cursor at once. */
  tooSlow: 4008,
  /** The log could not be followed any further; resume with the cursor, the answer says how. */
  gap: 4010,
  /** No valid token within ten seconds, or the session behind it has ended. */
  notAuthenticated: 4401,
  notAllowed: 4403,
  tooManyConnections: 4429,
} as const;

/** What a token of `POST /auth/token` may be used for. */
export const streamPermissions = ['dashboard:read', 'camera:control'] as const;
export const streamPermissionSchema = z.enum(streamPermissions);
export type StreamPermission = z.infer<typeof streamPermissionSchema>;

export const streamTokenSchema = z
  .object({
    token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.int().describe('Seconds.'),
    user_id: z.string(),
    permissions: z.array(streamPermissionSchema),
  })
  .meta({ id: 'StreamToken' });
export type StreamToken = z.infer<typeof streamTokenSchema>;

/** Our own event types beside the thirteen of the source systems. */
export const streamEventTypes = {
  /** Bytes arrived: `data` has `sha256` and the ids of the `frame_ids` or `timelapse_ids` that show them. */
  mediaStored: 'media.stored',
  timelapseCompleted: 'timelapse.completed',
  deviceEnrolled: 'device.enrolled',
  /** A device waits for a person: `data` has `enrolment_request_id`, `serial`, `model`, `key_words`. */
  enrolmentRequested: 'enrolment.requested',
  /** `data` has `enrolment_request_id`, `state`; where it was approved the event names the device. */
  enrolmentDecided: 'enrolment.decided',
  /** The device is let in nowhere any more: `data` has `name`, `reason`, `decommissioned`. */
  deviceRevoked: 'device.revoked',
  /** Two machines with one identity were seen: neither is let in. `data` has `name`, `reason`. */
  deviceQuarantined: 'device.quarantined',
  /** The count of a device's starts went back: `data` has `name`, `reason`, `starts_before`, `starts`. */
  deviceSuspected: 'device.suspected',
  devicePresence: 'device.presence',
  siteReport: 'site.report',
  /** The site is on its way to another CA: `data` has `generation`, `phase`, `emergency`. */
  siteCaRotation: 'site.ca_rotation',
  /** A layer of settings was changed: `data` has `target_id`, `version`, `reason`, `devices_changed`. */
  configurationChanged: 'configuration.changed',
  /** A survivor founded a new site epoch: `data` has `from_epoch`, `to_epoch`, `lost_device_ids`. */
  siteRecovered: 'site.recovered',
  /** Put away, and taken back: `data` has `name`; of a site also `devices_total` that went with it. */
  cameraArchived: 'camera.archived',
  cameraRestored: 'camera.restored',
  siteArchived: 'site.archived',
  siteRestored: 'site.restored',
  /** `data` has `command_id`, `type`, `state`, `percent`, `message`; the rest is asked for by its id. */
  commandChanged: 'command.changed',
  /** `data` has `operation_id`, `kind`, `state`, `progress`; the rest is asked for by its id. */
  operationChanged: 'operation.changed',
  /** A mail cannot be sent, for good: `data` has `kind`, `about` (a person or an invitation), `reason`. */
  mailFailed: 'mail.failed',
} as const;
