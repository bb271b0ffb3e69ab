import type { Priority } from '@eyrie/contracts';

/** An event to be appended to an organisation's log. All ids are UUIDs. */
export interface NewStreamEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** For deduplication; drawn when absent. */
  readonly id?: string;
  /** When it happened (RFC 3339); now when absent. */
  readonly timestamp?: string;
  readonly siteId?: string | null;
  readonly deviceId?: string | null;
  readonly cameraId?: string | null;
  /** The device's own count; 0 for events of the cloud. */
  readonly sequenceNumber?: number;
  readonly priority?: Priority;
  /** Seconds for which it is worth something. */
  readonly ttl?: number | undefined;
  /** Where it is broadcast to; the dashboard's channel when absent. */
  readonly channel?: string;
}
