import { createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  commandKeyText,
  renewalProofText,
  type Enrolment,
  type RenewedCertificate,
  type SignedCommand,
  type Site,
  type SiteTrust,
  type SiteTrustView,
} from '@eyrie/contracts';
import { authoritiesOf, fingerprintOf, judgeCommand } from '@eyrie/identity';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  exchange,
  fence,
  newAssertion,
  newDevice,
  newDeviceKey,
  newSite,
  type TestDevice,
} from '../testing/edge.ts';

/** A device as `@eyrie/identity` behaves: it says what it has, and takes what it is told. */
class TrustingDevice {
  siteCa: string;
  certificate: string;
  #key;

  constructor(readonly device: TestDevice) {
    ({ siteCa: this.siteCa, certificate: this.certificate } = device.enrolment);
    this.#key = device.key;
  }

  get authorities(): string[] {
    return authoritiesOf(this.siteCa).map(fingerprintOf);
  }

  async ask(): Promise<SiteTrust> {
    const serial = new X509Certificate(this.certificate).serialNumber;
    const answer = await this.device.fetch('/edge/v1/certificate/trust', {
      method: 'POST',
      body: { authorities: this.authorities, serial },
    });
    if (answer.status !== 200) throw new Error(await answer.text());
    return (await answer.json()) as SiteTrust;
  }

  async follow(): Promise<void> {
    const { siteCa } = await this.ask();
    const [issuing] = authoritiesOf(siteCa);
    if (issuing && new X509Certificate(this.certificate).verify(issuing.publicKey)) {
      this.siteCa = siteCa;
    } else await this.renew();
  }

  private async renew(): Promise<void> {
    const next = await newDeviceKey();
    const { certificateRequest } = next;
    const text = renewalProofText(this.device.enrolment.deviceId, certificateRequest);
    const proof = sign('sha256', Buffer.from(text), {
      key: this.#key.privateKey,
      dsaEncoding: 'ieee-p1363',
    }).toString('base64url');
    const answer = await this.device.fetch('/edge/v1/certificate', {
      method: 'POST',
      body: { certificateRequest, proof },
    });
    if (answer.status !== 200) throw new Error(await answer.text());
    ({ certificate: this.certificate, siteCa: this.siteCa } =
      (await answer.json()) as RenewedCertificate);
    this.#key = next;
  }
}

