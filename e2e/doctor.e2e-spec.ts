import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createWebServer, request, type RequestListener } from 'node:http';
import { createServer as createTlsWebServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { adminSocketName, uuidFromId, type Site } from '@eyrie/contracts';
import { createDirectory } from '@eyrie/discovery';
import { TestSiteCa } from '@eyrie/identity/testing';
import { clientOf } from '../apps/cli/src/access/client.ts';
import type { CloudAccess } from '../apps/cli/src/access/cloud-access.ts';
import type { Finding } from '../apps/cli/src/doctor/check.ts';
import { checks } from '../apps/cli/src/doctor/checks/index.ts';
import { examine } from '../apps/cli/src/doctor/examine.ts';
import { Machine, type MachineOptions } from '../apps/cli/src/doctor/machine.ts';
import { startTestApp, type TestApp, type TestPerson } from '../apps/cloud-api/src/testing/app.ts';
import { newApiKey } from '../apps/cloud-api/src/testing/credentials.ts';
import {
  enrol,
  newDeviceKey,
  newProvisioningToken,
  newSite,
} from '../apps/cloud-api/src/testing/edge.ts';
import { expectAnswer } from '../apps/cloud-api/src/testing/expect-answer.ts';
import { fillSite, leaderOf, siteReport } from '../apps/cloud-api/src/testing/filled-site.ts';
import { freePort } from '../apps/cloud-api/src/testing/free-port.ts';
import { SmallCard } from '../apps/edge-worker/src/testing/small-card.ts';

const dayMs = 86_400_000;

/** Every trouble that `eyrie doctor` knows is caused here, for real where that can be done. */
describe('eyrie doctor', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let filled: Awaited<ReturnType<typeof fillSite>>;
  let access: CloudAccess;
  let ca: TestSiteCa;
  let folder: string;
  const caused = new Set<string>();
  const toClose: (() => unknown)[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-doctor-'));
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person, 1, 'Ridge');
    filled = await fillSite(cloud, person, site, 'ridge');
    access = accessOf(cloud.url, (await newApiKey(person, 'admin')).secret);
    ca = await TestSiteCa.create();
  }, 120_000);
  afterEach(async () => {
    for (const close of toClose.splice(0)) await close();
  });
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  const accessOf = (url: string, key: string): CloudAccess => {
    const credential = { kind: 'api-key', key } as const;
    return { eyrie: clientOf(url, credential), url, source: 'key', profile: null, credential };
  };
  /** What a check finds on a machine; a trouble is noted as caused. */
  const look = async (id: string, options: Partial<MachineOptions> = {}): Promise<Finding> => {
    const one = checks.find((check) => check.id === id);
    if (!one) throw new Error(`There is no check ${id}.`);
    const machine = new Machine({
      ...{
        environment: { PATH: '/nowhere' },
        roles: ['worker'],
        url: null,
        access: null,
        data: {},
      },
      ...{ patienceMs: 1_000, ...options },
    });
    const finding = await examine(one, machine);
    if (finding.trouble !== null) {
      caused.add(`${id}: ${finding.trouble}`);
      expect(finding.means).not.toBe('');
      expect(finding.advice).not.toBe('');
    }
    return finding;
  };
  const ok = { verdict: 'ok', trouble: null };
  const isOf = (trouble: string, verdict: 'warning' | 'fault', saw?: RegExp) => ({
    ...{ trouble, verdict, saw: saw ? expect.stringMatching(saw) : expect.any(String) },
  });

  /** A folder with programs that answer what was recorded of the real ones. */
  const programs = async (scripts: Record<string, string>): Promise<NodeJS.ProcessEnv> => {
    const bin = await mkdtemp(path.join(folder, 'bin-'));
    for (const [name, script] of Object.entries(scripts)) {
      await writeFile(path.join(bin, name), `#!/bin/sh\n${script}\n`);
      await chmod(path.join(bin, name), 0o755);
    }
    return { PATH: bin };
  };
  /** A folder in the place of `/`, with these files of the kernel's. */
  const root = async (files: Record<string, string>): Promise<string> => {
    const at = await mkdtemp(path.join(folder, 'root-'));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(at, name)), { recursive: true });
      await writeFile(path.join(at, name), text);
    }
    return at;
  };
  const listening = async (server: Server, at: object = { host: '127.0.0.1', port: 0 }) => {
    await new Promise<void>((resolve) => server.listen(at, resolve));
    toClose.push(() => server.close());
    return (server.address() as AddressInfo | null)?.port ?? 0;
  };
  const web = async (answer: RequestListener): Promise<string> =>
    `http://127.0.0.1:${await listening(createWebServer(answer))}`;
  /** A device's folder with its identity. */
  const device = async (cloudUrl = cloud.url): Promise<string> => {
    const at = await mkdtemp(path.join(folder, 'device-'));
    const { cert: certificate } = await ca.issue('dev_a');
    await mkdir(path.join(at, 'identity'));
    const identity = { deviceId: 'dev_a', siteId: 'site_a', cloudUrl, certificate };
    await writeFile(path.join(at, 'identity/identity.json'), JSON.stringify(identity));
    return at;
  };

  it('finds a disk that is not there, full, nearly full, or cannot be written to', async () => {
    const at = await mkdtemp(path.join(folder, 'card-'));
    const card = await SmallCard.insert(at, 8);
    toClose.push(() => card.remove());
    const data = { worker: card.seenAt(at) };
    expect(await look('disk', { data })).toMatchObject(ok);
    await writeFile(path.join(data.worker, 'frames'), Buffer.alloc(7.6 * 1024 * 1024));
    expect(await look('disk', { data })).toMatchObject(
      isOf('low', 'warning', /0\.4 MB of 8\.4 MB/),
    );
    await card.fill();
    expect(await look('disk', { data })).toMatchObject(isOf('full', 'fault'));
    await card.empty();
    await card.turn('ro');
    expect(await look('disk', { data })).toMatchObject(isOf('read-only', 'fault'));
    expect(await look('disk', { data: { worker: '/nowhere' } })).toMatchObject(
      isOf('missing', 'fault'),
    );
  });

  it('finds too little memory, heat, and a voltage that is or was too low', async () => {
    const meminfo = (left: number) =>
      root({ 'proc/meminfo': `MemTotal:  1000000 kB\nMemAvailable:  ${left} kB\n` });
    expect(await look('memory', { root: await meminfo(30_000) })).toMatchObject(
      isOf('short', 'warning'),
    );
    expect(await look('memory', { root: await meminfo(300_000) })).toMatchObject(ok);
    const thermal = (milli: string) => root({ 'sys/class/thermal/thermal_zone0/temp': milli });
    expect(await look('heat', { root: await thermal('83200\n') })).toMatchObject(
      isOf('hot', 'warning', /83\.2/),
    );
    expect(await look('heat', { root: await thermal('51000\n') })).toMatchObject(ok);
    const throttled = async (hex: string) => ({
      environment: await programs({ vcgencmd: `echo throttled=${hex}` }),
    });
    expect(await look('power', await throttled('0x50005'))).toMatchObject(isOf('low', 'fault'));
    expect(await look('power', await throttled('0x50000'))).toMatchObject(
      isOf('was-low', 'warning'),
    );
    expect(await look('power', await throttled('0x0'))).toMatchObject(ok);
    expect(await look('power')).toMatchObject({ verdict: 'not-applicable' });
  });

  it('finds a clock that is wrong, by the cloud and by the time server', async () => {
    const { url } = cloud;
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
    const outside = [nobody, new URL(cloud.url).host];
    expect(await look('internet', { outside: [nobody] })).toMatchObject(isOf('none', 'warning'));
    expect(await look('internet', { outside })).toMatchObject(ok);
    const failing = (code: string) => () => Promise.reject(Object.assign(new Error(), { code }));
    const url = 'https://eyrie.example';
    expect(await look('cloud-name', { url, lookup: failing('ENOTFOUND') })).toMatchObject(
      isOf('unknown', 'fault'),
    );
    expect(await look('cloud-name', { url, lookup: failing('EAI_AGAIN') })).toMatchObject(
      isOf('no-server', 'fault'),
    );
    expect(await look('cloud-name', { url: cloud.url })).toMatchObject(ok);
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
    const { url } = cloud;
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
      ca.lifeMs = lifeMs;
      const { key, cert } = await ca.issue(name);
      ca.lifeMs = 100 * dayMs;
      const server = createTlsWebServer({ key, cert }, (_, response) => response.end('{}'));
      return { url: `https://localhost:${await listening(server)}`, authorities: [ca.pem] };
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
    expect(await look('port', { environment: { PORT: new URL(cloud.url).port } })).toMatchObject(
      ok,
    );
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

    const { ownerUrl } = cloud.database;
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
    const query = (sql: string) => cloud.database.query(sql);
    await query(`CREATE TABLE kept AS SELECT * FROM schema_migration`);
    await query(
      `DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)`,
    );
    expect(await postgres(ownerUrl)).toMatchObject(isOf('pending', 'fault', /^1 migration/));
    expect(await look('cloud-health', { url: cloud.url })).toMatchObject(
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

  it('finds services that are missing, down, started again and again, or report errors', async () => {
    const systemctl = async (...lines: string[]) => ({
      environment: await programs({ systemctl: lines.map((line) => `echo ${line}`).join('\n') }),
    });
    const state = (active: string, restarts = 0) =>
      systemctl('LoadState=loaded', `ActiveState=${active}`, `NRestarts=${restarts}`);
    expect(await look('service', await state('active'))).toMatchObject(ok);
    expect(await look('service', await state('failed'))).toMatchObject(
      isOf('down', 'fault', /eyrie-worker is failed/),
    );
    expect(await look('service', await state('active', 7))).toMatchObject(
      isOf('restarting', 'warning'),
    );
    expect(await look('service', await systemctl('LoadState=not-found'))).toMatchObject(
      isOf('missing', 'fault'),
    );
    const lines = (level: number) => ({
      journalctl: `echo '{"level":${level},"event":"capture_failed","msg":"The camera is gone."}'`,
    });
    expect(await look('service-log', { environment: await programs(lines(50)) })).toMatchObject(
      isOf('errors', 'warning', /1, the last: The camera is gone/),
    );
    expect(await look('service-log', { environment: await programs(lines(30)) })).toMatchObject(ok);
  });

  it('finds a device without identity, with one that is damaged, over, or of another cloud', async () => {
    const none = { data: { worker: folder } };
    expect(await look('enrolment', none)).toMatchObject(isOf('none', 'fault'));
    const worker = await device();
    const data = { worker };
    const identity = path.join(worker, 'identity/identity.json');
    expect(await look('enrolment', { data })).toMatchObject(ok);
    expect(await look('device-certificate', { data })).toMatchObject(ok);
    const later = (days: number) => ({ data, now: () => Date.now() + days * dayMs });
    expect(await look('device-certificate', later(98))).toMatchObject(isOf('soon', 'warning'));
    expect(await look('device-certificate', later(101))).toMatchObject(isOf('over', 'fault'));
    const environment = { PROVISION_URL: 'https://staging.example' };
    expect(await look('authority', { data, environment })).toMatchObject(
      isOf('other', 'warning', /not to https:\/\/staging/),
    );
    expect(await look('authority', { data, url: cloud.url })).toMatchObject(ok);
    await writeFile(identity, '{');
    expect(await look('enrolment', { data })).toMatchObject(isOf('damaged', 'fault'));
    await chmod(path.join(worker, 'identity'), 0o000);
    const isRoot = process.getuid?.() === 0;
    try {
      if (isRoot) process.seteuid?.(65_534);
      expect(await look('enrolment', { data })).toMatchObject(isOf('hidden', 'warning'));
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(path.join(worker, 'identity'), 0o700);
    }
  });

  it('finds coordinators that are away, alone, without a leader, or not taking part', async () => {
    const coordinator = await mkdtemp(path.join(folder, 'c-'));
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
    const broker = createTlsWebServer(await ca.issue('dev_a'));
    const mqtt = await listening(broker);
    const here = createDirectory({ siteId: 'site_a', mdns: { port, interface: '127.0.0.1' } });
    toClose.push(() => here.close());
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

  it('finds that there is no camera, that its program fails, and that it has too little memory', async () => {
    const rpicam = async (script: string) => ({
      environment: await programs({ 'rpicam-still': script }),
    });
    const one = `echo 'Available cameras'; echo '0 : imx708 [4608x2592 10-bit RGGB] (/base/soc/i2c0mux)'`;
    expect(await look('camera', await rpicam(one))).toMatchObject({ ...ok, saw: 'imx708' });
    expect(await look('camera', await rpicam(`echo 'No cameras available!'`))).toMatchObject(
      isOf('none', 'fault'),
    );
    expect(
      await look('camera', await rpicam('echo "libcamera is missing" >&2; exit 127')),
    ).toMatchObject(isOf('failing', 'fault', /127: libcamera is missing/));
    const memory = async (cma: number) => ({
      environment: await programs({ vcgencmd: 'echo gpu=4M' }),
      root: await root({ 'proc/meminfo': `CmaTotal:  ${cma} kB\n` }),
    });
    expect(await look('camera-memory', await memory(65_536))).toMatchObject(
      isOf('little', 'warning'),
    );
    expect(await look('camera-memory', await memory(262_144))).toMatchObject(ok);
  });

  it('finds a key that is no good, a stream that stays silent, and devices that wait', async () => {
    expect(await look('credential', { access })).toMatchObject(ok);
    const strange = accessOf(cloud.url, 'eyrie_nobody');
    expect(await look('credential', { access: strange })).toMatchObject(isOf('over', 'fault'));
    expect(await look('event-stream', { access, patienceMs: 20_000 })).toMatchObject(ok);
    const mute = accessOf(await web(() => undefined), 'eyrie_any');
    expect(await look('event-stream', { access: mute })).toMatchObject(isOf('silent', 'fault'));
    expect(await look('admission', { access })).toMatchObject(ok);
    const { secret } = await newProvisioningToken(person, site, 'worker', 'many', { uses_max: 3 });
    await enrol(cloud, secret, await newDeviceKey(), undefined, { serial: '4000001' });
    expect(await look('admission', { access })).toMatchObject(
      isOf('waiting', 'warning', /\(4000001\)/),
    );
  }, 60_000);

  it('finds sites that are behind or silent, and cameras without pictures', async () => {
    const { coordinator, worker } = filled;
    const report = siteReport(coordinator, worker, 'busy');
    expect(await look('transfer', { access })).toMatchObject(ok);
    await expectAnswer(leaderOf(coordinator), '/edge/v1/site/report', {
      method: 'POST',
      body: { ...report, uplinkBacklogRecords: 5_000 },
    });
    expect(await look('transfer', { access })).toMatchObject(
      isOf('behind', 'warning', /Ridge: 5000/),
    );
    const frame = await access.eyrie.frames.read(filled.frameId);
    const then = Date.parse(frame.captured_at);
    const nextHour = { access, now: () => then + 3_600_000 };
    expect(await look('captures', nextHour)).toMatchObject(ok);
    expect(await look('captures', { access, now: () => then + 2 * dayMs })).toMatchObject(
      isOf('none', 'fault', /ridge south \(ridge lens: /),
    );
    await access.eyrie.cameras.create({
      device_id: worker.enrolment.deviceId,
      configuration: {
        name: 'new',
        driver: { type: 'simulated-sky', seed: 'a', anchorAt: '2026-06-01T00:00:00.000Z' },
        schedules: [{ type: 'interval', name: 'always', intervalSeconds: 5 }],
      },
    });
    expect(await look('captures', nextHour)).toMatchObject(isOf('some', 'warning', /^new/));
    await cloud.database.query(
      `UPDATE site SET report_at = now() - interval '1 day' WHERE id = $1`,
      [uuidFromId('site', site.id as never)],
    );
    expect(await look('transfer', { access })).toMatchObject(isOf('silent', 'fault', /Ridge/));
  });

  it('has been shown every trouble that it lists', () => {
    const listed = checks.flatMap(({ id, troubles }) =>
      Object.keys(troubles).map((name) => `${id}: ${name}`),
    );
    expect(listed.filter((one) => !caused.has(one))).toEqual([]);
    expect(listed.length).toBeGreaterThan(50);
  });
});
