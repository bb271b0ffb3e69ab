import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Analytics, idFromUuid } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  eventRecord,
  frameRecord,
  newTestSite,
  telemetryRecord,
  type TestSite,
} from '../testing/fleet.ts';
import { Rollup } from './rollup.ts';

const dayMs = 86_400_000;
const instant = (ms: number) => new Date(ms).toISOString();

describe('the analytics of an organisation', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let sites: TestSite[];
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    sites = [
      await newTestSite(cloud, person.organisationId),
      await newTestSite(cloud, person.organisationId),
    ];
  });
  afterAll(async () => {
    await cloud.close();
  });

  const read = async (query: string, by: TestPerson = person): Promise<Analytics> => {
    const answer = await by.fetch(`/v1/analytics?${query}`);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Analytics;
  };
  const frameAt = (
    site: TestSite,
    sequence: number,
    bootEpoch: string,
    slotAt: number,
    lateMs: number,
  ) =>
    frameRecord({ bootEpoch, sequence, recordedAt: instant(slotAt) }, site, {
      slotAt: instant(slotAt),
      capturedAt: instant(slotAt + lateMs),
    });

  it('are exact: as many as a recount gives, whatever came late, while two replicas add up', async () => {
    const rollup = cloud.app.get(Rollup);
    const adding = new AbortController();
    const adders = [1, 2].map(async () => {
      while (!adding.signal.aborted) await rollup.catchUp(person.organisationId);
    });
    await Promise.all(
      sites.flatMap((site, siteIndex) =>
        [0, 1].map(async (stream) => {
          const bootEpoch = randomUUID();
          let sequence = 0;
          for (let batch = 0; batch < 12; batch += 1) {
            // A backlog of up to ten days comes in between the live frames.
            const records = Array.from({ length: 5 }, (_, n) => {
              const ageMs = ((batch * 5 + n + stream) % 11) * dayMs;
              const isLate = (batch + n) % 4 === 0;
              sequence += 1;
              return frameAt(site, sequence, bootEpoch, Date.now() - ageMs, isLate ? 9_000 : 40);
            });
            const missed = eventRecord(
              { bootEpoch, sequence: (sequence += 1) },
              {
                type: 'capture.failed',
                timestamp: instant(Date.now() - batch * dayMs),
                data: { slots: siteIndex + 1 },
              },
            );
            const health = telemetryRecord({ bootEpoch, sequence: (sequence += 1) });
            const sent = await site.sendRecords([...records, missed, health]);
            expect(sent.status).toBe(200);
          }
        }),
      ),
    );
    adding.abort();
    await Promise.all(adders);

    const analytics = await read('days=30&by=site');
    const recount = await cloud.database.query<Record<string, string>>(
      `SELECT (captured_at AT TIME ZONE 'UTC')::date::text AS day, count(*) AS captured,
         count(*) FILTER (WHERE captured_at > slot_at + interval '5 seconds') AS late,
         sum(image_bytes) AS bytes
       FROM frame WHERE organisation_id = $1 GROUP BY 1 ORDER BY 1`,
      [person.organisationId],
    );
    const told = analytics.days
      .filter(({ captured }) => captured > 0)
      .map(({ day, captured, late, frame_bytes }) => ({ day, captured, late, bytes: frame_bytes }));
    expect(told).toEqual(
      recount.map(({ day, captured, late, bytes }) => ({
        day,
        captured: Number(captured),
        late: Number(late),
        bytes: Number(bytes),
      })),
    );
    expect(analytics.totals).toMatchObject({ captured: 240, missed: 72, expected: 312 });
    expect(analytics.totals.late).toBeGreaterThan(10);
    expect(analytics.totals.heard_minutes).toBeGreaterThanOrEqual(10);
    expect(analytics.days).toHaveLength(30);
    expect(analytics.groups.map(({ captured, missed }) => [captured, missed])).toEqual([
      [120, 48],
      [120, 24],
    ]);
    const byDevice = await read('days=366&by=device');
    expect(byDevice.totals).toEqual({
      ...analytics.totals,
      due_minutes: byDevice.totals.due_minutes,
    });
    expect(byDevice.groups).toHaveLength(4);
  });

  it('count the bytes that reached the cloud once, and go on counting when frames are gone', async () => {
    const other = await cloud.newPerson();
    const site = await newTestSite(cloud, other.organisationId);
    const picture = Buffer.concat([Buffer.from('1f8b0800', 'hex'), Buffer.alloc(500, 7)]);
    for (let time = 0; time < 2; time += 1) {
      expect((await site.putBlob(picture, 'application/gzip')).status).toBeLessThan(300);
    }
    await site.sendRecords([frameAt(site, 1, randomUUID(), Date.now(), 0)]);
    await read('days=7', other);
    await cloud.database.query('DELETE FROM frame WHERE organisation_id = $1', [
      other.organisationId,
    ]);
    const { totals, groups } = await read('days=6', other);
    expect(totals).toMatchObject({ captured: 1, stored_bytes: picture.length });
    expect(groups[0]?.held_bytes).toBe(picture.length);
  });

  it('show who was granted some sites only those, and are not spoiled by his looking', async () => {
    const [first, second] = sites;
    const limited = await cloud.newPerson({
      role: 'viewer',
      organisationId: person.organisationId,
    });
    await cloud.database.query('UPDATE membership SET site_ids = $2 WHERE user_id = $1', [
      limited.userId,
      [first?.siteId],
    ]);
    await second?.sendRecords([frameAt(second, 1, randomUUID(), Date.now(), 0)]);
    const own = await read('days=30&by=site', limited);
    expect(own.groups.map(({ id }) => id)).toEqual([idFromUuid('site', first?.siteId ?? '')]);
    expect(own.totals.captured).toBe(120);
    expect((await read('days=29&by=site')).totals.captured).toBe(241);
  });
});
