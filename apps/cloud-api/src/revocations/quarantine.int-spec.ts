import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry, Device, Site, SiteManifest } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  enrol,
  exchange,
  fence,
  newAssertion,
  newDevice,
  newDeviceKey,
  newSite,
  type TestDevice,
} from '../testing/edge.ts';

describe('a device that was seen twice', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let leader: TestDevice;
  let worker: TestDevice;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    leader = await newDevice(cloud, person, site, 'coordinator');
    worker = await newDevice(cloud, person, site, 'worker');
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const report = (clones: string[]) =>
    leader.fetch('/edge/v1/site/report', {
      method: 'POST',
      headers: fence(1, 1),
      body: {
        leaderNodeId: 1,
        term: 1,
        commitIndex: 1,
        version: '0.1.0',
        members: [],
        connected: [],
        reported: [],
        clones,
        uplinkBacklogRecords: 0,
        at: new Date().toISOString(),
      },
    });
  const isListed = async (deviceId: string) => {
    const manifest = (await (await leader.fetch('/edge/v1/site')).json()) as SiteManifest;
    return manifest.devices.some((one) => one.deviceId === deviceId);
  };
  const token = (key: TestDevice['key']) =>
    exchange(cloud, newAssertion(worker.enrolment.deviceId, key.privateKey));

  it('is let in nowhere, neither of the two, and an event says so once', async () => {
    const { deviceId } = worker.enrolment;
    expect((await report([deviceId])).status).toBe(204);
    expect((await report([deviceId])).status).toBe(204);
    const refused = await token(worker.key);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'device.quarantined' });
    expect(await isListed(deviceId)).toBe(false);
    const device = (await (await person.fetch(`/v1/devices/${deviceId}`)).json()) as Device;
    expect(device).toMatchObject({ access: 'quarantined', presence: 'offline' });
    const events = await cloud.database.query(
      `SELECT 1 FROM stream_event WHERE type = 'device.quarantined'`,
    );
    expect(events).toHaveLength(1);
  });

  it('comes back as the one that a person enrols anew, and the other stays out', async () => {
    const { deviceId } = worker.enrolment;
    const made = await person.fetch('/v1/provisioning-tokens', {
      method: 'POST',
      body: {
        site_id: site.id,
        role: 'worker',
        device_name: 'a worker',
        replaces_device_id: deviceId,
      },
    });
    const { secret } = (await made.json()) as { secret: string };
    const key = await newDeviceKey();
    expect((await enrol(cloud, secret, key)).statusCode).toBe(200);
    expect((await token(key)).status).toBe(200);
    expect((await token(worker.key)).status).toBe(401);
    expect(await isListed(deviceId)).toBe(true);
  });

  it('is in the audit log: put out once, by who reported it, and enrolled anew by the claim', async () => {
    const { deviceId } = worker.enrolment;
    const page = await person.fetch('/v1/audit?page_size=200');
    const { items } = (await page.json()) as { items: AuditEntry[] };
    const ofDevice = items.filter(({ object }) => object?.id === deviceId);
    // The newest first: enrolled anew, quarantined (reported twice), enrolled.
    expect(ofDevice.map(({ operation }) => operation)).toEqual([
      'edge.enrol',
      'edge.site.report',
      'edge.enrol',
    ]);
    const [anew, quarantined] = ofDevice;
    expect(quarantined).toMatchObject({
      actor: { kind: 'device', id: leader.enrolment.deviceId },
      before: { quarantined: false },
      after: { quarantined: true },
    });
    expect(anew).toMatchObject({
      actor: { kind: 'device', id: deviceId },
      before: { hardware: expect.anything() as unknown },
      after: { hardware: expect.anything() as unknown },
    });
  });

  it('is not taken from another site’s leader', async () => {
    const elsewhere = await newDevice(cloud, person, await newSite(person), 'worker');
    expect((await report([elsewhere.enrolment.deviceId])).status).toBe(204);
    const { deviceId } = elsewhere.enrolment;
    const device = (await (await person.fetch(`/v1/devices/${deviceId}`)).json()) as Device;
    expect(device.access).toBe('granted');
  });

  it('may be a coordinator, also the one that reports it, and the audit log has each', async () => {
    const follower = await newDevice(cloud, person, site, 'coordinator', 'the follower');
    const cloned = [follower, leader];
    for (const { enrolment, key } of cloned) {
      expect((await report([enrolment.deviceId])).status).toBe(204);
      const refused = await exchange(cloud, newAssertion(enrolment.deviceId, key.privateKey));
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ code: 'device.quarantined' });
    }
    // The token that it holds already is worth nothing either.
    expect((await report([])).status).toBe(401);
    const page = await person.fetch('/v1/audit?page_size=200');
    const { items } = (await page.json()) as { items: AuditEntry[] };
    const quarantined = items.filter(
      ({ after }) => (after as { quarantined?: boolean } | null)?.quarantined === true,
    );
    const ids = quarantined.map(({ object }) => object?.id);
    expect(ids).toEqual(expect.arrayContaining(cloned.map(({ enrolment }) => enrolment.deviceId)));
  });
});
