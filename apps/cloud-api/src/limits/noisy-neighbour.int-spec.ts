import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, testLimits, type TestApp, type TestPerson } from '../testing/app.ts';
import { newTestSite, telemetryRecord } from '../testing/fleet.ts';

/** Requests that an organisation may make here in ten seconds. */
const most = 20;

describe('an organisation that asks for fifty times of what it may', () => {
  let cloud: TestApp;
  let loud: TestPerson;
  let quiet: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp({
      limits: {
        ...testLimits,
        requestsPerSecondOrganisation: most / 10,
        recordsPerSecondSite: 2,
        recordsPerSecondOrganisation: 3,
      },
    });
    loud = await cloud.newPerson();
    quiet = await cloud.newPerson();
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  it('is refused with the time to wait, and the other one is answered all the while', async () => {
    const began = Date.now();
    const flood = { admitted: 0, refused: 0, withTime: 0, others: 0 };
    let left = 50 * most;
    const lane = async () => {
      while ((left -= 1) >= 0) {
        const answer = await loud.fetch('/v1/sites');
        await answer.body?.cancel();
        if (answer.status === 200) flood.admitted += 1;
        else if (answer.status === 429) flood.refused += 1;
        else flood.others += 1;
        if (Number(answer.headers.get('retry-after')) > 0) flood.withTime += 1;
      }
    };
    const lanes = Promise.all(Array.from({ length: 16 }, lane));
    const answers: number[] = [];
    while (left > 0 && answers.length < most) answers.push((await quiet.fetch('/v1/sites')).status);
    await lanes;
    const windows = Math.floor((Date.now() - began) / 10_000) + 1;
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(flood.others).toBe(0);
    expect(flood.admitted).toBeLessThanOrEqual(windows * most);
    expect(flood.refused).toBe(50 * most - flood.admitted);
    expect(flood.withTime).toBe(flood.refused);
  }, 120_000);

  it('has so many records a site and an organisation, and others have theirs', async () => {
    const [first, second] = [
      await newTestSite(cloud, loud.organisationId),
      await newTestSite(cloud, loud.organisationId),
    ];
    const other = await newTestSite(cloud, quiet.organisationId);
    const bootEpoch = '7b9e4c1a-0000-4000-8000-000000000001';
    const records = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        telemetryRecord({ bootEpoch, sequence: from + index }),
      );
    // Twenty a site in ten seconds, thirty an organisation.
    expect((await first.sendRecords(records(1, 15))).status).toBe(200);
    const refused = await first.sendRecords(records(16, 10));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'limits.too_many_requests' });
    expect((await second.sendRecords(records(1, 12))).status).toBe(200);
    expect((await second.sendRecords(records(13, 8))).status).toBe(429);
    expect((await other.sendRecords(records(1, 20))).status).toBe(200);
    const kept = await cloud.database.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM telemetry WHERE organisation_id = $1',
      [loud.organisationId],
    );
    expect(kept[0]?.count).toBe(27);
  });
});
