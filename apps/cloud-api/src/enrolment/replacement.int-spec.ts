import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device, Enrolment, Site, SiteManifest } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  enrol,
  exchange,
  newAssertion,
  newDevice,
  newDeviceKey,
  newSite,
  type TestDevice,
} from '../testing/edge.ts';

describe('new hardware in the place of a device', () => {
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

  const claimFor = (deviceId: string, changes: Record<string, unknown> = {}) =>
    person.fetch('/v1/provisioning-tokens', {
      method: 'POST',
      body: {
        site_id: site.id,
        role: 'worker',
        device_name: 'ignored',
        replaces_device_id: deviceId,
        ...changes,
      },
    });
  const secretOf = async (answer: Response) => ((await answer.json()) as { secret: string }).secret;
  const serialOf = (pem: string) => new X509Certificate(pem).serialNumber.toLowerCase();
  const manifestDevice = async (deviceId: string, asker = leader) => {
    const manifest = (await (await asker.fetch('/edge/v1/site')).json()) as SiteManifest;
    return manifest.devices.find((one) => one.deviceId === deviceId);
  };
  const tokenStatus = async (deviceId: string, key: TestDevice['key']) =>
    (await exchange(cloud, newAssertion(deviceId, key.privateKey))).status;

  it('is the same device, and the old hardware is out at that moment and not before', async () => {
    const old = await newDevice(cloud, person, site, 'worker');
    const { deviceId } = old.enrolment;
    const claim = await secretOf(await claimFor(deviceId));
    expect(await tokenStatus(deviceId, old.key)).toBe(200);
    const key = await newDeviceKey();
    const answer = (await enrol(cloud, claim, key)).json<Enrolment>();
    expect(answer).toMatchObject({ deviceId, name: old.enrolment.name, siteId: site.id });
    expect(await tokenStatus(deviceId, key)).toBe(200);
    expect(await tokenStatus(deviceId, old.key)).toBe(401);
    const listed = await manifestDevice(deviceId);
    expect(listed?.revokedCertificates).toEqual([serialOf(old.enrolment.certificate)]);
    expect(listed?.revokedCertificates).not.toContain(serialOf(answer.certificate));
    // The claim is for one piece of hardware: that one may ask again, and no other.
    expect((await enrol(cloud, claim, key)).json<Enrolment>().certificate).toBe(answer.certificate);
    expect((await enrol(cloud, claim, await newDeviceKey())).statusCode).toBe(401);
    expect((await enrol(cloud, claim, old.key)).statusCode).toBe(401);
  });

  it('ends the tokens that the old hardware holds', async () => {
    const old = await newDevice(cloud, person, site, 'coordinator');
    const { deviceId } = old.enrolment;
    expect((await old.fetch('/edge/v1/site')).status).toBe(200);
    const claim = await secretOf(await claimFor(deviceId, { role: 'coordinator' }));
    const answer = (await enrol(cloud, claim, await newDeviceKey())).json<Enrolment>();
    expect(answer.nodeId).toBe(old.enrolment.nodeId);
    expect((await old.fetch('/edge/v1/site')).status).toBe(401);
  });

  it('brings a revoked device back under its name, with another key', async () => {
    const old = await newDevice(cloud, person, site, 'worker');
    const { deviceId } = old.enrolment;
    await person.fetch(`/v1/devices/${deviceId}/revoke`, { method: 'POST', body: {} });
    expect(await manifestDevice(deviceId)).toBeUndefined();
    await enrol(cloud, await secretOf(await claimFor(deviceId)), await newDeviceKey());
    const device = (await (await person.fetch(`/v1/devices/${deviceId}`)).json()) as Device;
    expect(device).toMatchObject({ access: 'granted', revoked_at: null });
    expect(await manifestDevice(deviceId)).toBeDefined();
    expect(await tokenStatus(deviceId, old.key)).toBe(401);
  });

  it('is of the site and the role, and not of a device that was decommissioned', async () => {
    const old = await newDevice(cloud, person, site, 'worker');
    const { deviceId } = old.enrolment;
    expect((await claimFor(deviceId, { role: 'coordinator' })).status).toBe(422);
    const other = await newSite(person);
    expect((await claimFor(deviceId, { site_id: other.id })).status).toBe(422);
    const claim = await secretOf(await claimFor(deviceId));
    await person.fetch(`/v1/devices/${deviceId}/decommission`, { method: 'POST', body: {} });
    expect((await enrol(cloud, claim, await newDeviceKey())).statusCode).toBe(401);
    expect((await claimFor(deviceId)).status).toBe(422);
  });
});
