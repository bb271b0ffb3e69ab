import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type FoundingAnswer,
  type Problem,
  type Site,
  type SiteManifest,
  uuidFromId,
} from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { fence, newDevice, newSite, type TestDevice } from '../testing/edge.ts';

describe('the beginnings of a site', () => {
  let cloud: TestApp;
  let person: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const coordinators = async (site: Site, count: number): Promise<TestDevice[]> => {
    const devices: TestDevice[] = [];
    for (let at = 0; at < count; at += 1) {
      devices.push(await newDevice(cloud, person, site, 'coordinator'));
    }
    return devices;
  };
  const post = (device: TestDevice, path: string, body: unknown, headers = {}) =>
    device.fetch(`/edge/v1/site/${path}`, { method: 'POST', body, headers });
  const claim = async (device: TestDevice, card: string, siteEpoch = 1) =>
    ((await (await post(device, 'founding', { siteEpoch, card })).json()) as FoundingAnswer).may;
  const manifestOf = async (device: TestDevice) =>
    (await (await device.fetch('/edge/v1/site')).json()) as SiteManifest;
  const report = (device: TestDevice, siteEpoch: number, term: number) => {
    const { deviceId, nodeId } = device.enrolment;
    const body = {
      leaderNodeId: nodeId,
      term,
      commitIndex: 3,
      version: '0.1.0',
      members: [
        {
          deviceId,
          nodeId,
          role: 'leader',
          reachable: true,
          matchIndex: 3,
          standing: 'voter',
          incarnation: '00000000000000aa',
          lagEntries: 0,
          version: '0.1.0',
        },
      ],
      connected: [],
      reported: [],
      uplinkBacklogRecords: 0,
      at: new Date().toISOString(),
    };
    return post(device, 'report', body, fence(siteEpoch, term));
  };
  /** As if the leader had been silent for so long. */
  const age = (site: Site, seconds: number) =>
    cloud.database.query(
      `UPDATE site SET report_at = now() - $1 * interval '1 second' WHERE id = $2`,
      [seconds, uuidFromId('site', site.id)],
    );

  it('are given to one card of each founder, and to no second one', async () => {
    const [one, two] = (await coordinators(await newSite(person, 2), 2)) as [
      TestDevice,
      TestDevice,
    ];
    const [card, other] = [randomUUID(), randomUUID()];
    expect(await claim(one, card)).toBe('found');
    expect(await claim(one, card)).toBe('found');
    expect(await claim(one, other)).toBe('join');
    expect(await claim(two, other)).toBe('found');
    expect((await manifestOf(one)).founded).toBe(false);
  });

  it('let one card win where two of a device ask at once', async () => {
    const [device] = (await coordinators(await newSite(person, 1), 1)) as [TestDevice];
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => claim(device, randomUUID())),
    );
    expect(answers.filter((may) => may === 'found')).toHaveLength(1);
  });

  it('are not for one who came later, and are named in the manifest once a leader spoke', async () => {
    const site = await newSite(person, 1);
    const [first] = (await coordinators(site, 1)) as [TestDevice];
    const before = await manifestOf(first);
    expect((await report(first, 1, 1)).status).toBe(204);
    const after = await manifestOf(first);
    expect(after).toMatchObject({ founded: true, version: before.version + 1 });
    expect((await report(first, 1, 2)).status).toBe(204);
    expect((await manifestOf(first)).version).toBe(after.version);
    const [later] = (await coordinators(site, 1)) as [TestDevice];
    expect(await claim(later, randomUUID())).toBe('join');
    expect(later.enrolment.nodeId).toBe(2);
  });

  it('answer a claim for another epoch with the present one', async () => {
    const [device] = (await coordinators(await newSite(person, 1), 1)) as [TestDevice];
    const answer = await post(device, 'founding', { siteEpoch: 2, card: randomUUID() });
    expect(answer.status).toBe(409);
    expect((await answer.json()) as Problem).toMatchObject({ code: 'site.epoch_differs' });
  });

  it('begin anew with a survivor, and shut the old group out', async () => {
    const site = await newSite(person, 3);
    const [one, two, three] = (await coordinators(site, 3)) as [TestDevice, TestDevice, TestDevice];
    expect((await report(one, 1, 5)).status).toBe(204);
    const card = randomUUID();
    const recovery = {
      fromEpoch: 1,
      card,
      lastIndex: 40,
      lostDeviceIds: [one.enrolment.deviceId, two.enrolment.deviceId],
    };
    const early = await post(three, 'recovery', recovery);
    expect(early.status).toBe(409);
    expect((await early.json()) as Problem).toMatchObject({ code: 'site.still_led' });

    await age(site, 60);
    const granted = await post(three, 'recovery', recovery);
    expect(granted.status).toBe(200);
    expect((await granted.json()) as SiteManifest).toMatchObject({
      siteEpoch: 2,
      founded: false,
      foundingVoters: [{ deviceId: three.enrolment.deviceId, nodeId: 3 }],
    });
    // The answer was lost, and it asks again.
    expect((await post(three, 'recovery', recovery)).status).toBe(200);
    expect((await manifestOf(three)).siteEpoch).toBe(2);
    // Another survivor comes too late, and the old leader is fenced in whatever term.
    const second = await post(two, 'recovery', { ...recovery, card: randomUUID() });
    expect(second.status).toBe(409);
    expect((await report(one, 1, 99)).status).toBe(409);
    expect(await claim(three, card, 2)).toBe('found');
    expect(await claim(one, randomUUID(), 2)).toBe('join');
    expect((await report(three, 2, 1)).status).toBe(204);
    expect((await manifestOf(one)).founded).toBe(true);
  });
});
