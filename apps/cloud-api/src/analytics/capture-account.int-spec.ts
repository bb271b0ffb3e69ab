import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CaptureAccount, idFromUuid } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { eventRecord, frameRecord, newTestSite, type TestSite } from '../testing/fleet.ts';
import { Rollup } from './rollup.ts';

const hourMs = 3_600_000;
const lastHourMs = Math.floor(Date.now() / hourMs) * hourMs - hourMs;
const instant = (ms: number) => new Date(ms).toISOString();

describe('the account of slots', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: TestSite;
  const bootEpoch = randomUUID();
  let sequence = 0;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newTestSite(cloud, person.organisationId);
    // A slot each ten minutes for longer than the hour that is looked at.
    await cloud.database.query(
      `UPDATE camera SET created_at = now() - interval '1 day',
         configuration = jsonb_set(configuration, '{schedules}', $2::jsonb)
       WHERE organisation_id = $1`,
      [
        person.organisationId,
        JSON.stringify([{ type: 'interval', name: 'all', intervalSeconds: 600 }]),
      ],
    );
  });
  afterAll(() => cloud.close());

  const read = async (query = 'days=2', by = person): Promise<CaptureAccount> =>
    (await (await by.fetch(`/v1/analytics/captures?${query}`)).json()) as CaptureAccount;
  const captured = (slotAt: number, lateMs = 40) =>
    frameRecord({ bootEpoch, sequence: (sequence += 1), recordedAt: instant(slotAt) }, site, {
      slotAt: instant(slotAt),
      capturedAt: instant(slotAt + lateMs),
    });
  const missed = (slotAt: number, reason: string, slots = 1) =>
    eventRecord(
      { bootEpoch, sequence: (sequence += 1) },
      {
        type: 'capture.missed',
        camera_id: idFromUuid('camera', site.cameraId),
        timestamp: instant(slotAt),
        data: {
          reason,
          detail: 'Why.',
          slot_at: instant(slotAt),
          until: instant(slotAt),
          slots,
        },
      },
    );

  it('names as unexplained what a device that is silent should have captured', async () => {
    await cloud.app.get(Rollup).runAll(new AbortController().signal);
    const { totals, hours } = await read();
    expect(hours).toHaveLength(1);
    expect(hours[0]).toMatchObject({ hour: instant(lastHourMs), expected: 6, unexplained: 6 });
    expect(totals).toMatchObject({ captured: 0, missed: 0, reasons: {} });
  });

  it('explains each slot once its frame or its reason is there, and only once', async () => {
    const slot = (n: number) => lastHourMs + n * 600_000;
    const records = [
      captured(slot(0)),
      captured(slot(1), 9_000),
      missed(slot(2), 'power', 2),
      missed(slot(4), 'hang'),
      // A clock that was years off says nothing of this hour.
      missed(Date.UTC(2060, 1, 1), 'clock', 5),
    ];
    for (let time = 0; time < 2; time += 1) {
      expect((await site.sendRecords(records)).status).toBe(200);
    }
    for (const slotAt of ['soon', '0000-01-01T00:00:00Z', '2026-02-31T25:00:00Z']) {
      const bad = missed(slot(5), 'hang');
      (bad as { body: { data: object } }).body.data = { slot_at: slotAt, slots: 1 };
      await site.sendRecords([bad]);
    }
    const { totals } = await read();
    expect(totals).toEqual({
      expected: 6,
      captured: 2,
      late: 1,
      missed: 3,
      unexplained: 1,
      reasons: { power: 2, hang: 1 },
    });
    const camera = idFromUuid('camera', site.cameraId);
    expect((await read(`days=1&camera_id=${camera}`)).totals).toEqual(totals);
    expect((await read(`camera_id=${idFromUuid('camera', randomUUID())}`)).hours).toEqual([]);
  });

  it('does not change what was expected when the schedule is changed later', async () => {
    await cloud.database.query(
      `UPDATE camera SET configuration = jsonb_set(configuration, '{schedules}', '[]')
       WHERE organisation_id = $1`,
      [person.organisationId],
    );
    await cloud.app.get(Rollup).runAll(new AbortController().signal);
    expect((await read()).totals.expected).toBe(6);
  });

  it('shows nobody the slots of another organisation', async () => {
    const other = await cloud.newPerson();
    expect((await read('days=31', other)).hours).toEqual([]);
  });
});
