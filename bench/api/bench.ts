import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { seedDevices } from '../../apps/cloud-api/src/testing/seeded-devices.ts';
import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { processorSeconds, processorSecondsOfTree } from '../harness/cpu-clock.ts';
import type { Side } from '../harness/figure.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { percentile } from '../harness/statistics.ts';
import { BenchCloud, credentials, type Replica } from '../harness/bench-cloud.ts';
import type { BareRequest } from './bare-process.ts';
import { apiFigures } from './figures.ts';
import { measureNeighbour, startNeighbours } from './neighbour.ts';
import type { LoadRequest, LoadResult, LoginRequest } from './load-process.ts';

const connections = 64;
const organisations = 100;
const sites = 100;
const loginsPerSecond = 10;
const people = 100;
const ofList = ['list', 'list-p95', 'login', 'start'];

export const apiBench: Bench = {
  name: 'api',
  sentence: 'The list of devices, against bare Fastify and pg with the same SQL and JSON.',
  figures: apiFigures,
  notes: [
    'Each request: 50 devices of one of 100 sites that are online, most lately heard first, with health and last frame; 10,000 devices in the organisation, 100 in each of 99 others.',
    'Ours asks with the cookie of a session, which is looked up for each request; row-level security binds the statement.',
    'Bare: one Fastify and a pool of ten as the owner of the database; the same statement, prepared, and the same mapping to JSON, without sessions, tenants, limits or checks.',
    'Half load: half of the requests that ours answered in a second, at a steady rate; a latency counts from when the request was due.',
    'login: what each log-in took is measured in the same seconds, from when it was due; ten a second, as many people as there are in ten seconds.',
    'neighbour-p99: a replica of its own, reached directly, with limits of 30 requests a second (about a tenth of what it serves on two cores) and 20 streams for an organisation. The silent one asks for the list 25 times a second; the other one, with as many devices and twenty keys, for the same list 5,000 times a second over 64 connections, 16 under way on each at most, and for 1,000 streams. What it is let have is served meanwhile.',
    'That flood is made on the same machine by a process of the lowest priority, as a real one comes from others; what the server does not read of it is not sent. Silent is the same replica and the same reader a moment before, without that process: what it takes of the two cores is held against us. “The machine left out”: against the reader’s p99 while as much as the replica read is sent to a process that refuses all with one constant answer.',
    'Start: from the fork of the process (sources, compiled in memory) until it is ready, looked at every 100 ms.',
  ],
  run: async (context, findings) => {
    const cloud = await BenchCloud.start(context);
    const replica = await cloud.replica();
    const set = await prepare(context, cloud, replica);
    const repeats = ofList.some((id) => context.wants(id)) ? context.repeats : 0;
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      const rate = await measureList(context, findings, set, repeat);
      await measureHalfLoad(context, findings, set, rate / 2);
      await measureStart(context, findings, cloud);
    }
    if (!context.wants('neighbour-p99')) return;
    const neighbours = await startNeighbours(context, cloud, set.targets);
    for (let repeat = 1; repeat <= context.repeats; repeat += 1) {
      await measureNeighbour(context, findings, neighbours, repeat);
    }
  },
};

interface Set {
  readonly cloud: BenchCloud;
  readonly replica: Replica;
  readonly cookie: string;
  readonly bare: NodeChild;
  readonly barePort: number;
  readonly load: NodeChild;
  readonly logins: NodeChild;
  readonly targets: readonly string[];
}

async function prepare(
  { processes, progress }: BenchContext,
  cloud: BenchCloud,
  replica: Replica,
): Promise<Set> {
  const databaseUrl = cloud.postgres.url;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM organisation');
  const organisationId = rows[0]?.id ?? '';
  const query = (sql: string, values: unknown[]) => client.query(sql, values);
  await seedDevices(query, { organisationId, sites, devicesPerSite: 100 });
  const others = await client.query<{ id: string }>(
    `INSERT INTO organisation (id, name, event_epoch)
     SELECT gen_random_uuid(), 'Other ' || n, '0000cafe' FROM generate_series(2, $1::integer) AS n
     RETURNING id`,
    [organisations],
  );
  for (const { id } of others.rows) {
    await seedDevices(query, { organisationId: id, sites: 10, devicesPerSite: 10 });
  }
  // People with the owner's password: one who logs in ten times a second would be slowed down.
  await client.query(
    `WITH person AS (
       SELECT gen_random_uuid() AS id, 'person-' || n || '@example.org' AS email, a.password_hash
       FROM account a, generate_series(0, $2::integer - 1) AS n WHERE a.email = $3),
     account AS (
       INSERT INTO account (id, email, password_hash) SELECT id, email, password_hash FROM person),
     app_user AS (
       INSERT INTO app_user (organisation_id, id, email, name)
       SELECT $1, id, email, 'Somebody' FROM person)
     INSERT INTO membership (organisation_id, user_id, role) SELECT $1, id, 'viewer' FROM person`,
    [organisationId, people, credentials.email],
  );
  await client.query('ANALYZE');
  await client.end();
  progress('seeded');
  const folder = import.meta.dirname;
  const bare = processes.fork(path.join(folder, 'bare-process.ts'));
  const request: BareRequest = { databaseUrl, organisationId };
  const barePort = await bare.ask<number>('listen', request);
  const ids = await bare.ask<string[]>('sites', request);
  const list = 'presence=online&order_by=-last_seen_at&page_size=50';
  const targets = ids.map((id) => `/v1/devices?site_id=${id}&${list}`);
  const set: Set = {
    cloud,
    replica,
    cookie: await cloud.logIn(replica),
    bare,
    barePort,
    load: processes.fork(path.join(folder, 'load-process.ts')),
    logins: processes.fork(path.join(folder, 'load-process.ts')),
    targets,
  };
  await checkSameAnswer(set);
  return set;
}

