import path from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { idFromUuid } from '@eyrie/contracts';
import { seedDevices } from '../../apps/cloud-api/src/testing/seeded-devices.ts';
import type { BenchContext, Findings } from '../harness/bench.ts';
import type { BenchCloud, Replica } from '../harness/bench-cloud.ts';
import { processorSeconds, processorSecondsOfTree } from '../harness/cpu-clock.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { percentile } from '../harness/statistics.ts';
import type { BareRefusal } from './bare-refusal-process.ts';
import type { FloodRequest, FloodResult } from './flood-process.ts';
import type { LoadRequest, LoadResult } from './load-process.ts';

/**
 * What an organisation may do here: about a tenth of what such a replica serves on two cores. What is within
 * a limit is served and takes its share, so that a limit is to be of the machine's size.
 */
const requestsPerSecond = 30;
const streamsMost = 20;
/** What the neighbour asks for; fifty times its limits, and more. */
const floodPerSecond = 5_000;
const floodStreams = 1_000;
const keys = 20;
/** Within what it may do itself. */
const readsPerSecond = 25;

export interface Neighbours {
  readonly cloud: BenchCloud;
  readonly replica: Replica;
  readonly flood: NodeChild;
  readonly reader: NodeChild;
  /** Where something refuses all at next to no cost. */
  readonly refusal: BareRefusal;
  /** Of the organisation that floods: its keys, and the lists that it asks for. */
  readonly loud: Pick<FloodRequest, 'credentials' | 'targets'>;
  /** Of the one that is to notice nothing. */
  readonly quiet: Pick<LoadRequest, 'cookie' | 'targets'>;
}

/** A replica with the limits of above, an organisation that floods it, and the processes that ask. */
export async function startNeighbours(
  { processes }: BenchContext,
  cloud: BenchCloud,
  targets: readonly string[],
): Promise<Neighbours> {
  const replica = await cloud.replica({
    EYRIE_REQUESTS_PER_SECOND_CREDENTIAL: String(requestsPerSecond),
    EYRIE_REQUESTS_PER_SECOND_ORGANISATION: String(requestsPerSecond),
    EYRIE_STREAMS_PER_ORGANISATION: String(streamsMost),
    EYRIE_TRUSTED_PROXIES: '0',
  });
  const client = new pg.Client({ connectionString: cloud.postgres.url });
  await client.connect();
  try {
    const loud = await makeLoud(client);
    // The other replica, which has hardly a limit, takes more of a window at once than there is of one here.
    await client.query('DELETE FROM limit_counter');
    const folder = import.meta.dirname;
    const flood = processes.fork(path.join(folder, 'flood-process.ts'));
    await flood.ask('giveWay');
    const bare = processes.fork(path.join(folder, 'bare-refusal-process.ts'));
    return {
      cloud,
      replica,
      flood,
      reader: processes.fork(path.join(folder, 'load-process.ts')),
      refusal: await bare.ask<BareRefusal>('listen'),
      loud,
      quiet: { cookie: await cloud.logIn(replica), targets },
    };
  } finally {
    await client.end();
  }
}

/** An organisation like the other one, with as many devices and twenty programs. */
async function makeLoud(client: pg.Client): Promise<Neighbours['loud']> {
  const { rows } = await client.query<{ id: string; user: string }>(
    `WITH organisation AS (
       INSERT INTO organisation (id, name, event_epoch) VALUES (gen_random_uuid(), 'Loud', '0000cafe')
       RETURNING id),
     account AS (
       INSERT INTO account (id, email, password_hash)
       SELECT gen_random_uuid(), 'loud@example.org', password_hash FROM account LIMIT 1
       RETURNING id),
     app_user AS (
       INSERT INTO app_user (organisation_id, id, email, name)
       SELECT organisation.id, account.id, 'loud@example.org', 'Loud' FROM organisation, account),
     membership AS (
       INSERT INTO membership (organisation_id, user_id, role)
       SELECT organisation.id, account.id, 'owner' FROM organisation, account)
     SELECT organisation.id, account.id AS user FROM organisation, account`,
  );
  const made = rows[0];
  if (!made) throw new Error('The organisation was not made.');
  const query = (sql: string, values: unknown[]) => client.query(sql, values);
  await seedDevices(query, { organisationId: made.id, sites: 100, devicesPerSite: 100 });
  const secrets = Array.from(
    { length: keys },
    () => `eyrie_bench0_${randomBytes(32).toString('base64url')}`,
  );
  await client.query(
    `INSERT INTO api_key (organisation_id, id, name, prefix, secret_hash, role, created_by_user_id)
     SELECT $1, gen_random_uuid(), 'loud', 'eyrie_bench0', hash, 'viewer', $2
     FROM unnest($3::text[]) AS hash`,
    [
      made.id,
      made.user,
      secrets.map((secret) => createHash('sha256').update(secret).digest('hex')),
    ],
  );
  const sites = await client.query<{ id: string }>(
    'SELECT id FROM site WHERE organisation_id = $1 ORDER BY id',
    [made.id],
  );
  await client.query('ANALYZE');
  const list = 'presence=online&order_by=-last_seen_at&page_size=50';
  return {
    credentials: secrets.map((secret) => `Authorization: Bearer ${secret}`),
    targets: sites.rows.map(({ id }) => `/v1/devices?site_id=${idFromUuid('site', id)}&${list}`),
  };
}