describe('the rotation of a site’s authority', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let devices: TrustingDevice[];
  beforeAll(async () => {
    cloud = await startTestApp();
  }, 120_000);
  afterAll(() => cloud.close());
  beforeEach(async () => {
    person = await cloud.newPerson();
    site = await newSite(person);
    devices = [];
    for (const role of ['coordinator', 'worker', 'worker'] as const) {
      devices.push(new TrustingDevice(await newDevice(cloud, person, site, role)));
    }
    for (const device of devices) await device.follow();
  });

  const view = async (): Promise<SiteTrustView> =>
    (await (await person.fetch(`/v1/sites/${site.id}/ca-rotation`)).json()) as SiteTrustView;
  const post = (what = '', body: unknown = {}) =>
    person.fetch(`/v1/sites/${site.id}/ca-rotation${what}`, { method: 'POST', body });
  const phase = async () => (await view()).rotation?.phase;
  const one = (index: number): TrustingDevice => devices[index] as TrustingDevice;
  const followAll = async () => {
    for (const device of devices) await device.follow();
  };

  it('goes from the one to the other without a moment at which two devices could not talk', async () => {
    const [old = ''] = one(0).authorities;
    expect((await view()).rotation).toBeNull();
    expect((await post()).status).toBe(200);
    // Whatever each has done so far, each trusts who has issued the certificate of every other.
    for (let round = 0; round < 6; round += 1) {
      for (const device of devices) {
        await device.follow();
        for (const other of devices) {
          const isTrusted = authoritiesOf(device.siteCa).some(({ publicKey }) =>
            new X509Certificate(other.certificate).verify(publicKey),
          );
          expect(isTrusted).toBe(true);
        }
      }
    }
    const { authority, rotation } = await view();
    expect(authority.generation).toBe(2);
    expect(rotation).toMatchObject({
      phase: 'done',
      generation: 2,
      devices_total: 3,
      devices_settled: 3,
      waiting_for: [],
    });
    for (const device of devices) expect(device.authorities).toEqual([authority.fingerprint]);
    expect(authority.fingerprint).not.toBe(old);
    // The key of the old one is gone, and so is what it could do.
    const rows = await cloud.database.query(
      'SELECT state, sealed_private_key IS NULL AS gone FROM site_ca WHERE retired_at IS NOT NULL',
    );
    expect(rows).toContainEqual({ state: 'retired', gone: true });
  });

  it('waits for every device, shows for whom, and goes on where a person says so', async () => {
    await post();
    await one(0).follow();
    await one(0).follow();
    await one(1).follow();
    await one(1).follow();
    expect((await view()).rotation).toMatchObject({
      phase: 'distributing',
      devices_trusting: 2,
      waiting_for: [{ device_id: one(2).device.enrolment.deviceId, name: 'a worker' }],
    });
    expect((await post('/proceed')).status).toBe(200);
    expect(await phase()).toBe('renewing');
    await post('/proceed');
    expect((await view()).rotation).toMatchObject({ phase: 'retiring', devices_renewed: 0 });
    // The one that was away all the time comes back with what it has: its key.
    await one(2).follow();
    await followAll();
    await followAll();
    expect(await phase()).toBe('done');
    expect(one(2).authorities).toEqual([(await view()).authority.fingerprint]);
    expect((await post('/proceed')).status).toBe(409);
  });

  it('does not wait for who was revoked', async () => {
    await post();
    const { deviceId } = one(2).device.enrolment;
    await person.fetch(`/v1/devices/${deviceId}/revoke`, { method: 'POST', body: {} });
    for (let round = 0; round < 5; round += 1) {
      await one(0).follow();
      await one(1).follow();
    }
    expect((await view()).rotation).toMatchObject({ phase: 'done', devices_total: 2 });
    await expect(one(2).ask()).rejects.toThrow('401');
  });

  it('in an emergency drops the old one at once, also in the middle of an ordinary one', async () => {
    await post();
    expect((await post()).status).toBe(409);
    await followAll();
    expect((await post('', { emergency: true, reason: 'the backup was stolen' })).status).toBe(200);
    expect((await post('', { emergency: true })).status).toBe(409);
    const { rotation, authority } = await view();
    expect(rotation).toMatchObject({ phase: 'retiring', emergency: true, generation: 2 });
    const trust = await one(0).ask();
    expect(authoritiesOf(trust.siteCa).map(fingerprintOf)).toEqual([authority.fingerprint]);
    await followAll();
    await followAll();
    expect(await phase()).toBe('done');
    // Two devices that enrol afterwards are under the new one from the beginning.
    const late = await newDevice(cloud, person, site, 'worker');
    expect(authoritiesOf(late.enrolment.siteCa).map(fingerprintOf)).toEqual([
      authority.fingerprint,
    ]);
    expect(late.enrolment.authorityMark).toBe(trust.authorityMark);
  });

  it('lets commands be believed by who trusts the new one alone, those of before too', async () => {
    const { deviceId } = one(1).device.enrolment;
    await person.fetch(`/v1/devices/${deviceId}/commands`, {
      method: 'POST',
      body: { type: 'self_test' },
    });
    const open = async (): Promise<SignedCommand> => {
      const answer = await one(0).device.fetch('/edge/v1/site/commands?after=0', {
        headers: fence(1, 1),
      });
      const { commands } = (await answer.json()) as { commands: SignedCommand[] };
      return commands[0] as SignedCommand;
    };
    const before = await open();
    await post('', { emergency: true });
    await one(1).follow();
    const { organisationId } = one(1).device.enrolment;
    const judge = { siteCa: one(1).siteCa, organisationId, siteId: site.id };
    expect(judgeCommand(before, judge).refusal).toBe('other-authority');
    const after = await open();
    expect(judgeCommand(after, judge).refusal).toBeNull();
    expect(after.signature).toBe(before.signature);
    const [issuing] = authoritiesOf(judge.siteCa);
    const key = createPublicKey(issuing?.publicKey.export({ type: 'spki', format: 'pem' }) ?? '');
    const endorsed = Buffer.from(after.endorsement, 'base64url');
    const options = { key, dsaEncoding: 'ieee-p1363' as const };
    expect(verify('sha256', Buffer.from(commandKeyText(after.key)), options, endorsed)).toBe(true);
  });

  it('asks no more of a device than its key: it comes in with an expired certificate', async () => {
    const { deviceId } = one(1).device.enrolment;
    await post('', { emergency: true });
    const token = await exchange(cloud, newAssertion(deviceId, one(1).device.key.privateKey));
    expect(token.status).toBe(200);
  });

  it('is of its organisation', async () => {
    const stranger = await cloud.newPerson();
    const address = `/v1/sites/${site.id}/ca-rotation`;
    expect((await stranger.fetch(address)).status).toBe(404);
    expect((await stranger.fetch(address, { method: 'POST', body: {} })).status).toBe(404);
    const enrolment: Enrolment = one(0).device.enrolment;
    expect(enrolment.authorityMark).toBe(one(0).authorities[0]);
  });
});
