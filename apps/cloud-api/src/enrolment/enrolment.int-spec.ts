import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device, Enrolment, Problem, Site } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { enrol, newDevice, newDeviceKey, newProvisioningToken, newSite } from '../testing/edge.ts';

describe('/edge/v1/enrol', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const problemOf = (answer: { json: () => unknown }) => ({
    ...(answer.json() as Problem),
    request_id: '',
    trace_id: '',
  });

  it("gives a certificate of the site's CA that names the device", async () => {
    const { secret } = await newProvisioningToken(person, site, 'worker');
    const key = await newDeviceKey();
    const answer = await enrol(cloud, secret, key);
    expect(answer.statusCode).toBe(200);
    const enrolment = answer.json<Enrolment>();
    expect(enrolment).toMatchObject({ role: 'worker', nodeId: null, siteId: site.id });
    const certificate = new X509Certificate(enrolment.certificate);
    const ca = new X509Certificate(enrolment.siteCa);
    expect(certificate.verify(ca.publicKey)).toBe(true);
    expect(certificate.checkIssued(ca)).toBe(true);
    expect(ca.ca).toBe(true);
    expect(certificate.ca).toBe(false);
    expect(certificate.subject).toBe(`CN=${enrolment.deviceId}`);
    expect(certificate.subjectAltName).toBe(`DNS:${enrolment.deviceId}`);
    expect(certificate.checkPrivateKey(key.privateKey)).toBe(true);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2', '1.3.6.1.5.5.7.3.1']);
    const lifeDays = (certificate.validToDate.getTime() - Date.now()) / 86_400_000;
    expect(lifeDays).toBeGreaterThan(364);
    expect(lifeDays).toBeLessThan(366);
  });

  it('shows the device, new until it is heard', async () => {
    const { enrolment } = await newDevice(cloud, person, site, 'worker');
    const response = await person.fetch(`/v1/devices/${enrolment.deviceId}`);
    expect((await response.json()) as Device).toMatchObject({
      presence: 'new',
      role: 'worker',
      raft: null,
      hardware_model: 'Simulated Pi',
      configuration: { desired_version: 1, reported_version: 0 },
    });
  });

  it('gives the same answer again for a lost reply, and to nobody else', async () => {
    const { secret } = await newProvisioningToken(person, site, 'worker');
    const [key, other] = [await newDeviceKey(), await newDeviceKey()];
    const first = await enrol(cloud, secret, key);
    const again = await enrol(cloud, secret, key);
    expect(again.statusCode).toBe(200);
    expect(again.json()).toEqual(first.json());
    expect((await enrol(cloud, secret, other)).statusCode).toBe(401);
  });

  it('answers alike to unknown, expired, revoked and used tokens', async () => {
    const [expired, revoked, used] = [
      await newProvisioningToken(person, site, 'worker'),
      await newProvisioningToken(person, site, 'worker'),
      await newProvisioningToken(person, site, 'worker'),
    ];
    await cloud.database.query(
      "UPDATE provisioning_token SET expires_at = now() - interval '1 second' WHERE secret_hash = encode(sha256($1::bytea), 'hex')",
      [Buffer.from(expired.secret)],
    );
    const out = await person.fetch(`/v1/provisioning-tokens/${revoked.id}`, { method: 'DELETE' });
    expect(out.status).toBe(204);
    await enrol(cloud, used.secret, await newDeviceKey());
    const secrets = [`eyp_${'A'.repeat(43)}`, expired.secret, revoked.secret, used.secret];
    const problems = [];
    for (const secret of secrets) {
      const answer = await enrol(cloud, secret, await newDeviceKey());
      expect(answer.statusCode).toBe(401);
      problems.push(problemOf(answer));
    }
    expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1);
  });

  it('lets exactly one of a hundred simultaneous uses of a token win', async () => {
    const { secret } = await newProvisioningToken(person, site, 'worker');
    const keys = await Promise.all(Array.from({ length: 100 }, () => newDeviceKey()));
    const before = await cloud.database.query('SELECT 1 FROM device');
    const answers = await Promise.all(
      keys.map((key, number) => enrol(cloud, secret, key, `10.9.${number}.1`)),
    );
    const statuses = answers.map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(99);
    expect(await cloud.database.query('SELECT 1 FROM device')).toHaveLength(before.length + 1);
  });

  it.each(['P-384', 'not PEM', 'foreign signature'])('refuses a request with %s', async (what) => {
    const { secret } = await newProvisioningToken(person, site, 'worker');
    const key = await newDeviceKey(what === 'P-384' ? 'P-384' : 'P-256');
    const broken = {
      'P-384': key.certificateRequest,
      'not PEM': 'hello',
      'foreign signature': tamper(key.certificateRequest),
    }[what]!;
    const sent = { ...key, certificateRequest: broken };
    const answer = await enrol(cloud, secret, sent, undefined, { proof: null });
    expect(answer.statusCode).toBe(422);
    expect(answer.json<Problem>().errors?.[0]?.pointer).toBe('/certificateRequest');
    // The token was not used up by it.
    expect((await enrol(cloud, secret, await newDeviceKey())).statusCode).toBe(200);
  });

  it('lets ten a minute through from one address, and says when to come again', async () => {
    const key = await newDeviceKey();
    const ask = () => enrol(cloud, `eyp_${'B'.repeat(43)}`, key, '203.0.113.9');
    const answers = [];
    for (let count = 0; count < 11; count += 1) answers.push(await ask());
    expect(answers.slice(0, 10).every(({ statusCode }) => statusCode === 401)).toBe(true);
    expect(answers[10]?.statusCode).toBe(429);
    expect(Number(answers[10]?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('takes a rack in that comes from one address at one moment, also where that address was refused', async () => {
    const rack = '203.0.113.50';
    const stranger = await newDeviceKey();
    for (let count = 0; count < 12; count += 1) {
      await enrol(cloud, `eyp_${'D'.repeat(43)}`, stranger, rack);
    }
    const tokens = await Promise.all(
      Array.from({ length: 30 }, () => newProvisioningToken(person, site, 'worker')),
    );
    const answers = await Promise.all(
      tokens.map(async ({ secret }) => enrol(cloud, secret, await newDeviceKey(), rack)),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(tokens.map(() => 200));
    // The address is no better for it.
    const guess = await enrol(cloud, `eyp_${'D'.repeat(43)}`, stranger, rack);
    expect(guess.statusCode).toBe(429);
  });

  it('lets a claim be used ten times a minute by its device, and refused as often', async () => {
    const { secret } = await newProvisioningToken(person, site, 'worker');
    const [key, thief] = [await newDeviceKey(), await newDeviceKey()];
    const turns = async (by: typeof key, address: string) => {
      const statuses = [];
      for (let count = 0; count < 12; count += 1) {
        statuses.push((await enrol(cloud, secret, by, address)).statusCode);
      }
      return statuses;
    };
    const ten = (status: number) => [...Array.from({ length: 10 }, () => status), 429, 429];
    expect(await turns(key, '203.0.113.60')).toEqual(ten(200));
    // Refused with a claim that was good: as one that never was, also with another key each time.
    expect(await turns(thief, '203.0.113.61')).toEqual(ten(401));
    const other = await enrol(cloud, secret, await newDeviceKey(), '203.0.113.61');
    expect(other.statusCode).toBe(429);
    const unknown = await enrol(cloud, `eyp_${'E'.repeat(43)}`, thief, '203.0.113.61');
    expect(unknown.statusCode).toBe(429);
  });

  it('fixes the founders once the last of them has enrolled, each with a number of its own', async () => {
    const big = await newSite(person, 3);
    const [first, second] = [
      await newDevice(cloud, person, big, 'coordinator'),
      await newDevice(cloud, person, big, 'coordinator'),
    ];
    const manifest = async () =>
      (await (await first.fetch('/edge/v1/site')).json()) as { foundingVoters: unknown };
    expect((await manifest()).foundingVoters).toBeNull();
    const third = await newDevice(cloud, person, big, 'coordinator');
    const founders = [first, second, third].map(({ enrolment }) => ({
      deviceId: enrolment.deviceId,
      nodeId: enrolment.nodeId,
    }));
    expect(founders.map(({ nodeId }) => nodeId)).toEqual([1, 2, 3]);
    expect((await manifest()).foundingVoters).toEqual(founders);
    const fourth = await newDevice(cloud, person, big, 'coordinator');
    expect(fourth.enrolment.nodeId).toBe(4);
    expect((await manifest()).foundingVoters).toEqual(founders);
  });

  it('keeps neither the secret of a token nor the private key of a CA in the open', async () => {
    const { secret } = await newProvisioningToken(person, site, 'worker');
    const dump = JSON.stringify([
      await cloud.database.query('SELECT * FROM provisioning_token'),
      await cloud.database.query('SELECT * FROM site_ca'),
      await cloud.database.query('SELECT * FROM signing_key'),
    ]);
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain('PRIVATE KEY');
    expect(dump).toContain('"sealed_private_key":"v1.');
  });
});

/** Another signature than the key's: the last bytes of the request are it. */
function tamper(pem: string): string {
  const lines = pem.trim().split('\n');
  const der = Buffer.from(lines.slice(1, -1).join(''), 'base64');
  der.writeUInt8((der.at(-1) ?? 0) ^ 1, der.length - 1);
  return [lines[0], der.toString('base64'), lines.at(-1)].join('\n');
}