/** Two sides that answer differently would measure nothing. */
async function checkSameAnswer({ replica, barePort, cookie, targets }: Set): Promise<void> {
  const target = targets[0] ?? '';
  const read = async (url: string): Promise<string> =>
    // Seconds of silence are told to the second.
    (await (await fetch(`${url}${target}`, { headers: { cookie } })).text()).replaceAll(
      /\d+ s/g,
      '',
    );
  const [ours, theirs] = [await read(replica.url), await read(`http://127.0.0.1:${barePort}`)];
  if (ours !== theirs) throw new Error(`The answers differ:\n${ours}\n${theirs}`);
}

async function measureList(
  { quick, repeats, progress }: BenchContext,
  findings: Findings,
  set: Set,
  repeat: number,
): Promise<number> {
  const { replica, bare, barePort, cookie, load, targets, cloud } = set;
  let ours = 0;
  // In turns, so that a slow minute of the machine meets both sides.
  const sides: readonly Side[] = repeat % 2 === 1 ? ['ours', 'theirs'] : ['theirs', 'ours'];
  for (const side of sides) {
    const port = side === 'ours' ? replica.port : barePort;
    const pid = side === 'ours' ? replica.child.pid : bare.pid;
    const ask = (seconds: number) => {
      const request: LoadRequest = { port, cookie, targets, connections, seconds, rate: null };
      return load.ask<LoadResult>('load', request);
    };
    await ask(quick ? 0.5 : 3);
    const used = () => processorSeconds(pid) + processorSecondsOfTree(cloud.postgres.pid);
    const before = used();
    const { requests, seconds } = await ask(quick ? 1 : 8);
    const rate = requests / seconds;
    const cost = { processorSeconds: used() - before, wallSeconds: seconds };
    findings.record('list', side, rate, cost);
    const each = ((cost.processorSeconds / requests) * 1000).toFixed(2);
    progress(
      `list, ${side}, ${repeat} of ${repeats}: ${rate.toFixed(0)}/s, ${each} ms of processor`,
    );
    if (side === 'ours') ours = rate;
  }
  return ours;
}

async function measureHalfLoad(
  { quick, progress }: BenchContext,
  findings: Findings,
  { replica, cookie, targets, load, logins }: Set,
  rate: number,
): Promise<void> {
  const seconds = quick ? 1.5 : 10;
  const { port, url } = replica;
  const ask = async (): Promise<number> => {
    const request: LoadRequest = { port, cookie, targets, connections, seconds, rate };
    return percentile((await load.ask<LoadResult>('load', request)).latencies, 95);
  };
  const without = await ask();
  findings.record('list-p95', 'ours', without);
  findings.record('login', 'theirs', without);
  const request: LoginRequest = {
    url,
    people,
    password: credentials.password,
    perSecond: loginsPerSecond,
    seconds,
  };
  const [withLogins, latencies] = await Promise.all([
    ask(),
    logins.ask<readonly number[]>('logIn', request),
  ]);
  const ofLogins = percentile(latencies, 95);
  findings.record('login', 'ours', withLogins);
  findings.record('login/itself', 'ours', ofLogins);
  progress(
    `p95 at ${rate.toFixed(0)}/s: ${without.toFixed(1)} ms, with log-ins ${withLogins.toFixed(1)} ms; ` +
      `of the log-ins ${ofLogins.toFixed(0)} ms`,
  );
}

async function measureStart(
  { progress }: BenchContext,
  findings: Findings,
  cloud: BenchCloud,
): Promise<void> {
  const begun = performance.now();
  const { child } = await cloud.replica();
  const seconds = (performance.now() - begun) / 1000;
  child.process.kill('SIGTERM');
  while (child.process.exitCode === null && child.process.signalCode === null) await delay(50);
  findings.record('start', 'ours', seconds);
  progress(`start: ${seconds.toFixed(2)} s`);
}