/**
 * The quiet one's list while the loud one is silent, while it floods, and while as much is sent to a process
 * beside it that refuses all of it.
 */
export async function measureNeighbour(
  { quick, repeats, progress }: BenchContext,
  findings: Findings,
  { cloud, replica, flood, reader, refusal, loud, quiet }: Neighbours,
  repeat: number,
): Promise<void> {
  const seconds = quick ? 2 : 25;
  const { port, child } = replica;
  const read = async (forSeconds: number): Promise<LoadResult> => {
    const rate = readsPerSecond;
    const request: LoadRequest = { ...quiet, port, connections: 16, seconds: forSeconds, rate };
    return reader.ask<LoadResult>('load', request);
  };
  const used = () => ({
    api: processorSeconds(child.pid),
    all: processorSeconds(child.pid) + processorSecondsOfTree(cloud.postgres.pid),
  });
  const measured = async () => {
    const before = used();
    const { latencies, seconds: wallSeconds } = await read(seconds);
    const after = used();
    return {
      p99: percentile(latencies, 99),
      p50: percentile(latencies, 50),
      cost: { processorSeconds: after.all - before.all, wallSeconds },
      api: after.api - before.api,
    };
  };
  await read(quick ? 0.5 : 3);
  const idle = await measured();
  const asked: FloodRequest = {
    ...loud,
    port,
    connections: 64,
    perSecond: floodPerSecond,
    streamsPerSecond: floodStreams / seconds,
    seconds: seconds + (quick ? 1 : 4),
  };
  const flooding = flood.ask<FloodResult>('flood', asked);
  // The first moments make its credentials known.
  await read(quick ? 0.5 : 2);
  const during = await measured();
  const told = await flooding;
  // What it did not read was not sent; the streams that it refused were.
  const sentPerSecond = told.sent / asked.seconds;
  const besides = flood.ask<FloodResult>('flood', {
    ...asked,
    port: refusal.port,
    perSecond: sentPerSecond,
  });
  await read(quick ? 0.5 : 2);
  const bare = await measured();
  await besides;
  findings.record('neighbour-p99', 'ours', during.p99, during.cost);
  findings.record('neighbour-p99', 'theirs', idle.p99, idle.cost);
  findings.record('neighbour-p99/p50', 'ours', during.p50);
  findings.record('neighbour-p99/p50', 'theirs', idle.p50);
  findings.record('neighbour-p99/the machine left out', 'ours', during.p99);
  findings.record('neighbour-p99/the machine left out', 'theirs', bare.p99);
  // At the end the last answer on each connection may have been cut.
  const isWhole = told.refusedWithTime >= told.refused - asked.connections;
  if (told.others > 0 || told.refused === 0 || !isWhole) {
    throw new Error(`The flood was not answered as it should be: ${JSON.stringify(told)}.`);
  }
  const perSecond = told.refused / asked.seconds;
  progress(
    `neighbour, ${repeat} of ${repeats}: p99 ${during.p99.toFixed(1)} ms, idle ${idle.p99.toFixed(1)}, beside a bare refusal ${bare.p99.toFixed(1)}; ` +
      `${told.due} due, ${told.sent} sent, ${told.served} served, ${perSecond.toFixed(0)}/s refused, ` +
      `${told.streams} streams and ${told.streamsRefused} refused; ` +
      `processor of the API ${during.api.toFixed(2)} s, idle ${idle.api.toFixed(2)} s`,
  );
}
