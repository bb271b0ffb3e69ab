import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import pg from 'pg';
import { LookupTurns } from '../authorisation/lookup-turns.ts';
import { startTestApp, testLimits, type TestApp, type TestPerson } from '../testing/app.ts';
import { newTestSite, telemetryRecord } from '../testing/fleet.ts';
import { startTestReplica, type TestReplica } from '../testing/replica.ts';

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

  it('has what is beyond its burst evenly, and none asks the database for more than is let in', async () => {
    // A thousand in ten seconds: 250 at once, and every second 75 of the rest.
    const [burst, rate] = [250, 75];
    const limits = { ...cloud.configuration.limits, requestsPerSecondOrganisation: 100 };
    const replica = await startTestReplica(cloud, { limits });
    const asker = await cloud.newPerson();
    const lookUps = jest.spyOn(replica.app.get(LookupTurns), 'run');
    try {
      const ask = async (): Promise<number> => {
        const answer = await fetch(`${replica.url}/v1/sites`, {
          headers: { cookie: asker.cookie },
        });
        await answer.body?.cancel();
        return answer.status;
      };
      let [admitted, refused] = [0, 0];
      let begun = performance.now();
      const lane = async (of: { left: number }) => {
        while ((of.left -= 1) >= 0) {
          const status = await ask();
          if (status === 200) admitted += 1;
          else if (status === 429) refused += 1;
        }
      };
      const flood = async (left: number, lanes: number) => {
        const of = { left };
        await Promise.all(Array.from({ length: lanes }, () => lane(of)));
      };
      await flood(800, 16);
      const seconds = (performance.now() - begun) / 1000;
      const windows = Math.floor(seconds / 10) + 1;
      expect(admitted + refused).toBe(800);
      expect(admitted).toBeGreaterThanOrEqual(Math.min(burst, 800));
      // Where more than a window went by, the machine was too slow to say anything about the pace.
      expect(admitted).toBeLessThanOrEqual(windows * burst + rate * seconds + 1);
      // A moment at which one may be let in lets no crowd through to be counted.
      lookUps.mockClear();
      [admitted, refused, begun] = [0, 0, performance.now()];
      await flood(400, 64);
      expect(lookUps.mock.calls.length).toBeLessThanOrEqual(admitted + 5);
    } finally {
      await replica.close();
    }
  }, 120_000);
});

describe('an organisation of many people', () => {
  let cloud: TestApp;
  let second: TestReplica;
  let people: TestPerson[];
  let quiet: TestPerson;
  const streamsMost = 6;
  const aborts: AbortController[] = [];
  beforeAll(async () => {
    cloud = await startTestApp({ streamsPerUserMax: 4, streamsPerOrganisationMax: streamsMost });
    second = await startTestReplica(cloud);
    const first = await cloud.newPerson();
    const { organisationId } = first;
    people = [
      first,
      ...(await Promise.all([0, 1, 2].map(() => cloud.newPerson({ organisationId })))),
    ];
    quiet = await cloud.newPerson();
  }, 120_000);
  afterAll(async () => {
    for (const abort of aborts) abort.abort();
    await second.close();
    await cloud.close();
  });

  const open = async (who: TestPerson, url: string): Promise<Response> => {
    const abort = new AbortController();
    aborts.push(abort);
    return fetch(`${url}/events`, { headers: { cookie: who.cookie }, signal: abort.signal });
  };

  it('has so many streams over all replicas, whoever opens them, and another has its own', async () => {
    const wanted = people.flatMap((who) =>
      [cloud.url, second.url, cloud.url].map((url) => open(who, url)),
    );
    const answers = await Promise.all(wanted);
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(streamsMost);
    expect(refused).toHaveLength(people.length * 3 - streamsMost);
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await answer.json()).toMatchObject({ code: 'stream.too_many' });
    }
    for (const url of [cloud.url, second.url]) expect((await open(quiet, url)).status).toBe(200);
    const poll = await fetch(`${second.url}/events?wait=1`, {
      headers: { cookie: people[3]!.cookie },
    });
    expect(poll.status).toBe(429);
  });

  it('waits in its own line, of so many and no more, while another is served', async () => {
    const site = await newTestSite(cloud, people[0]!.organisationId);
    const address = `/v1/sites/${idFromUuid('site', site.siteId)}`;
    const etag = (await people[0]!.fetch(address)).headers.get('etag') ?? '';
    const lock = new pg.Client({ connectionString: cloud.database.ownerUrl });
    await lock.connect();
    let isOver = false;
    const answers: Promise<[number, number]>[] = [];
    try {
      // Whoever changes the site now has a turn and waits; all others wait for a turn.
      await lock.query('BEGIN');
      await lock.query('SELECT 1 FROM site WHERE organisation_id = $1 FOR UPDATE', [
        people[0]!.organisationId,
      ]);
      let refused = 0;
      for (let count = 0; count < 520; count += 1) {
        const who = people[count % people.length]!;
        const headers = { 'if-match': etag };
        const body = { name: `Site ${count}` };
        const answer = who.fetch(address, { method: 'PATCH', headers, body }).then(async (got) => {
          await got.body?.cancel();
          if (got.status === 429 && !isOver) refused += 1;
          return [got.status, Number(got.headers.get('retry-after'))] as [number, number];
        });
        answers.push(answer);
      }
      const statuses: number[] = [];
      const deadline = Date.now() + 20_000;
      while ((refused === 0 || statuses.length < 10) && Date.now() < deadline) {
        statuses.push((await quiet.fetch('/v1/sites')).status);
      }
      expect(refused).toBeGreaterThan(0);
      expect(new Set(statuses)).toEqual(new Set([200]));
    } finally {
      isOver = true;
      await lock.query('ROLLBACK');
      await lock.end();
    }
    for (const [status, retryAfter] of await Promise.all(answers)) {
      expect([200, 412, 429, 503]).toContain(status);
      if (status === 429) expect(retryAfter).toBeGreaterThan(0);
    }
  });
});
