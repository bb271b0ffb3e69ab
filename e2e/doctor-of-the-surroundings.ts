import { mkdtemp } from 'node:fs/promises';
import { createServer as createWebServer, request } from 'node:http';
import { createServer as createTlsWebServer } from 'node:https';
import { createServer } from 'node:net';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { adminSocketName } from '@eyrie/contracts';
import { createDirectory } from '@eyrie/discovery';
import { freePort } from '../apps/cloud-api/src/testing/free-port.ts';
import { certificateLifeMs, dayMs, isOf, ok, type DoctorLooks } from './doctor-looks.ts';

/** What can be wrong around it: the network, the cloud, its services, the other coordinators. */
export function describeTroublesAround(looks: DoctorLooks): void {
  const { look, programs, root, listening, web, device } = looks;

  it('finds a clock that is wrong, by the cloud and by the time server', async () => {
    const { url } = looks.cloud;
    expect(await look('clock', { url })).toMatchObject(ok);
    expect(await look('clock', { url, now: () => Date.now() + 20_000 })).toMatchObject(
      isOf('off', 'warning', /ahead/),
    );
    expect(await look('clock', { url, now: () => Date.now() - dayMs })).toMatchObject(
      isOf('wrong', 'fault', /behind/),
    );
    const environment = await programs({ timedatectl: 'echo no' });
    expect(await look('clock', { environment })).toMatchObject(isOf('not-set', 'warning'));
  });

  it('finds what is wrong with the network, from the next machine to the names', async () => {
    const header = 'Iface\tDestination\tGateway\n';
    const routes = (line: string) => root({ 'proc/net/route': header + line });
    const silent = await programs({ ping: '[ "$5" = 192.168.50.1 ] && exit 1' });
    const away = { environment: silent, root: await routes('wlan0\t00000000\t0132A8C0\n') };
    expect(await look('gateway', away)).toMatchObject(
      isOf('silent', 'warning', /192\.168\.50\.1 by wlan0/),
    );
    const answers = { ...away, environment: await programs({ ping: 'exit 0' }) };
    expect(await look('gateway', answers)).toMatchObject(ok);
    expect(await look('gateway', { root: await routes('') })).toMatchObject(
      isOf('no-route', 'fault'),
    );
    const nobody = `127.0.0.1:${await freePort()}`;
    const outside = [nobody, new URL(looks.cloud.url).host];
    expect(await look('internet', { outside: [nobody] })).toMatchObject(isOf('none', 'warning'));
    expect(await look('internet', { outside })).toMatchObject(ok);
    expect(await look('internet')).toMatchObject({ verdict: 'not-applicable' });
    const failing = (code: string) => () => Promise.reject(Object.assign(new Error(), { code }));
    const url = 'https://eyrie.example';
    expect(await look('cloud-name', { url, lookup: failing('ENOTFOUND') })).toMatchObject(
      isOf('unknown', 'fault'),
    );
    expect(await look('cloud-name', { url, lookup: failing('EAI_AGAIN') })).toMatchObject(
      isOf('no-server', 'fault'),
    );
    expect(await look('cloud-name', { url: looks.cloud.url })).toMatchObject(ok);
    const environment = { DATABASE_URL: 'postgres://postgres/eyrie', REDIS_URL: 'redis://redis' };
    const lookup = (host: string) => Promise.resolve(host === 'postgres' ? ['10.0.0.2'] : []);
    expect(await look('service-names', { environment, lookup })).toMatchObject(
      isOf('unknown', 'fault', /redis of REDIS_URL/),
    );
    expect(
      await look('service-names', { environment, lookup: () => Promise.resolve(['10.0.0.2']) }),
    ).toMatchObject(ok);
  });

  it('finds a cloud that is away, is another program, cannot serve, or refuses its own pages', async () => {
    const { url } = looks.cloud;
    expect(await look('cloud-reach', { url })).toMatchObject(ok);
    const nobody = `http://127.0.0.1:${await freePort()}`;
    const refused = await look('cloud-reach', { url: nobody });
    expect(refused).toMatchObject(isOf('silent', 'fault', /ECONNREFUSED/));
    expect(refused.advice).toMatch(/^Nothing listens there/);
    const portal = await web((_, response) => response.end('<h1>Welcome to our Wi-Fi</h1>'));
    expect(await look('cloud-reach', { url: portal })).toMatchObject(isOf('other', 'fault'));
    expect(await look('cloud-health', { url })).toMatchObject(ok);
    expect(await look('public-url', { url })).toMatchObject(ok);
    const renaming = await web((incoming, outgoing) => {
      const headers = { ...incoming.headers, host: 'inside:3000' };
      const { method, url: asked } = incoming;
      const passed = request(`${url}${asked}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(passed);
    });
    expect(await look('public-url', { url: renaming })).toMatchObject(isOf('foreign', 'fault'));
    const environment = { HOST: '0.0.0.0', EYRIE_PUBLIC_URL: 'http://localhost:3000' };
    expect(await look('public-url', { environment, roles: ['server'] })).toMatchObject(
      isOf('localhost', 'fault'),
    );
  });

  it('finds a certificate that is over, ends soon, is for another name, or of nobody known', async () => {
    const shown = async (name: string, lifeMs: number) => {
      looks.ca.lifeMs = lifeMs;
      const { key, cert } = await looks.ca.issue(name);
      looks.ca.lifeMs = certificateLifeMs;
      const server = createTlsWebServer({ key, cert }, (_, response) => response.end('{}'));
      return { url: `https://localhost:${await listening(server)}`, authorities: [looks.ca.pem] };
    };
    expect(await look('cloud-certificate', await shown('localhost', 90 * dayMs))).toMatchObject(ok);
    expect(await look('cloud-certificate', await shown('localhost', -1_000))).toMatchObject(
      isOf('expired', 'fault'),
    );
    expect(await look('cloud-certificate', await shown('localhost', 3 * dayMs))).toMatchObject(
      isOf('soon', 'warning'),
    );
    expect(await look('cloud-certificate', await shown('eyrie.example', 90 * dayMs))).toMatchObject(
      isOf('name', 'fault', /eyrie\.example/),
    );
    const strange = { ...(await shown('localhost', 90 * dayMs)), authorities: [] };
    expect(await look('cloud-certificate', strange)).toMatchObject(isOf('untrusted', 'fault'));
    expect(await look('cloud-certificate', { url: 'http://eyrie.example' })).toMatchObject(
      isOf('open', 'warning'),
    );
  });

  it('finds a port that is taken, and what is wrong with Postgres and Redis', async () => {
    const taken = new URL(await web((_, response) => response.end('another program'))).port;
    expect(await look('port', { environment: { PORT: taken } })).toMatchObject(
      isOf('taken', 'fault'),
    );
    expect(
      await look('port', { environment: { PORT: new URL(looks.cloud.url).port } }),
    ).toMatchObject(ok);
    const nobody = await freePort();
    const redis = (url: string) => look('redis', { environment: { REDIS_URL: url } });
    expect(await redis(`redis://127.0.0.1:${nobody}`)).toMatchObject(isOf('away', 'warning'));
    const answering = async (text: string) => {
      const server = createServer((socket) => socket.on('error', () => undefined).end(text));
      return `redis://127.0.0.1:${await listening(server)}`;
    };
    expect(await redis(await answering('-NOAUTH Authentication required.\r\n'))).toMatchObject(
      isOf('refuses', 'warning', /NOAUTH/),
    );
    expect(await redis(await answering('+PONG\r\n+OK\r\n'))).toMatchObject(ok);

    const { ownerUrl } = looks.cloud.database;
    const key = {
      EYRIE_MASTER_KEY: Buffer.alloc(32, 1).toString('base64'),
      PATH: process.env['PATH'],
    };
    const postgres = (url: string) =>
      look('database', { environment: { ...key, DATABASE_URL: url } });
    expect(await postgres(ownerUrl)).toMatchObject(ok);
    expect(await postgres(`postgres://127.0.0.1:${nobody}/eyrie`)).toMatchObject(
      isOf('away', 'fault'),
    );
    const other = new URL(ownerUrl);
    other.pathname = '/no_such_database';
    expect(await postgres(other.href)).toMatchObject(isOf('refuses', 'fault', /no_such_database/));
    const query = (sql: string) => looks.cloud.database.query(sql);
    await query(`CREATE TABLE kept AS SELECT * FROM schema_migration`);
    await query(
      `DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)`,
    );
    expect(await postgres(ownerUrl)).toMatchObject(isOf('pending', 'fault', /^1 migration/));
    expect(await look('cloud-health', { url: looks.cloud.url })).toMatchObject(
      isOf('unready', 'fault', /503/),
    );
    await query(`DELETE FROM schema_migration`);
    await query(`INSERT INTO schema_migration SELECT * FROM kept`);
    await query(
      `UPDATE schema_migration SET excludes_versions_before = 'Later1' WHERE name = (SELECT max(name) FROM schema_migration)`,
    );
    expect(await postgres(ownerUrl)).toMatchObject(isOf('newer', 'fault'));
    await query(`DELETE FROM schema_migration`);
    await query(`INSERT INTO schema_migration SELECT * FROM kept`);
    await query(`DROP TABLE kept`);
  }, 60_000);

  it('finds coordinators that are away, alone, without a leader, or not taking part', async () => {
    const coordinator = await mkdtemp(path.join(looks.folder, 'c-'));
    const roles = ['coordinator'] as const;
    const group = () => look('site-group', { roles, data: { coordinator } });
    expect(await group()).toMatchObject(isOf('away', 'fault'));
    const status = {
      ...{ at: new Date().toISOString(), siteId: null, siteName: null, siteEpoch: 1, term: 3 },
      ...{ commitIndex: 9, leaderNodeId: 1 as number | null, leaderlessMs: null, leaderChanges: 1 },
      ...{ askedNodeId: 1, seenByNodeId: 1, reason: null as string | null, voters: 3 },
      ...{ votersReachable: 3, hasQuorum: true, members: [], underWay: [], notices: [] },
    };
    await listening(
      createWebServer((_, response) => response.end(JSON.stringify(status))),
      { path: path.join(coordinator, adminSocketName) },
    );
    expect(await group()).toMatchObject(ok);
    status.leaderNodeId = null;
    expect(await group()).toMatchObject(isOf('leaderless', 'warning'));
    Object.assign(status, { votersReachable: 1, hasQuorum: false });
    expect(await group()).toMatchObject(isOf('no-quorum', 'fault', /1 of 3/));
    status.reason = 'It was taken out.';
    expect(await group()).toMatchObject(isOf('apart', 'warning', /taken out/));
  });

  it('finds that no coordinator answers by mDNS, and that no broker lets anybody in', async () => {
    const data = { worker: await device() };
    const port = await freePort();
    const environment = { EYRIE_MDNS_PORT: String(port), EYRIE_MDNS_INTERFACE: '127.0.0.1' };
    expect(await look('mdns', { data, environment })).toMatchObject(isOf('silent', 'fault'));
    const elsewhere = { ...environment, EYRIE_MDNS_INTERFACE: '203.0.113.9' };
    expect(await look('mdns', { data, environment: elsewhere })).toMatchObject(
      isOf('blocked', 'fault'),
    );
    const broker = createTlsWebServer(await looks.ca.issue('dev_a'));
    const mqtt = await listening(broker);
    const here = createDirectory({ siteId: 'site_a', mdns: { port, interface: '127.0.0.1' } });
    looks.toClose.push(() => here.close());
    const node = { nodeId: '1', role: 'leader', epoch: 1, term: 1, version: '' } as const;
    here.publish({ ...node, host: '127.0.0.1', ports: { raft: 1, mqtt, relay: 1 } });
    const patient = { data, environment, patienceMs: 20_000 };
    expect(await look('mdns', patient)).toMatchObject(ok);
    expect(await look('broker', patient)).toMatchObject(ok);
    const named = `127.0.0.1:1:${await freePort()}:1@2`;
    const silent = { environment: { ...elsewhere, EYRIE_STATIC_COORDINATORS: named } };
    expect(await look('broker', { data, ...silent })).toMatchObject(
      isOf('silent', 'fault', /ECONNREFUSED/),
    );
  }, 60_000);
}
