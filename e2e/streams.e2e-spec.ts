import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openEventStream, type EventStream } from '@eyrie/realtime';
import { startTestApp, type TestApp, type TestPerson } from '../apps/cloud-api/src/testing/app.ts';
import { newApiKey } from '../apps/cloud-api/src/testing/credentials.ts';
import { testMasterKey } from '../apps/cloud-api/src/testing/database.ts';
import { startProcess, type TestProcess } from '../apps/cloud-api/src/testing/process.ts';
import { hasRedis, TestRedis } from '../apps/cloud-api/src/testing/redis.ts';
import { CuttingBalancer } from './cutting-balancer.ts';

const counts = { sse: 500, websocket: 200, 'long-poll': 100 } as const;
type TransportName = keyof typeof counts;

/** A client that keeps what it was shown, and what it was told that it was not shown. */
interface Client {
  readonly transport: TransportName;
  readonly stream: EventStream;
  readonly seen: string[];
  readonly announced: string[];
}

interface Replica {
  readonly process: TestProcess;
  readonly port: number;
}

let app: TestApp;
let person: TestPerson;
let redis: TestRedis | null = null;
let balancer: CuttingBalancer;
let folder: string;
const clients: Client[] = [];
const replicas: Replica[] = [];

beforeAll(async () => {
  redis = hasRedis ? await TestRedis.start() : null;
  app = await startTestApp();
  person = await app.newPerson();
  folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-streams-'));
  balancer = await CuttingBalancer.start();
}, 120_000);
afterAll(async () => {
  for (const { stream } of clients) stream.close();
  for (const replica of replicas) replica.process.kill('SIGKILL');
  await Promise.all(replicas.map((replica) => replica.process.ended));
  balancer.close();
  await app.close();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

async function startReplica(): Promise<Replica> {
  const process = startProcess('apps/cloud-api/src/main.ts', {
    PORT: '0',
    DATABASE_URL: app.database.ownerUrl,
    EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
    EYRIE_DATA: mkdtempSync(path.join(folder, 'data-')),
    EYRIE_PUBLIC_URL: app.configuration.publicUrl,
    MAX_CONNECTIONS_PER_USER: '10000',
    EYRIE_STREAMS_PER_ORGANISATION: '10000',
    EYRIE_CONNECTIONS_PER_ADDRESS: '10000',
    EYRIE_REQUESTS_PER_SECOND_CREDENTIAL: '100000',
    EYRIE_REQUESTS_PER_SECOND_ORGANISATION: '100000',
    EYRIE_HEARTBEAT_SECONDS: '2',
    ...(redis ? { REDIS_URL: redis.url } : {}),
  });
  const { url } = (await process.event('cloud_listening')) as { url: string };
  const replica = { process, port: Number(new URL(url).port) };
  replicas.push(replica);
  balancer.ports.add(replica.port);
  return replica;
}

function kill({ process, port }: Replica, signal: 'SIGKILL' | 'SIGTERM'): void {
  balancer.ports.delete(port);
  process.kill(signal);
}

function connectClient(transport: TransportName): Client {
  const seen: string[] = [];
  const announced: string[] = [];
  const stream = openEventStream({
    url: `${balancer.url}/events`,
    headers: { cookie: person.cookie },
    cursor: '0000cafe:0',
    transports: [transport],
    backoff: { minMs: 50, maxMs: 2_000 },
    onEvent: (_event, cursor) => seen.push(cursor),
    onReset: ({ reason }) => announced.push(reason),
    onGap: ({ from, to }) => announced.push(`${from}-${to}`),
  });
  return { transport, stream, seen, announced };
}

/** Writes events, ten a second, and cuts connections meanwhile, until it is told to stop. */
function writeEvents(secret: string) {
  const stop = new AbortController();
  let asked = 0;
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const done = (async () => {
    while (!stop.signal.aborted) {
      const data = { n: (asked += 1) };
      const body = JSON.stringify({ channel: 'dashboard', event: 'test.tick', data });
      // What is refused or cut may have been written all the same: the log is asked in the end.
      await fetch(`${balancer.url}/broadcast`, { method: 'POST', headers, body }).catch(() => null);
      balancer.cut(0.002);
      await delay(100);
    }
  })();
  return {
    /** Waits until so many more were asked for: a slow machine gets the time it needs. */
    more: async (count: number): Promise<void> => {
      for (const until = asked + count; asked < until;) await delay(20);
    },
    stop: async (): Promise<void> => {
      stop.abort();
      await done;
    },
  };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`In two minutes it did not happen: ${what}.`);
    await delay(20);
  }
}

it('shows 800 clients every event once while replicas and Redis (where it is installed) are killed in turn', async () => {
  let [first, second] = [await startReplica(), await startReplica()];
  for (const [transport, count] of Object.entries(counts) as [TransportName, number][]) {
    for (let n = 0; n < count; n += 1) clients.push(connectClient(transport));
  }
  await until('all clients are live', () =>
    clients.every(({ stream }) => stream.state.state === 'live'),
  );
  const writer = writeEvents((await newApiKey(person, 'operator')).secret);
  await writer.more(20);
  for (let turn = 0; turn < 2; turn += 1) {
    await redis?.kill();
    await writer.more(20);
    kill(second, 'SIGKILL');
    await writer.more(10);
    await redis?.begin();
    second = await startReplica();
    await writer.more(20);
    [first, second] = [second, first];
  }
  kill(first, 'SIGTERM');
  await writer.more(20);
  await writer.stop();
  const [row] = await app.database.query<{ head: string }>(
    'SELECT event_seq AS head FROM organisation WHERE id = $1',
    [person.organisationId],
  );
  const expected = Array.from({ length: Number(row!.head) }, (_, i) => `0000cafe:${i + 1}`);
  await until('everyone has seen the last event', () =>
    clients.every(({ seen }) => seen.at(-1) === expected.at(-1)),
  );
  for (const { transport, seen, announced } of clients) {
    expect([transport, announced]).toEqual([transport, []]);
    expect(seen).toEqual(expected);
  }
  expect(expected.length).toBeGreaterThan(100);
  expect(balancer.cuts).toBeGreaterThan(100);
}, 400_000);
