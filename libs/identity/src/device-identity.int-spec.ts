import { createHash, createPublicKey, randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid, keyWords } from '@eyrie/contracts';
import { SimulatedDisk } from '@eyrie/journal';
import { TestCloudServer, TestEnrolmentCloud } from '../testing/index.ts';
import { BackOff } from './back-off.ts';
import { DeviceIdentity, type OpenIdentityOptions } from './device-identity.ts';

const token = 'a-provisioning-token';
const hardware = { serial: '1', model: 'test', os: 'test' };

describe('DeviceIdentity', () => {
  const deviceId = idFromUuid('device', randomUUID());
  let directory: string;
  let server: TestCloudServer;

  const open = (options: Partial<OpenIdentityOptions> = {}) =>
    DeviceIdentity.open({
      directory,
      provisionUrl: server.url,
      provisionToken: token,
      hardware,
      backOff: new BackOff({ firstMs: 1, mostMs: 5 }),
      ...options,
    });

  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'eyrie-identity-')), 'identity');
    const cloud = await TestEnrolmentCloud.create(
      idFromUuid('site', randomUUID()),
      idFromUuid('organisation', randomUUID()),
    );
    cloud.addToken(token, { deviceId, role: 'coordinator', nodeId: 2 });
    server = await TestCloudServer.start(cloud);
  });

  afterEach(async () => {
    await server.close();
    await rm(join(directory, '..'), { recursive: true });
  });

  it('enrols once, and is the same device at each start afterwards, without the cloud', async () => {
    const first = await open();
    expect(first).toMatchObject({ deviceId, role: 'coordinator', nodeId: 2, cloudUrl: server.url });
    const certificate = new X509Certificate(first.tlsOptions().cert);
    expect(certificate.subject).toBe(`CN=${deviceId}`);
    expect(certificate.checkPrivateKey(first.privateKey)).toBe(true);
    const again = await open({ provisionUrl: null, provisionToken: null });
    expect(again.tlsOptions()).toEqual(first.tlsOptions());
    expect(again.cloudUrl).toBe(server.url);
    expect(server.requests).toHaveLength(1);
  });

  it('keeps its key to its own user', async () => {
    await open();
    const { mode } = await stat(join(directory, 'key.pem'));
    expect(mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['identity.json', 'key.pem', 'starts.json']);
  });

  it('asks again with the same key when the answer was lost on the way', async () => {
    let attempts = 0;
    server.intercept = () => (++attempts === 1 ? 'drop-after' : null);
    const identity = await open();
    expect(identity.deviceId).toBe(deviceId);
    expect(server.cloud.enrolments).toBe(2);
    // And with the same nonce: to the cloud it is the same request.
    expect(server.cloud.nonces).toHaveLength(1);
  });

  it('asks for another nonce when half of the life of the one it has is over', async () => {
    server.cloud.challengeSeconds = 1;
    let attempts = 0;
    const later = { status: 503, headers: { 'retry-after': '1' }, body: { title: 'Later.' } };
    server.intercept = () => (++attempts === 1 ? later : null);
    await open({ backOff: new BackOff({ firstMs: 1_000, mostMs: 2_000 }) });
    expect(server.cloud.nonces).toHaveLength(2);
  });

  it.each([401, 404, 429, 503])('is not talked out of its proof by a %i', async (status) => {
    let attempts = 0;
    server.interceptChallenge = () =>
      ++attempts < 3 ? { status, headers: { 'retry-after': '0' }, body: { title: 'No.' } } : null;
    const reasons: string[] = [];
    await open({ onWaiting: (reason) => reasons.push(reason) });
    expect(reasons).toHaveLength(2);
    expect(reasons[0]).toContain(String(status));
    // The cloud of these tests lets nobody in without a proof that it gives nonces to.
    expect(server.cloud.nonces).toHaveLength(1);
  });

  it('asks less and less while somebody has to approve it, with the words of its key', async () => {
    let attempts = 0;
    const body = { state: 'pending', keyWords: 'x', retryAfterSeconds: 0 };
    server.intercept = () => (++attempts < 5 ? { status: 202, body } : null);
    const told: [string, number][] = [];
    const approvalBackOff = new BackOff({ firstMs: 4, mostMs: 16, random: () => 1 });
    const onWaiting = (reason: string, delayMs: number) => told.push([reason, delayMs]);
    const { privateKey } = await open({ approvalBackOff, onWaiting });
    const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
    const words = keyWords(createHash('sha256').update(spki).digest());
    expect(told).toEqual(
      [4, 8, 16, 16].map((ms) => [`Somebody has to approve this device: ${words}.`, ms]),
    );
  });

  it.each([429, 500, 503])('tries again after %i, and says what it waits for', async (status) => {
    let attempts = 0;
    server.intercept = () =>
      ++attempts < 3
        ? { status, headers: { 'retry-after': '0' }, body: { title: 'Later.' } }
        : null;
    const reasons: string[] = [];
    await open({ onWaiting: (reason) => reasons.push(reason) });
    expect(reasons).toHaveLength(2);
    expect(reasons[0]).toContain(String(status));
  });

  it('goes on trying while the cloud cannot be reached, until it is told to stop', async () => {
    const stop = new AbortController();
    const reasons: string[] = [];
    const opening = open({
      provisionUrl: 'http://127.0.0.1:9',
      signal: stop.signal,
      onWaiting: (reason) => {
        reasons.push(reason);
        if (reasons.length === 3) stop.abort();
      },
    });
    await expect(opening).rejects.toThrow(/abort/i);
    expect(reasons[0]).toContain('cannot be reached');
  });

  it('stops at a refusal and says what to do, without the token', async () => {
    const opening = open({ provisionToken: 'a-token-that-nobody-knows' });
    await expect(opening).rejects.toMatchObject({
      code: 'identity.enrolment_refused',
      status: 401,
    });
    await expect(opening).rejects.toThrow(/Make a new provisioning token/);
    await expect(opening).rejects.not.toThrow(/nobody-knows/);
  });

  it('does not take an enrolment for another key', async () => {
    const { cert, ca } = await server.cloud.ca.issue(deviceId);
    let attempts = 0;
    server.intercept = () =>
      ++attempts > 1
        ? null
        : {
            status: 201,
            body: {
              deviceId,
              organisationId: server.cloud.organisationId,
              siteId: server.cloud.siteId,
              role: 'coordinator',
              name: 'x',
              nodeId: 1,
              certificate: cert,
              siteCa: ca,
            },
          };
    const reasons: string[] = [];
    await open({ onWaiting: (reason) => reasons.push(reason) });
    expect(reasons[0]).toContain('another key');
  });

  it('takes what is missing from provision.txt and wipes its token after success', async () => {
    const provisionFile = join(directory, '..', 'provision.txt');
    await writeFile(provisionFile, `PROVISION_URL=${server.url}\nPROVISION_TOKEN=${token}\n`);
    await open({ provisionUrl: null, provisionToken: null, provisionFile });
    expect(await readFile(provisionFile, 'utf8')).not.toContain(token);
  });

  it('names what is missing where it was not told how to enrol', async () => {
    const opening = open({ provisionUrl: null, provisionToken: null });
    await expect(opening).rejects.toThrow('Set PROVISION_URL and PROVISION_TOKEN');
  });

  it('neither uses nor replaces an identity that is damaged', async () => {
    await open();
    await writeFile(join(directory, 'identity.json'), '{"deviceId":');
    await expect(open()).rejects.toMatchObject({ code: 'identity.damaged' });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['drop', 'keep', 'torn', 'reorder'] as const)(
    'is the same device with the same token after a power cut at any step (%s)',
    async (mode) => {
      let struck = true;
      let call = 0;
      while (struck) {
        call += 1;
        const disk = new SimulatedDisk({ seed: call });
        const own = { directory: '/identity', disk, provisionToken: `${token}-${mode}-${call}` };
        server.cloud.addToken(own.provisionToken, { deviceId, role: 'coordinator', nodeId: 2 });
        disk.cutPowerAtCall(call, mode);
        const before = await open(own).catch(() => null);
        struck = !disk.isPowered;
        if (struck) disk.restorePower();
        else disk.cutPower(mode);
        const { enrolments } = server.cloud;
        // Another key would be refused: the token belongs to the first one that used it.
        const after = await open(own);
        expect(after.deviceId).toBe(deviceId);
        // What was given out once is on the disk: nothing is asked for again.
        if (before) expect(after.tlsOptions()).toEqual(before.tlsOptions());
        if (before) expect(server.cloud.enrolments).toBe(enrolments);
      }
      expect(call).toBeGreaterThan(10);
    },
  );
});
