import pg from 'pg';
import { streamEvent } from './event.ts';

/** Commits events as the cloud's own event log does, without the cloud. */
export class EventWriter {
  private constructor(
    private readonly client: pg.Client,
    readonly organisationId: string,
  ) {}

  static async connect(databaseUrl: string): Promise<EventWriter> {
    const client = new pg.Client({ connectionString: databaseUrl });
    // Postgres ends before us where the bench is broken off.
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<{ id: string }>('SELECT id FROM organisation');
    return new EventWriter(client, rows[0]?.id ?? '');
  }

  /** Appends one event; it carries the moment right before its commit. */
  async emit(): Promise<void> {
    const at = Date.now();
    const { id, type, timestamp, data } = streamEvent(at);
    await this.client.query(
      `WITH numbered AS (UPDATE organisation SET event_seq = event_seq + 1 WHERE id = $1
         RETURNING event_seq), written AS (
       INSERT INTO stream_event (organisation_id, seq, at, id, type, happened_at, sequence_number,
         priority, data)
       SELECT $1, event_seq, clock_timestamp(), $2, $3, $4, 0, 'normal', $5 FROM numbered RETURNING 1)
       SELECT pg_notify('eyrie_events', $1::text) FROM written`,
      [this.organisationId, id, type, timestamp, data],
    );
  }

  async head(): Promise<number> {
    const { rows } = await this.client.query<{ head: string }>(
      'SELECT event_seq AS head FROM organisation WHERE id = $1',
      [this.organisationId],
    );
    return Number(rows[0]?.head ?? 0);
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
