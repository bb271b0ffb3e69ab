import assert from 'node:assert/strict';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { newUuid } from '../database/uuid.ts';
import type { TenantSql } from '../tenancy/index.ts';
import { Announcer } from './announcer.ts';
import type { NewStreamEvent } from './new-stream-event.ts';
import { wakeUpChannel } from './wake-up.ts';

/** The writing side of the event log. */
@Injectable()
export class EventLog {
  constructor(@Optional() @Inject(Announcer) private readonly announcer?: Announcer) {}

  /**
   * Holds back every other writer of the organisation's log until this transaction ends. What is
   * read afterwards has been committed by all events that are in the log before this transaction's.
   */
  async lock(tx: TenantSql, organisationId: string): Promise<void> {
    await tx.query('SELECT 1 FROM organisation WHERE id = $1 FOR NO KEY UPDATE', [organisationId]);
  }

  /**
   * Appends events in the given order, as part of the caller's transaction. Numbers are given under
   * the lock of the organisation's row, which is held until the commit: so whoever reads number n
   * can be sure that no smaller number is still to come, and a number is never given in vain. Keep
   * what follows in the transaction short.
   */
  async append(
    tx: TenantSql,
    organisationId: string,
    events: readonly NewStreamEvent[],
  ): Promise<void> {
    if (events.length === 0) return;
    // The clock is read after the lock was taken, so that times in the log ascend with its numbers.
    const appended = tx.query<{ count: string }[]>(
      `WITH numbered AS (
         UPDATE organisation SET event_seq = event_seq + $2 WHERE id = $1
         RETURNING event_seq - $2 AS base
       ), written AS (
       INSERT INTO stream_event (organisation_id, seq, at, id, type, happened_at, site_id, device_id,
         camera_id, sequence_number, priority, ttl_seconds, channel, data)
       SELECT $1, base + nr, clock_timestamp(), e.id, e.type, coalesce(e.happened_at, now()),
         e.site_id, e.device_id, e.camera_id, e.sequence_number, e.priority, e.ttl_seconds, e.channel, e.data
       FROM numbered, json_to_recordset($3::json) AS e(nr bigint, id uuid, type text,
         happened_at timestamptz, site_id uuid, device_id uuid, camera_id uuid,
         sequence_number bigint, priority text, ttl_seconds double precision, channel text, data jsonb)
       RETURNING 1)
       SELECT count(*) FROM written`,
      [organisationId, events.length, JSON.stringify(events.map(toRow))],
    );
    // Postgres delivers it at the commit, once per transaction however often it was asked for.
    const announced = this.announcer?.takes(tx, organisationId)
      ? null
      : tx.query('SELECT pg_notify($1, $2)', [wakeUpChannel, organisationId]);
    const [[written]] = await Promise.all([appended, announced]);
    assert.equal(Number(written?.count), events.length, 'the organisation is not the caller’s');
  }
}

function toRow(event: NewStreamEvent, index: number) {
  return {
    nr: index + 1,
    id: event.id ?? newUuid(),
    type: event.type,
    happened_at: event.timestamp,
    site_id: event.siteId,
    device_id: event.deviceId,
    camera_id: event.cameraId,
    sequence_number: event.sequenceNumber ?? 0,
    priority: event.priority ?? 'normal',
    ttl_seconds: event.ttl,
    channel: event.channel,
    data: event.data,
  };
}
