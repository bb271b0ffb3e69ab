import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  idFromUuid,
  recordBatchResultSchema,
  type RecordBatchResult,
  type Timelapse,
} from '@eyrie/contracts';
import { newUuid } from '../database/uuid.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  eventRecord,
  frameRecord,
  newTestSite,
  telemetryRecord,
  tombstoneRecord,
  type TestSite,
} from '../testing/fleet.ts';

let app: TestApp;
let person: TestPerson;
let site: TestSite;
let bootEpoch: string;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  person = await app.newPerson();
  site = await newTestSite(app, person.organisationId);
  bootEpoch = randomUUID();
});

const at = (sequence: number) => ({ bootEpoch, sequence });

async function send(records: object[], deviceId?: string): Promise<RecordBatchResult> {
  const response = await site.sendRecords(records, deviceId);
  const body = await response.json();
  expect({ status: response.status, body }).toMatchObject({ status: 200 });
  return recordBatchResultSchema.parse(body);
}

async function count(table: string): Promise<number> {
  const [row] = await app.database.query<{ count: string }>(
    `SELECT count(*) FROM ${table} WHERE organisation_id = $1`,
    [site.organisationId],
  );
  return Number(row?.count);
}

function log() {
  return app.database.query<{ seq: string; type: string; data: Record<string, unknown> }>(
    'SELECT seq, type, data FROM stream_event WHERE organisation_id = $1 ORDER BY seq',
    [site.organisationId],
  );
}

function deviceState() {
  return app.database.query<{
    last_seen_at: Date;
    health: object;
    health_at: Date;
    version: string;
  }>('SELECT * FROM device_state WHERE organisation_id = $1', [site.organisationId]);
}

