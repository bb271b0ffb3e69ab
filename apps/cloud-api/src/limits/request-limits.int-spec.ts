import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@eyrie/contracts';
import { startTestApp, testLimits, type TestApp, type TestPerson } from '../testing/app.ts';
import { newApiKey } from '../testing/credentials.ts';
import { newDeviceKey } from '../testing/edge.ts';
import { hasRedis, TestRedis } from '../testing/redis.ts';
import { startTestReplica, type TestReplica } from '../testing/replica.ts';

const organisationMost = 200;

describe('limits of requests over three replicas', () => {
  let cloud: TestApp;
  let replicas: TestReplica[];
  let person: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp({
      limits: {
        ...testLimits,
        trustedProxies: 1,
        // Counted over ten seconds.
        requestsPerSecondCredential: 6,
        requestsPerSecondOrganisation: organisationMost / 10,
      },
    });
    const own = { url: cloud.url, app: cloud.app, close: () => Promise.resolve() };
    replicas = [own, await startTestReplica(cloud), await startTestReplica(cloud)];
    person = await cloud.newPerson();
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await cloud.close();
  });

  const urlOf = (index: number) => replicas[index % replicas.length]?.url ?? '';
  const ask = (index: number, headers: Record<string, string>, pathname = '/v1/sites') =>
    fetch(`${urlOf(index)}${pathname}`, { headers });

  it('tell how much is left, and refuse with a problem and the time to wait', async () => {
    const other = await cloud.newPerson();
    const first = await other.fetch('/v1/sites');
    expect(first.headers.get('ratelimit-policy')).toBe(
      `"credential";q=60;w=10, "organisation";q=${organisationMost};w=10`,
    );
    expect(first.headers.get('ratelimit')).toMatch(
      /^"credential";r=59;t=10, "organisation";r=199;t=10$/,
    );
    let last = first;
    for (let count = 0; count < 70 && last.status === 200; count += 1) {
      last = await other.fetch('/v1/sites');
    }
    expect(last.status).toBe(429);
    expect(last.headers.get('ratelimit')).toMatch(/^"credential";r=0;t=\d+$/);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await last.json()) as Problem).toMatchObject({
      code: 'limits.too_many_requests',
      status: 429,
    });
    // Somebody else of another organisation notices nothing.
    expect((await person.fetch('/v1/sites')).status).toBe(200);
    expect((await fetch(`${cloud.url}/readyz`)).headers.get('ratelimit')).toBeNull();
  });

  it('let an organisation with many keys have its share over all replicas, and no more', async () => {
    const owner = await cloud.newPerson();
    const keys = await Promise.all(Array.from({ length: 8 }, () => newApiKey(owner, 'viewer')));
    const started = Date.now();
    const statuses = await Promise.all(
      Array.from({ length: 50 }, async (_, lane) => {
        const found: number[] = [];
        for (let count = 0; count < 12; count += 1) {
          const key = keys[(lane + count) % keys.length]?.secret ?? '';
          const answer = await ask(lane, { authorization: `Bearer ${key}` });
          found.push(answer.status);
          await answer.body?.cancel();
        }
        return found;
      }),
    );
    const windows = Math.floor((Date.now() - started) / 10_000) + 1;
    const admitted = statuses.flat().filter((status) => status === 200).length;
    expect(admitted).toBeGreaterThan(organisationMost / 2);
    expect(admitted).toBeLessThanOrEqual(windows * organisationMost * 1.05);
    expect(statuses.flat().filter((status) => status !== 200 && status !== 429)).toEqual([]);
  });

  /** The proxy appends the address that it sees; everything else in the request is the caller's. */
  const seen = '198.51.100.77';
  const spoofs: [string, (count: number) => Record<string, string>][] = [
    ['a list in front of it', (n) => ({ 'x-forwarded-for': `10.1.1.${n}, ${seen}` })],
    ['many in front', (n) => ({ 'x-forwarded-for': `1.2.3.${n},4.5.6.${n},7.8.9.${n}, ${seen}` })],
    ['words', (n) => ({ 'x-forwarded-for': `unknown${n}, ${seen}` })],
    ['a port', (n) => ({ 'x-forwarded-for': `${seen}:${1000 + n}` })],
    ['an IPv4 address in IPv6', () => ({ 'x-forwarded-for': `::ffff:${seen}` })],
    ['Forwarded', (n) => ({ 'x-forwarded-for': seen, forwarded: `for=10.0.0.${n}` })],
    ['X-Real-IP', (n) => ({ 'x-forwarded-for': seen, 'x-real-ip': `10.0.0.${n}` })],
    ['X-Client-IP', (n) => ({ 'x-forwarded-for': seen, 'x-client-ip': `10.0.0.${n}` })],
    ['True-Client-IP', (n) => ({ 'x-forwarded-for': seen, 'true-client-ip': `10.0.0.${n}` })],
    ['CF-Connecting-IP', (n) => ({ 'x-forwarded-for': seen, 'cf-connecting-ip': `10.0.0.${n}` })],
    ['X-Forwarded-Host', (n) => ({ 'x-forwarded-for': seen, 'x-forwarded-host': `host${n}` })],
    ['X-Original-URL', (n) => ({ 'x-forwarded-for': seen, 'x-original-url': `/${n}` })],
  ];
  const paths = ['/edge/v1/enrol', '/edge/v1/enrol/', '/edge/v1/enrol?x=1', '/edge/v1/%65nrol'];
  const others = ['/EDGE/V1/ENROL', '//edge/v1/enrol', '/edge/./v1/enrol', '/edge/v1/enrol;x'];

  const enrol = async (replica: number, pathname: string, headers: Record<string, string>) => {
    const { certificateRequest } = await deviceKey;
    const answer = await replicas[replica % 3]?.app.inject({
      method: 'POST',
      url: pathname,
      headers,
      payload: {
        token: `eyp_${'C'.repeat(43)}`,
        certificateRequest,
        hardware: { serial: '1', model: 'm', os: 'o' },
      },
    });
    return answer?.statusCode;
  };
  const deviceKey = newDeviceKey();

  it('are not passed by headers, ports, ways to write the path, or another replica', async () => {
    const statuses: (number | undefined)[] = [];
    let count = 0;
    for (const [, headers] of spoofs) {
      for (const pathname of paths) {
        count += 1;
        statuses.push(await enrol(count, pathname, headers(count)));
      }
    }
    // Ten a minute; a way to write the path that means nothing is not found, and no way around.
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(20);
    for (const pathname of others) {
      const status = await enrol(1, pathname, { 'x-forwarded-for': seen });
      expect([pathname, [404, 405, 429].includes(status ?? 0)]).toEqual([pathname, true]);
    }
  });

  it('count the addresses of one IPv6 subscriber together', async () => {
    const statuses: (number | undefined)[] = [];
    for (let count = 0; count < 14; count += 1) {
      const headers = { 'x-forwarded-for': `2001:db8:7:7:${count.toString(16)}::${count}` };
      statuses.push(await enrol(count, '/edge/v1/enrol', headers));
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(10);
    const elsewhere = { 'x-forwarded-for': '2001:db8:7:8::1' };
    expect(await enrol(0, '/edge/v1/enrol', elsewhere)).toBe(401);
  });

  it('count those whose credentials are not good by their address', async () => {
    const strict = await startTestReplica(cloud, {
      limits: { ...cloud.configuration.limits, requestsPerSecondAddress: 1 },
    });
    try {
      const headers = (count: number) => ({
        authorization: `Bearer eyrie_${'x'.repeat(40)}${count}`,
        'x-forwarded-for': '203.0.113.50',
      });
      const statuses: number[] = [];
      for (let count = 0; count < 15; count += 1) {
        statuses.push((await fetch(`${strict.url}/v1/sites`, { headers: headers(count) })).status);
      }
      expect(statuses.filter((status) => status === 401)).toHaveLength(10);
      expect(statuses.slice(10)).toEqual([429, 429, 429, 429, 429]);
    } finally {
      await strict.close();
    }
  });
});

