import { randomUUID, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { SimulatedDisk } from '@eyrie/journal';
import { TestCloudServer, TestEnrolmentCloud, TestSiteCa } from '../testing/index.ts';
import { AccessTokens } from './access-tokens.ts';
import { DeviceIdentity } from './device-identity.ts';
import { CloudUnavailable } from './errors.ts';
import { authoritiesOf } from './site-trust.ts';

describe('a site that gets another authority', () => {
  const deviceId = idFromUuid('device', randomUUID());
  let server: TestCloudServer;
  let cloud: TestEnrolmentCloud;
  let first: TestSiteCa;
  let next: TestSiteCa;
  let disk: SimulatedDisk;
  let claims = 0;

  const open = (on: SimulatedDisk, provisionToken: string | null = null) =>
    DeviceIdentity.open({
      directory: '/identity',
      disk: on,
      provisionUrl: server.url,
      provisionToken,
      hardware: { serial: '1', model: 'test', os: 'test' },
    });
  const newClaim = (): string => {
    claims += 1;
    cloud.addToken(`claim-of-a-device-${claims}`, { deviceId, role: 'worker' });
    return `claim-of-a-device-${claims}`;
  };
  const namesOf = ({ ca }: { ca: string }) => authoritiesOf(ca).map(({ subject }) => subject);
  const issuerOf = ({ cert }: { cert: string }) => new X509Certificate(cert).issuer;
  /** Pair, chain and the cloud's word agree. */
  const expectToWork = async (identity: DeviceIdentity): Promise<void> => {
    const tls = identity.tlsOptions();
    expect(new X509Certificate(tls.cert).checkPrivateKey(identity.privateKey)).toBe(true);
    expect(namesOf(tls)).toContain(issuerOf(tls));
    expect(cloud.bearer(await new AccessTokens(identity).get())).toBe(deviceId);
  };

  beforeEach(async () => {
    cloud = await TestEnrolmentCloud.create(
      idFromUuid('site', randomUUID()),
      idFromUuid('organisation', randomUUID()),
    );
    first = cloud.ca;
    next = await TestSiteCa.create('Next site CA');
    server = await TestCloudServer.start(cloud);
    disk = new SimulatedDisk({ seed: 1 });
  });
  afterEach(() => server.close());

  it('is followed step by step: trusted, issuing, alone', async () => {
    const identity = await open(disk, newClaim());
    const tokens = new AccessTokens(identity);
    const mark = identity.authorityMark;
    const told: string[] = [];
    identity.onRenewed(() => told.push('renewed'));
    identity.onAuthorityDropped(() => told.push('dropped'));
    await identity.followTrust(tokens);
    expect(await identity.followTrust(tokens)).toBe('same');
    told.length = 0;

    cloud.otherAuthorities = [next];
    expect(await identity.followTrust(tokens)).toBe('changed');
    expect(namesOf(identity.tlsOptions())).toEqual(['CN=Test site CA', 'CN=Next site CA']);
    expect(issuerOf(identity.tlsOptions())).toBe('CN=Test site CA');

    [cloud.ca, cloud.otherAuthorities] = [next, [first]];
    expect(await identity.followTrust(tokens)).toBe('renewed');
    expect(issuerOf(identity.tlsOptions())).toBe('CN=Next site CA');
    expect(namesOf(identity.tlsOptions())).toEqual(['CN=Next site CA', 'CN=Test site CA']);
    expect(told).toEqual(['renewed', 'renewed']);

    cloud.otherAuthorities = [];
    expect(await identity.followTrust(tokens)).toBe('changed');
    expect(namesOf(identity.tlsOptions())).toEqual(['CN=Next site CA']);
    expect(told).toEqual(['renewed', 'renewed', 'renewed', 'dropped']);
    expect(await identity.followTrust(tokens)).toBe('same');
    expect(cloud.trustReports.at(-1)?.authorities).toHaveLength(1);
    // The site’s name for its cloud is the same as ever, after a new start too.
    expect(identity.authorityMark).toBe(mark);
    expect((await open(disk)).authorityMark).toBe(mark);
    await expectToWork(await open(disk));
  });

  it('lets a device come back that was away for all of it', async () => {
    const identity = await open(disk, newClaim());
    cloud.ca = next;
    expect(await identity.followTrust(new AccessTokens(identity))).toBe('renewed');
    expect(namesOf(identity.tlsOptions())).toEqual(['CN=Next site CA']);
    await expectToWork(identity);
  });

  it('gives another certificate where the one that was lost is of the authority before', async () => {
    const identity = await open(disk, newClaim());
    const tokens = new AccessTokens(identity);
    server.intercept = (path) => (path === '/edge/v1/certificate' ? 'drop-after' : null);
    await expect(identity.renew(tokens)).rejects.toThrow(CloudUnavailable);
    server.intercept = () => null;
    cloud.ca = next;
    expect(await identity.followTrust(tokens)).toBe('renewed');
    await expectToWork(identity);
  });

  it('changes nothing where the answer is no bundle', async () => {
    const identity = await open(disk, newClaim());
    const before = identity.tlsOptions();
    const authorityMark = identity.authorityMark;
    for (const siteCa of [
      '',
      'none',
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    ]) {
      server.intercept = (path) =>
        path === '/edge/v1/certificate/trust'
          ? { status: 200, body: { siteCa, authorityMark } }
          : null;
      await expect(identity.followTrust(new AccessTokens(identity))).rejects.toThrow(
        CloudUnavailable,
      );
    }
    expect(identity.tlsOptions()).toEqual(before);
  });

  it.each(['drop', 'keep', 'torn', 'reorder'] as const)(
    'leaves an identity that works wherever the power goes (%s)',
    async (mode) => {
      let call = 0;
      let struck = true;
      while (struck) {
        call += 1;
        [cloud.ca, cloud.otherAuthorities] = [first, []];
        const own = new SimulatedDisk({ seed: call });
        const identity = await open(own, newClaim());
        own.cutPowerAtCall(call, mode);
        const tokens = new AccessTokens(identity);
        const steps: [TestSiteCa, TestSiteCa[]][] = [
          [first, [next]],
          [next, [first]],
          [next, []],
        ];
        for (const [ca, others] of steps) {
          [cloud.ca, cloud.otherAuthorities] = [ca, others];
          await identity.followTrust(tokens).catch(() => undefined);
          if (!own.isPowered) break;
        }
        struck = !own.isPowered;
        if (struck) own.restorePower();
        else own.cutPower(mode);
        const after = await open(own);
        await expectToWork(after);
        [cloud.ca, cloud.otherAuthorities] = [next, []];
        await after.followTrust(new AccessTokens(after));
        await after.followTrust(new AccessTokens(after));
        expect(namesOf(after.tlsOptions())).toEqual(['CN=Next site CA']);
        await expectToWork(await open(own));
      }
      expect(call).toBeGreaterThan(15);
    },
  );
});