describe('POST /edge/v1/records', () => {
  it('goes on where its database was restored to before what a device has a receipt for', async () => {
    const records = Array.from({ length: 9 }, (_, index) => frameRecord(at(index + 1), site));
    await send(records.slice(0, 3));
    await send(records.slice(3, 6));
    // What a restore to the moment between the two leaves: neither frames nor receipts of later.
    await app.database.query(
      `DELETE FROM frame WHERE organisation_id = $1 AND boot_epoch = $2 AND sequence > 3`,
      [site.organisationId, bootEpoch],
    );
    await app.database.query(
      `UPDATE receipt SET have = '{[1,4)}' WHERE organisation_id = $1 AND boot_epoch = $2`,
      [site.organisationId, bootEpoch],
    );
    // The device has let go of 4 and 5; it sends what is new, and what it was about to send then.
    const { receipts } = await send(records.slice(6));
    expect(receipts).toMatchObject([
      {
        bootEpoch,
        have: [
          [1, 3],
          [7, 9],
        ],
      },
    ]);
    const again = await send([records[5] ?? {}, ...records.slice(6)]);
    expect(again.receipts).toMatchObject([
      {
        bootEpoch,
        have: [
          [1, 3],
          [6, 9],
        ],
      },
    ]);
    const kept = await app.database.query<{ sequence: string }>(
      `SELECT sequence FROM frame WHERE organisation_id = $1 AND boot_epoch = $2 ORDER BY sequence`,
      [site.organisationId, bootEpoch],
    );
    expect(kept.map(({ sequence }) => Number(sequence))).toEqual([1, 2, 3, 6, 7, 8, 9]);
  });

  it('says on which timeline of Postgres it has committed', async () => {
    const { history } = await send([telemetryRecord(at(1))]);
    const [control] = await app.database.query<{ timeline_id: number }>(
      'SELECT timeline_id FROM pg_control_checkpoint()',
    );
    expect(history).toBe(control?.timeline_id);
    expect(history).toBeGreaterThan(0);
  });

  it('takes a batch and answers what it has', async () => {
    const result = await send([
      frameRecord(at(1), site),
      telemetryRecord(at(2)),
      eventRecord(at(3)),
      tombstoneRecord(at(5)),
    ]);
    expect(result).toEqual({
      receipts: [
        { deviceId: idFromUuid('device', site.workerId), bootEpoch, have: [[1, 3], [5, 5]] }, // prettier-ignore
      ],
      refused: [],
      history: 1,
    });
    expect([await count('frame'), await count('telemetry')]).toEqual([1, 1]);
    expect((await log()).map(({ type }) => type)).toEqual([
      'capture.completed',
      'resource.update',
      'system.status',
    ]);
  });

  it('tells the stream of a frame all that a dashboard shows', async () => {
    const record = frameRecord(at(1), site);
    await send([record]);
    const [event] = await log();
    expect(event?.data).toMatchObject({
      frame_id: record.body.frameId,
      camera_id: record.body.cameraId,
      sha256: 'a'.repeat(64),
      captured_at: '2026-05-01T10:00:00.250Z',
      width_px: 1920,
      luminance: 0.4,
      image_url: null,
      thumbnail_url: null,
    });
  });

  it('counts every record once, in whatever order and however often batches come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 20 }), {
          minLength: 1,
          maxLength: 6,
        }),
        async (batches) => {
          bootEpoch = randomUUID();
          const made = new Map<number, object>();
          const recordOf = (n: number) => {
            const record = made.get(n) ?? [telemetryRecord(at(n)), frameRecord(at(n), site), eventRecord(at(n))][n % 3]!; // prettier-ignore
            made.set(n, record);
            return record;
          };
          const before = await count('stream_event');
          // Some at the same time: the receipt's row decides between them.
          const results = await Promise.all(batches.map((batch) => send(batch.map(recordOf))));
          const again = await send(batches.flat().map(recordOf));
          const sent = [...new Set(batches.flat())].sort((a, b) => a - b);
          const have = again.receipts[0]!.have.flatMap(([first, last]) =>
            Array.from({ length: last - first + 1 }, (_, i) => first + i),
          );
          expect(have).toEqual(sent);
          for (const result of results) expect(result.refused).toEqual([]);
          const rows = await app.database.query<{ sequence: string }>(
            `SELECT sequence FROM telemetry WHERE organisation_id = $1 AND boot_epoch = $2
             UNION ALL SELECT sequence FROM frame WHERE organisation_id = $1 AND boot_epoch = $2`,
            [site.organisationId, bootEpoch],
          );
          expect(rows.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b)).toEqual(
            sent.filter((n) => n % 3 !== 2),
          );
          const events = (await log())
            .slice(before)
            .filter(({ type }) => type !== 'resource.update');
          expect(events).toHaveLength(sent.filter((n) => n % 3 !== 0).length);
        },
      ),
      { numRuns: 25 },
    );
    const numbers = (await log()).map(({ seq }) => Number(seq));
    expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  });

  it('refuses a broken record by name and takes the others', async () => {
    const result = await send([
      telemetryRecord(at(1)),
      telemetryRecord(at(2), { cpuPercent: 'much' }),
      { bootEpoch, sequence: 3, kind: 'spell' },
      { kind: 'telemetry' },
      eventRecord(at(4), { data: { text: 'a\0b' } }),
      eventRecord(at(5), { data: { text: '\uD800' } }),
      eventRecord(at(6), { timestamp: '0000-01-01T00:00:00Z' }),
      telemetryRecord(at(7)),
    ]);
    expect(result.refused.map(({ sequence, code }) => [sequence, code]).sort()).toEqual([
      [0, 'record.unnamed'],
      [2, 'record.invalid'],
      [3, 'record.invalid'],
      [4, 'record.unstorable'],
      [5, 'record.unstorable'],
      [6, 'record.unstorable'],
    ]);
    // Nobody sends them again, and the set closes.
    expect(result.receipts).toEqual([expect.objectContaining({ have: [[1, 7]] })]);
    expect([await count('telemetry'), await count('refused_record')]).toEqual([2, 6]);
    const again = await send([telemetryRecord(at(2), { cpuPercent: 'much' })]);
    expect(again.refused).toEqual([]);
    expect(await count('refused_record')).toBe(6);
  });

  it('refuses devices of other sites and cameras of other devices by name', async () => {
    const neighbour = await newTestSite(app, person.organisationId);
    const stranger = await newTestSite(app, (await app.newPerson()).organisationId);
    for (const foreign of [neighbour, stranger]) {
      const result = await send([telemetryRecord(at(1))], foreign.workerId);
      expect(result).toMatchObject({
        receipts: [],
        refused: [{ code: 'record.foreign_device', sequence: 1 }],
      });
      const camera = await send([frameRecord(at(1), foreign), tombstoneRecord(at(2))]);
      expect(camera.refused).toEqual([expect.objectContaining({ code: 'record.foreign_camera' })]);
      const own = await send([frameRecord(at(9), site)], site.coordinatorId);
      expect(own.refused.length + own.receipts.length).toBeGreaterThan(0);
      bootEpoch = randomUUID();
    }
    expect([await count('frame'), await count('telemetry')]).toEqual([0, 0]);
  });

  it('lets no device speak as the cloud', async () => {
    const { refused } = await send([
      eventRecord(at(1), { type: 'media.stored' }),
      eventRecord(at(2), { type: 'timelapse.completed', data: { anything: 1 } }),
    ]);
    expect(refused.map(({ code }) => code)).toEqual(['record.reserved_type', 'record.invalid']);
    expect(await log()).toEqual([]);
  });

  it('refuses the leader of an older term', async () => {
    const speak = (epoch: string, term: string, n: number) =>
      site.fetch('/edge/v1/records', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'eyrie-site-epoch': epoch,
          'eyrie-term': term,
        },
        body: JSON.stringify({
          records: [
            { deviceId: idFromUuid('device', site.workerId), record: telemetryRecord(at(n)) },
          ],
        }),
      });
    expect((await speak('1', '5', 1)).status).toBe(200);
    const old = await speak('1', '4', 2);
    expect([old.status, ((await old.json()) as { code: string }).code]).toEqual([
      409,
      'site.fenced',
    ]);
    expect(await count('telemetry')).toBe(1);
    expect((await speak('1', '5', 2)).status).toBe(200);
  });

  it('is for coordinators alone', async () => {
    const noToken = await fetch(`${app.url}/edge/v1/records`, { method: 'POST' });
    expect(noToken.status).toBe(401);
    const asPerson = await person.fetch('/edge/v1/records', { method: 'POST', body: {} });
    expect(asPerson.status).toBe(401);
  });

  it('trusts no device’s clock', async () => {
    for (const [i, capturedAt] of [
      '1970-01-01T00:00:00.000Z',
      '2199-01-01T00:00:00.000Z',
      '2026-05-01T10:00:00.000Z',
    ].entries()) {
      // prettier-ignore
      await send([frameRecord(at(i + 1), site, { capturedAt, clockTrusted: false })]);
    }
    await send([
      telemetryRecord({ bootEpoch, sequence: 4, recordedAt: '2199-01-01T00:00:00.000Z' }),
    ]);
    expect(await count('frame')).toBe(3);
    const [outside] = await app.database.query<{ count: string }>(
      'SELECT count(*) FROM frame_default',
    );
    expect(Number(outside?.count)).toBe(0);
    const [state] = await deviceState();
    expect(state!.health_at.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
    expect(Math.abs(state!.last_seen_at.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it('shows the newest health, whatever comes late', async () => {
    const recordedAt = (minute: number) => `2026-05-01T10:${minute}:00.000Z`;
    await send([
      telemetryRecord(
        { ...at(2), recordedAt: recordedAt(20) },
        { cpuPercent: 20, version: '0.2.0' },
      ),
    ]);
    await send([telemetryRecord({ ...at(1), recordedAt: recordedAt(10) }, { cpuPercent: 10 })]);
    await send([tombstoneRecord(at(3))]);
    expect(await deviceState()).toEqual([
      expect.objectContaining({
        version: '0.2.0',
        health: expect.objectContaining({ cpuPercent: 20 }),
      }),
    ]);
  });

  it('is harmless to repeat when the answer was lost', async () => {
    const records = [telemetryRecord(at(1)), frameRecord(at(2), site)];
    // The client breaks off without reading the answer, which may or may not be committed.
    for (let cut = 0; cut < 5; cut += 1) {
      const abort = new AbortController();
      const lost = site
        .fetch('/edge/v1/records', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            records: records.map((record) => ({
              deviceId: idFromUuid('device', site.workerId),
              record,
            })),
          }),
          signal: abort.signal,
        })
        .catch(() => null);
      setTimeout(() => abort.abort(), cut * 4);
      await lost;
    }
    expect((await send(records)).receipts[0]?.have).toEqual([[1, 2]]);
    expect([await count('telemetry'), await count('frame'), await count('stream_event')]).toEqual([
      1, 1, 2,
    ]);
  });

  it('projects a rendered timelapse, once', async () => {
    const timelapseId = idFromUuid('timelapse', newUuid());
    const cameraId = idFromUuid('camera', site.cameraId);
    const data = {
      timelapseId,
      cameraId,
      from: '2026-05-01T10:00:00.000Z',
      to: '2026-05-01T10:10:00.000Z',
      frames: 100,
      skippedFrames: 2,
      fps: 25,
      durationSeconds: 4,
      widthPx: 1920,
      heightPx: 1080,
      codec: 'h264',
      video: { sha256: 'c'.repeat(64), bytes: 5000, mediaType: 'video/mp4' },
      poster: { sha256: 'd'.repeat(64), bytes: 500, mediaType: 'image/jpeg' },
    };
    const record = eventRecord(at(1), { type: 'timelapse.completed', camera_id: cameraId, data });
    await send([record]);
    await send([{ ...record, sequence: 2 }]);
    const list = (await (await person.fetch('/v1/timelapses')).json()) as { items: Timelapse[] };
    expect(list.items).toEqual([
      expect.objectContaining({ id: timelapseId, frames: 100, video_url: null, bytes: 5000 }),
    ]);
    expect((await log())[0]).toMatchObject({
      type: 'timelapse.completed',
      data: { timelapse_id: timelapseId, skipped_frames: 2 },
    });
  });
});
