import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid, type DeviceReadings } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { eventRecord, newTestSite, type TestSite } from '../testing/fleet.ts';

describe('what the sensors of a device read', () => {
  let app: TestApp;
  let person: TestPerson;
  let site: TestSite;
  const bootEpoch = randomUUID();
  let sequence = 0;
  beforeAll(async () => {
    app = await startTestApp();
    person = await app.newPerson();
    site = await newTestSite(app, person.organisationId);
  });
  afterAll(() => app.close());

  const reading = (agoMs: number, values: object, changes: object = {}) =>
    eventRecord(
      { bootEpoch, sequence: (sequence += 1) },
      {
        type: 'environmental.update',
        timestamp: new Date(Date.now() - agoMs).toISOString(),
        data: { sensor: 'roof', quality: 'good', values, rejected: [], ...changes },
      },
    );
  const read = async (hours = 1): Promise<DeviceReadings> => {
    const path = `/v1/devices/${idFromUuid('device', site.workerId)}/readings?hours=${hours}`;
    const response = await person.fetch(path);
    expect(response.status).toBe(200);
    return (await response.json()) as DeviceReadings;
  };

  it('is shown by sensor and quantity, with the mean and the bounds of each step', async () => {
    const hour = 3_600_000;
    const records = [
      // What an outage kept back is where it was measured, and not where it came in.
      reading(30 * 60_000 + 5, { temperature_c: 10, wind_gust_ms: 30 }),
      reading(30 * 60_000, { temperature_c: 14 }),
      reading(0, { temperature_c: 12.5 }, { quality: 'suspect', rejected: ['humidity_percent'] }),
      reading(5 * hour, { temperature_c: -5 }),
      reading(-hour, { humidity_percent: 50 }, { sensor: 'mast' }),
    ];
    expect((await site.sendRecords(records)).ok).toBe(true);
    const { series, step_seconds } = await read();
    expect(step_seconds).toBe(30);
    expect(series.map(({ sensor, quantity }) => `${sensor} ${quantity}`)).toEqual([
      'mast humidity_percent',
      'roof temperature_c',
      'roof wind_gust_ms',
    ]);
    const [mast, temperature] = series;
    // A clock that is ahead claims no future.
    expect(Date.parse(mast?.last.at ?? '')).toBeLessThanOrEqual(Date.now());
    expect(temperature).toMatchObject({ last: { value: 12.5 }, suspect: 1 });
    const all = temperature?.points ?? [];
    expect(all.at(-1)).toMatchObject({ mean: 12.5, lowest: 12.5, highest: 12.5 });
    const before = all.slice(0, -1);
    expect(Math.min(...before.map(({ lowest }) => lowest))).toBe(10);
    expect(Math.max(...before.map(({ highest }) => highest))).toBe(14);
    expect((await read(6)).series[1]?.points[0]).toMatchObject({ mean: -5 });
  });

  it('goes on the stream as well, and is refused where it cannot be', async () => {
    const answer = await site.sendRecords([
      reading(0, { temperature_c: 850 }),
      reading(0, { pressure_hpa: 1_000 }, { sensor: '' }),
    ]);
    const { refused } = (await answer.json()) as { refused: { code: string; reason: string }[] };
    expect(refused).toEqual([
      expect.objectContaining({
        code: 'record.invalid',
        reason: expect.stringContaining('values.temperature_c'),
      }),
      expect.objectContaining({ code: 'record.invalid' }),
    ]);
    const [{ count }] = (await app.database.query<{ count: string }>(
      `SELECT count(*) FROM stream_event WHERE type = 'environmental.update'`,
    )) as [{ count: string }];
    expect(Number(count)).toBe(5);
  });
});
