import { randomUUID } from 'node:crypto';
import type { EventBody, Priority } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { instantOf, type Clock } from '../clock.ts';
import type { Outbox } from './outbox.ts';
import type { RecordDraft } from './record.ts';

export interface DeviceEvent {
  readonly type: string;
  readonly cameraId?: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly priority?: Priority;
  /** Seconds. */
  readonly ttl?: number;
}

/** Events of this device, numbered, as records. */
export class DeviceEvents {
  private sequenceNumber = 0;

  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {}

  draft(event: DeviceEvent): Extract<RecordDraft, { kind: 'event' }> {
    const now = instantOf(this.clock.now());
    const priority = event.priority ?? 'normal';
    const body: EventBody = {
      id: randomUUID(),
      type: event.type,
      timestamp: now,
      camera_id: event.cameraId ?? null,
      sequence_number: this.sequenceNumber++,
      data: { ...event.data },
      priority,
      ...(event.ttl === undefined ? {} : { ttl: event.ttl }),
    };
    const ttlSeconds = event.ttl === undefined ? {} : { ttlSeconds: event.ttl };
    return { kind: 'event', recordedAt: now, priority, body, ...ttlSeconds };
  }

  /**
   * Writes the event down. Never rejects: whoever reports a trouble must not fail by it, and a
   * full disk is the likeliest reason why an event cannot be written.
   */
  async emit(event: DeviceEvent): Promise<boolean> {
    try {
      await this.outbox.append(this.draft(event));
      return true;
    } catch (error) {
      this.log.error({ event: 'event_lost', type: event.type, err: error }, 'An event is lost.');
      return false;
    }
  }
}
