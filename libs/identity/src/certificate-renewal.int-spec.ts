import { randomUUID, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { SimulatedDisk } from '@eyrie/journal';
import { TestCloudServer, TestEnrolmentCloud } from '../testing/index.ts';
import { AccessTokens } from './access-tokens.ts';
import { BackOff } from './back-off.ts';
import { keepCertificate, renewalDueAt } from './certificate-keeper.ts';
import { DeviceIdentity } from './device-identity.ts';
import { CloudUnavailable, RenewalRefused, TokenRefused } from './errors.ts';

const minuteMs = 60_000;

describe('the renewal of a certificate', () => {
  const deviceId = idFromUuid('device', randomUUID());
  let server: TestCloudServer;
  let disk: SimulatedDisk;
  let claims = 0;

  const newClaim = (): string => {
    claims += 1;
    server.cloud.addToken(`claim-of-a-device-${claims}`, { deviceId, role: 'worker' });
    return `claim-of-a-device-${claims}`;
  };
  const open = (on: SimulatedDisk, provisionToken: string | null = null) =>
    DeviceIdentity.open({
      directory: '/identity',
      disk: on,
      provisionUrl: server.url,
      provisionToken,
      hardware: { serial: '1', model: 'test', os: 'test' },
    });
  const serialOf = (identity: DeviceIdentity): string =>
    new X509Certificate(identity.tlsOptions().cert).serialNumber;
  /** That the device's pair belongs together, and that the cloud knows it. */
  const expectToWork = async (identity: DeviceIdentity): Promise<void> => {
    const { cert, key } = identity.tlsOptions();
    expect(new X509Certificate(cert).checkPrivateKey(identity.privateKey)).toBe(true);
    expect(key).toContain('PRIVATE KEY');
    const token = await new AccessTokens(identity).get();
    expect(server.cloud.bearer(token)).toBe(deviceId);
  };

  beforeEach(async () => {
    const cloud = await TestEnrolmentCloud.create(
      idFromUuid('site', randomUUID()),
      idFromUuid('organisation', randomUUID()),
    );
    server = await TestCloudServer.start(cloud);
    disk = new SimulatedDisk({ seed: 1 });
  });
  afterEach(() => server.close());

  it('takes a new key, tells who wants to know, and stays through a new start', async () => {
    const identity = await open(disk, newClaim());
    const before = { serial: serialOf(identity), key: identity.tlsOptions().key };
    let told = 0;
    identity.onRenewed(() => (told += 1));
    await identity.renew(new AccessTokens(identity));
    expect(told).toBe(1);
    expect(serialOf(identity)).not.toBe(before.serial);
    expect(identity.tlsOptions().key).not.toBe(before.key);
    await expectToWork(identity);
    const again = await open(disk);
    expect(again.tlsOptions()).toEqual(identity.tlsOptions());
    expect(await disk.list('/identity')).toEqual(['identity.json', 'key.pem', 'starts.json']);
  });

  it('gets the same certificate again where the answer was lost', async () => {
    const identity = await open(disk, newClaim());
    server.intercept = (path) => (path === '/edge/v1/certificate' ? 'drop-after' : null);
    await expect(identity.renew(new AccessTokens(identity))).rejects.toThrow(CloudUnavailable);
    // The old pair is still good in the meantime.
    await expectToWork(identity);
    server.intercept = () => null;
    await identity.renew(new AccessTokens(identity));
    expect(server.cloud.renewals).toBe(1);
    await expectToWork(identity);
  });

  it('keeps what it has where the cloud refuses, or answers with another’s certificate', async () => {
    const identity = await open(disk, newClaim());
    const serial = serialOf(identity);
    const tokens = new AccessTokens(identity);
    const answer = (status: number, body: unknown) => {
      server.intercept = (path) => (path === '/edge/v1/certificate' ? { status, body } : null);
    };
    answer(403, { code: 'certificate.proof_refused', title: 'No.' });
    await expect(identity.renew(tokens)).rejects.toThrow(RenewalRefused);
    const certificate = identity.tlsOptions().cert;
    answer(200, { certificate, siteCa: server.cloud.ca.pem });
    await expect(identity.renew(tokens)).rejects.toThrow('for another key');
    answer(200, { certificate: 'none' });
    await expect(identity.renew(tokens)).rejects.toThrow(CloudUnavailable);
    expect(serialOf(identity)).toBe(serial);
    expect(serialOf(await open(disk))).toBe(serial);
  });

  it.each(['drop', 'keep', 'torn', 'reorder'] as const)(
    'leaves a pair that works wherever the power goes (%s)',
    async (mode) => {
      let call = 0;
      let struck = true;
      while (struck) {
        call += 1;
        const own = new SimulatedDisk({ seed: call });
        const identity = await open(own, newClaim());
        const before = serialOf(identity);
        own.cutPowerAtCall(call, mode);
        const isDone = await identity.renew(new AccessTokens(identity)).then(
          () => true,
          () => false,
        );
        struck = !own.isPowered;
        if (struck) own.restorePower();
        else own.cutPower(mode);
        const after = await open(own);
        await expectToWork(after);
        if (isDone) expect(serialOf(after)).not.toBe(before);
        // And the next attempt ends what this one began.
        await after.renew(new AccessTokens(after));
        await expectToWork(after);
        await expectToWork(await open(own));
      }
      expect(call).toBeGreaterThan(10);
    },
  );

  it('happens at two thirds of the life, again and again, and waits where the cloud is away', async () => {
    const { ca } = server.cloud;
    let now = Date.now();
    ca.now = () => now;
    ca.lifeMs = 29 * minuteMs;
    const identity = await open(disk, newClaim());
    const began = now;
    const end = new AbortController();
    const renewedAt: number[] = [];
    const failures: unknown[] = [];
    await keepCertificate(
      {
        identity,
        tokens: new AccessTokens(identity),
        clock: {
          now: () => now,
          sleep: (ms) => {
            now += ms;
            return Promise.resolve();
          },
        },
        backOff: new BackOff({ firstMs: minuteMs, mostMs: minuteMs, random: () => 1 }),
        onRenewed: (untilMs) => {
          renewedAt.push((now - began) / minuteMs);
          expect(untilMs).toBeGreaterThan(now);
          if (renewedAt.length === 1) {
            server.intercept = () => ({ status: 503, body: {} });
          } else {
            end.abort();
          }
        },
        onFailure: (error) => {
          failures.push(error);
          if (failures.length === 2) server.intercept = () => null;
        },
      },
      end.signal,
    );
    // Dated back by a minute, 30 minutes long: due after 19; then twice in vain.
    expect(renewedAt.map((at) => Math.round(at))).toEqual([19, 40]);
    expect(failures).toHaveLength(2);
    expect(server.cloud.renewals).toBe(2);
    expect(renewalDueAt(identity.certificateLife)).toBeGreaterThan(now);
    await expectToWork(identity);
  });

  it('is not for a revoked device, which asks less and less and says why', async () => {
    const identity = await open(disk, newClaim());
    let now = Date.now();
    const refusals = new BackOff({ firstMs: 1_000, mostMs: 60_000, random: () => 1 });
    const tokens = new AccessTokens(identity, { now: () => now, refusals });
    server.cloud.revocation = 'The device was revoked: stolen';
    server.requests.length = 0;
    for (let second = 0; second < 600; second += 1) {
      await expect(tokens.get()).rejects.toThrow(TokenRefused);
      now += 1_000;
      server.cloud.clockAheadMs += 1_000;
    }
    // At 0, 1, 3, 7, 15, 31, 63 s and then each minute.
    expect(server.requests.length).toBeLessThan(18);
    expect(tokens.revocation).toBe('The device was revoked: stolen');
    await expect(identity.renew(tokens)).rejects.toThrow('revoked: stolen');
    server.cloud.revocation = null;
    now += 60_000;
    server.cloud.clockAheadMs += 60_000;
    await tokens.get();
    expect(tokens.revocation).toBeNull();
  });
});