describe('limits without a proxy', () => {
  it('read no forwarded address at all', async () => {
    const cloud = await startTestApp({ limits: { ...testLimits, requestsPerSecondAddress: 1 } });
    try {
      const statuses: number[] = [];
      for (let count = 0; count < 14; count += 1) {
        const headers = { 'x-forwarded-for': `10.9.9.${count}` };
        statuses.push((await fetch(`${cloud.url}/.well-known/jwks.json`, { headers })).status);
      }
      expect(statuses.filter((status) => status !== 429)).toHaveLength(10);
    } finally {
      await cloud.close();
    }
  });
});

(hasRedis ? describe : describe.skip)('limits in Redis', () => {
  it('are shared by replicas, and held by each for itself while Redis and Postgres are away', async () => {
    const redis = await TestRedis.start();
    const cloud = await startTestApp(
      { redisUrl: redis.url, limits: { ...testLimits, enrolmentsPerMinute: 4 } },
      { ownServer: true },
    );
    const second = await startTestReplica(cloud);
    try {
      const { certificateRequest } = await newDeviceKey();
      const enrol = async (app: TestReplica['app'], remoteAddress: string) =>
        (
          await app.inject({
            method: 'POST',
            url: '/edge/v1/enrol',
            remoteAddress,
            payload: {
              token: `eyp_${'C'.repeat(43)}`,
              certificateRequest,
              hardware: { serial: '1', model: 'm', os: 'o' },
            },
          })
        ).statusCode;
      const turns = async (address: string, times: number) => {
        const statuses: number[] = [];
        for (let count = 0; count < times; count += 1) {
          statuses.push(await enrol(count % 2 === 0 ? cloud.app : second.app, address));
        }
        return statuses;
      };
      expect(await turns('203.0.113.1', 6)).toEqual([401, 401, 401, 401, 429, 429]);
      const kept = await cloud.database.query('SELECT key FROM limit_counter');
      expect(kept.filter(({ key }) => String(key).startsWith('enrolment'))).toEqual([]);
      await redis.kill();
      // Postgres counts for both.
      expect(await turns('203.0.113.2', 6)).toEqual([401, 401, 401, 401, 429, 429]);
      await cloud.database.server.pause();
      const login = async () =>
        (
          await cloud.app.inject({
            method: 'POST',
            url: '/v1/session',
            remoteAddress: '203.0.113.3',
            payload: { email: 'somebody@example.org', password: 'a guess' },
          })
        ).statusCode;
      const statuses: number[] = [];
      for (let count = 0; count < 8; count += 1) statuses.push(await login());
      expect(statuses.slice(0, 5)).toEqual([503, 503, 503, 503, 503]);
      expect(statuses.slice(5)).toEqual([429, 429, 429]);
    } finally {
      await second.close();
      await cloud.close();
      await redis.stop();
    }
  });
});
