import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { uuidFromId, type Device, type Site, type SiteManifest } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  enrol,
  exchange,
  fence,
  newAssertion,
  newDevice,
  newDeviceKey,
  newPrivateKey,
  newProvisioningToken,
  newSite,
  type TestDevice,
} from '../testing/edge.ts';
import { telemetryRecord } from '../testing/fleet.ts';

describe('the revocation of a device', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let leader: TestDevice;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    leader = await newDevice(cloud, person, site, 'coordinator');
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const revoke = (deviceId: string, how = 'revoke', reason: string | null = null, by = person) =>
    by.fetch(`/v1/devices/${deviceId}/${how}`, { method: 'POST', body: { reason } });
  const manifest = async () => (await (await leader.fetch('/edge/v1/site')).json()) as SiteManifest;
  const listed = async () => {
    const page = await person.fetch(`/v1/devices?site_id=${site.id}`);
    return ((await page.json()) as { items: Device[] }).items.map(({ id }) => id);
  };

  it('takes the device out of the manifest, and keeps it in sight with its reason', async () => {
    const { enrolment } = await newDevice(cloud, person, site, 'worker');
    const before = await manifest();
    const device = (await (await revoke(enrolment.deviceId, 'revoke', 'stolen')).json()) as Device;
    expect(device).toMatchObject({
      access: 'revoked',
      presence: 'offline',
      presence_reason: 'The device was revoked: stolen',
    });
    const after = await manifest();
    expect(after.version).toBeGreaterThan(before.version);
    expect(after.devices.map(({ deviceId }) => deviceId)).not.toContain(enrolment.deviceId);
    expect(after.desired.map(({ deviceId }) => deviceId)).not.toContain(enrolment.deviceId);
    expect(await listed()).toContain(enrolment.deviceId);
  });

  it('tells the reason to the device alone, and to nobody with another key', async () => {
    const { enrolment, key } = await newDevice(cloud, person, site, 'worker');
    await revoke(enrolment.deviceId, 'revoke', 'stolen');
    const own = await exchange(cloud, newAssertion(enrolment.deviceId, key.privateKey));
    expect(own.status).toBe(403);
    expect(await own.json()).toMatchObject({ code: 'device.revoked' });
    const foreign = await exchange(cloud, newAssertion(enrolment.deviceId, newPrivateKey()));
    expect(foreign.status).toBe(401);
    expect(await foreign.json()).toMatchObject({ code: 'auth.assertion_refused' });
  });

  it('is not undone by the claim that the device had used', async () => {
    const { secret } = await newProvisioningToken(person, site, 'worker');
    const key = await newDeviceKey();
    const first = await enrol(cloud, secret, key);
    const { deviceId } = first.json<{ deviceId: string }>();
    await revoke(deviceId);
    expect((await enrol(cloud, secret, key)).statusCode).toBe(401);
  });

  it('ends its uploads at once, by the token that it still holds', async () => {
    const device = await newDevice(cloud, person, site, 'coordinator');
    const headers = fence(1, 1);
    let sequence = 0;
    const records = () => [
      {
        deviceId: device.enrolment.deviceId,
        record: telemetryRecord({ bootEpoch: randomUUID(), sequence: (sequence += 1) }),
      },
    ];
    const uploads = [
      () =>
        device.fetch('/edge/v1/records', { method: 'POST', headers, body: { records: records() } }),
      () =>
        device.fetch(`/edge/v1/blobs/${'0'.repeat(64)}`, { method: 'PUT', headers, body: 'image' }),
      () => device.fetch(`/edge/v1/blobs/${'0'.repeat(64)}`, { method: 'HEAD', headers }),
    ];
    for (const upload of uploads) expect((await upload()).status).not.toBe(401);
    await revoke(device.enrolment.deviceId);
    for (const upload of uploads) expect((await upload()).status).toBe(401);
    const kept = await cloud.database.query('SELECT 1 FROM telemetry WHERE device_id = $1', [
      uuidFromId('device', device.enrolment.deviceId),
    ]);
    expect(kept).toHaveLength(1);
  });

  it('hides a decommissioned device, and keeps its name for what it once sent', async () => {
    const { enrolment } = await newDevice(cloud, person, site, 'worker');
    expect((await revoke(enrolment.deviceId, 'decommission')).status).toBe(200);
    expect(await listed()).not.toContain(enrolment.deviceId);
    const found = await person.fetch(`/v1/devices/${enrolment.deviceId}`);
    expect(await found.json()).toMatchObject({
      name: 'a worker',
      access: 'revoked',
      presence_reason: 'The device was decommissioned.',
    });
  });

  it('happens once: asked again, nothing changes but what decommissioning adds', async () => {
    const { enrolment } = await newDevice(cloud, person, site, 'worker');
    const first = (await (await revoke(enrolment.deviceId, 'revoke', 'one')).json()) as Device;
    const { version } = await manifest();
    const again = (await (await revoke(enrolment.deviceId, 'revoke', 'two')).json()) as Device;
    expect(again.revoked_at).toBe(first.revoked_at);
    expect(again.presence_reason).toContain('one');
    const last = (await (await revoke(enrolment.deviceId, 'decommission')).json()) as Device;
    expect(last.revoked_at).toBe(first.revoked_at);
    expect(last.decommissioned_at).not.toBeNull();
    expect((await manifest()).version).toBe(version);
  });

  it('is for admins, and another organisation’s device is like none', async () => {
    const { enrolment } = await newDevice(cloud, person, site, 'worker');
    const { organisationId } = person;
    const operator = await cloud.newPerson({ role: 'operator', organisationId });
    expect((await revoke(enrolment.deviceId, 'revoke', null, operator)).status).toBe(403);
    const stranger = await cloud.newPerson();
    for (const how of ['revoke', 'decommission']) {
      expect((await revoke(enrolment.deviceId, how, null, stranger)).status).toBe(404);
    }
    expect((await manifest()).devices.map(({ deviceId }) => deviceId)).toContain(
      enrolment.deviceId,
    );
  });
});
