import { builtInChannels, type Priority, type StreamEvent } from '@eyrie/contracts';

/** What a client wants of the stream. An absent part lets everything through. */
export interface EventFilter {
  /** At least one; an event has to belong to one of them. */
  readonly channels: ReadonlySet<string>;
  /** The only sites whose events may be seen; then none that is of no site is. */
  readonly sites?: ReadonlySet<string> | undefined;
  /** Types, or beginnings of types such as `capture.*`. */
  readonly types?: readonly string[] | undefined;
  readonly siteId?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly cameraId?: string | undefined;
  /** The least priority. */
  readonly priority?: Priority | undefined;
}

export const everything: EventFilter = { channels: new Set([builtInChannels.dashboard]) };

const ranks = { low: 0, normal: 1, high: 2, critical: 3 } as const satisfies Record<
  Priority,
  number
>;

/** Types that ask for somebody whatever their priority. */
const alertTypes: ReadonlySet<string> = new Set([
  'system.error',
  'system.warning',
  'storage.warning',
  'weather.alert',
  'capture.failed',
]);

/** The channel through which an event reaches a client, or null where it does not. */
export function channelFor(filter: EventFilter, event: StreamEvent): string | null {
  const channel = channelOf(filter.channels, event);
  return channel !== null && isWanted(filter, event) ? channel : null;
}

function channelOf(channels: ReadonlySet<string>, event: StreamEvent): string | null {
  const own = event.channel ?? builtInChannels.dashboard;
  if (channels.has(own)) return own;
  return channels.has(builtInChannels.alerts) && isAlert(event) ? builtInChannels.alerts : null;
}

function isAlert({ type, priority }: StreamEvent): boolean {
  return ranks[priority] >= ranks.high || alertTypes.has(type);
}

function isWanted(filter: EventFilter, event: StreamEvent): boolean {
  const { sites, types, siteId, deviceId, cameraId, priority } = filter;
  if (sites !== undefined && (event.site_id === null || !sites.has(event.site_id))) return false;
  if (siteId !== undefined && event.site_id !== siteId) return false;
  if (deviceId !== undefined && event.device_id !== deviceId) return false;
  if (cameraId !== undefined && event.camera_id !== cameraId) return false;
  if (priority !== undefined && ranks[event.priority] < ranks[priority]) return false;
  return types === undefined || types.some((type) => isOfType(event.type, type));
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('.*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}

/** Whether nobody is served any more by an event. Its ttl counts from when the log took it in. */
export function isExpired(
  { event, loggedAt }: { readonly event: StreamEvent; readonly loggedAt: number },
  nowMs: number,
): boolean {
  return event.ttl !== undefined && nowMs > loggedAt + event.ttl * 1000;
}
