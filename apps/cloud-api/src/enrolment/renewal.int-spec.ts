import { sign, X509Certificate, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { renewalProofText, type RenewedCertificate, type Site } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  type DeviceKey,
  exchange,
  newAssertion,
  newDevice,
  newDeviceKey,
  newSite,
  type TestDevice,
} from '../testing/edge.ts';

describe('the renewal of a certificate', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let device: TestDevice;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });
  beforeEach(async () => {
    device = await newDevice(cloud, person, site, 'worker');
  });

  const renew = (next: DeviceKey, provenBy: KeyObject, of = device.enrolment.deviceId) => {
    const { certificateRequest } = next;
    const proof = sign('sha256', Buffer.from(renewalProofText(of, certificateRequest)), {
      key: provenBy,
      dsaEncoding: 'ieee-p1363',
    }).toString('base64url');
    return device.fetch('/edge/v1/certificate', {
      method: 'POST',
      body: { certificateRequest, proof },
    });
  };
  const tokenStatus = async (key: KeyObject) =>
    (await exchange(cloud, newAssertion(device.enrolment.deviceId, key))).status;
  const serials = async () =>
    (
      await cloud.database.query<{ serial: string }>(
        'SELECT serial FROM device_certificate ORDER BY issued_at, serial',
      )
    ).map(({ serial }) => serial);

  it('is for a new key, in the same name, under the same CA, and is written down', async () => {
    const next = await newDeviceKey();
    const answer = await renew(next, device.key.privateKey);
    expect(answer.status).toBe(200);
    const { certificate, siteCa } = (await answer.json()) as RenewedCertificate;
    const read = new X509Certificate(certificate);
    expect(read.checkPrivateKey(next.privateKey)).toBe(true);
    expect(read.subject).toBe(`CN=${device.enrolment.deviceId}`);
    expect(read.verify(new X509Certificate(siteCa).publicKey)).toBe(true);
    const known = await serials();
    expect(known).toContain(read.serialNumber.toLowerCase());
    expect(known).toContain(
      new X509Certificate(device.enrolment.certificate).serialNumber.toLowerCase(),
    );
  });

  it('lets both keys in until the new one was used, and then that one alone', async () => {
    const next = await newDeviceKey();
    await renew(next, device.key.privateKey);
    expect(await tokenStatus(device.key.privateKey)).toBe(200);
    expect(await tokenStatus(next.privateKey)).toBe(200);
    expect(await tokenStatus(device.key.privateKey)).toBe(401);
    expect(await tokenStatus(next.privateKey)).toBe(200);
  });

  it('gives the same answer again for a lost reply, and survives a lost key', async () => {
    const next = await newDeviceKey();
    const first = (await (await renew(next, device.key.privateKey)).json()) as RenewedCertificate;
    const again = (await (await renew(next, device.key.privateKey)).json()) as RenewedCertificate;
    expect(again.certificate).toBe(first.certificate);
    // The next key never reached the disk: the device makes another one.
    const other = await newDeviceKey();
    expect((await renew(other, device.key.privateKey)).status).toBe(200);
    expect(await tokenStatus(next.privateKey)).toBe(401);
    expect(await tokenStatus(device.key.privateKey)).toBe(200);
    expect(await tokenStatus(other.privateKey)).toBe(200);
  });

  it('is refused to who has the token and not the key, and for a used key', async () => {
    const next = await newDeviceKey();
    const stranger = await newDeviceKey();
    const refused = await renew(next, stranger.privateKey);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ code: 'certificate.proof_refused' });
    const another = await newDevice(cloud, person, site, 'worker');
    const copied = renew(next, device.key.privateKey, another.enrolment.deviceId);
    expect((await copied).status).toBe(403);
    expect((await renew(device.key, device.key.privateKey)).status).toBe(422);
    expect(await tokenStatus(device.key.privateKey)).toBe(200);
    await person.fetch(`/v1/devices/${device.enrolment.deviceId}/revoke`, {
      method: 'POST',
      body: {},
    });
    expect((await renew(next, device.key.privateKey)).status).toBe(401);
  });

  it('of two at the same time gives one certificate, and not without end', async () => {
    const next = await newDeviceKey();
    const answers = await Promise.all([
      renew(next, device.key.privateKey),
      renew(next, device.key.privateKey),
      renew(next, device.key.privateKey),
    ]);
    const given = await Promise.all(
      answers.map((one) => one.json() as Promise<RenewedCertificate>),
    );
    expect(new Set(given.map(({ certificate }) => certificate)).size).toBe(1);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      statuses.push((await renew(await newDeviceKey(), device.key.privateKey)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});
