import { idFromUuid, type IdKind, type Priority, type StreamEvent } from '@eyrie/contracts';
import type { EventLogReader, LoggedEvent, LogPosition } from '@eyrie/realtime';
import type { Tenancy } from '../tenancy/index.ts';

interface EventRow {
  seq: number;
  at: Date;
  id: string;
  type: string;
  happenedAt: Date;
  siteId: string | null;
  deviceId: string | null;
  cameraId: string | null;
  sequenceNumber: number;
  priority: Priority;
  ttl: number | null;
  channel: string | null;
  data: Record<string, unknown>;
}

/** The reading side of one organisation's log, under that organisation's row-level security. */
export class OrganisationEventLog implements EventLogReader {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly organisationId: string,
  ) {}

  async position(): Promise<LogPosition> {
    // One statement, hence one snapshot. Pruning drops whole days, oldest first: what is left
    // begins at the smallest number.
    const [row] = await this.query<{ epoch: string; head: number; first: number | null }>(
      `SELECT o.event_epoch AS epoch, o.event_seq AS head,
         (SELECT min(seq) FROM stream_event WHERE organisation_id = $1) AS first
       FROM organisation o WHERE o.id = $1`,
      [this.organisationId],
    );
    if (!row) throw new Error('The organisation of a session has no row.');
    const { epoch, head, first } = row;
    return {
      epoch,
      head,
      oldest: first === null ? head : first - 1,
    };
  }

  async readAfter(seq: number, limit: number): Promise<LoggedEvent[]> {
    const rows = await this.query<EventRow>(
      `SELECT seq, at, id, type, happened_at AS "happenedAt", site_id AS "siteId",
         device_id AS "deviceId", camera_id AS "cameraId", sequence_number AS "sequenceNumber",
         priority, ttl_seconds AS ttl, channel, data
       FROM stream_event WHERE organisation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [this.organisationId, seq, limit],
    );
    return rows.map((row) => ({
      seq: row.seq,
      loggedAt: row.at.getTime(),
      event: toEvent(row),
    }));
  }

  private query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.tenancy.transaction(this.organisationId, (tx) => tx.query<Row[]>(sql, parameters));
  }
}

function toEvent(row: EventRow): StreamEvent {
  return {
    id: row.id,
    type: row.type,
    timestamp: row.happenedAt.toISOString(),
    site_id: textId('site', row.siteId),
    device_id: textId('device', row.deviceId),
    camera_id: textId('camera', row.cameraId),
    sequence_number: row.sequenceNumber,
    data: row.data,
    priority: row.priority,
    ...(row.ttl === null ? {} : { ttl: row.ttl }),
    ...(row.channel === null ? {} : { channel: row.channel }),
  };
}

function textId(kind: IdKind, uuid: string | null): string | null {
  return uuid === null ? null : idFromUuid(kind, uuid);
}
