import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { openEventStream, type EventStream } from '@eyrie/realtime';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newApiKey } from '../testing/credentials.ts';
import { testMasterKey } from '../testing/database.ts';
import { startProcess, type TestProcess } from '../testing/process.ts';
import { hasRedis, TestRedis } from '../testing/redis.ts';

/** A load balancer without a memory, which cuts what it likes. */
class Balancer {
  readonly ports = new Set<number>();
  readonly sockets = new Set<Socket>();
  cuts = 0;
  readonly server: Server = createServer((client) => {
    const ports = [...this.ports];
    const port = ports[Math.floor(Math.random() * ports.length)];
    if (port === undefined) return void client.destroy();
    const server = connect(port, '127.0.0.1');
    this.sockets.add(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
      one.pipe(other);
    }
    client.on('close', () => this.sockets.delete(client));
  });

  cut(share: number): void {
    for (const socket of this.sockets) {
      if (Math.random() > share) continue;
      socket.destroy();
      this.cuts += 1;
    }
  }
}

let app: TestApp;
let person: TestPerson;
let redis: TestRedis | null = null;
let folder: string;
const balancer = new Balancer();
const replicas: TestProcess[] = [];
const streams: EventStream[] = [];

beforeAll(async () => {
  redis = hasRedis ? await TestRedis.start() : null;
  app = await startTestApp();
  person = await app.newPerson();
  folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-replicas-'));
  balancer.server.listen(0, '127.0.0.1');
  await once(balancer.server, 'listening');
}, 60_000);
afterAll(async () => {
  for (const stream of streams) stream.close();
  for (const replica of replicas) replica.kill('SIGKILL');
  await Promise.all(replicas.map(({ ended }) => ended));
  for (const socket of balancer.sockets) socket.destroy();
  balancer.server.close();
  await app.close();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startReplica(): Promise<{ replica: TestProcess; port: number }> {
  const replica = startProcess('apps/cloud-api/src/main.ts', {
    PORT: '0',
    DATABASE_URL: app.database.ownerUrl,
    EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
    EYRIE_DATA: mkdtempSync(path.join(folder, 'data-')),
    EYRIE_PUBLIC_URL: app.configuration.publicUrl,
    MAX_CONNECTIONS_PER_USER: '1000',
    EYRIE_REQUESTS_PER_SECOND_CREDENTIAL: '100000',
    EYRIE_REQUESTS_PER_SECOND_ORGANISATION: '100000',
    EYRIE_HEARTBEAT_SECONDS: '2',
    ...(redis ? { REDIS_URL: redis.url } : {}),
  });
  replicas.push(replica);
  const { url } = (await replica.event('cloud_listening')) as { url: string };
  const port = Number(new URL(url).port);
  balancer.ports.add(port);
  return { replica, port };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('shows every client every event once, whatever is killed in turn (Redis too, where it is installed)', async () => {
  const first = await startReplica();
  let second = await startReplica();
  const url = `http://127.0.0.1:${(balancer.server.address() as AddressInfo).port}`;
  const counts = { sse: 20, websocket: 10, 'long-poll': 6 } as const;
  const clients = Object.entries(counts).flatMap(([transport, count]) =>
    Array.from({ length: count }, () => {
      const seen: string[] = [];
      const announced: string[] = [];
      streams.push(
        openEventStream({
          url: `${url}/events`,
          headers: { cookie: person.cookie },
          cursor: '0000cafe:0',
          transports: [transport as keyof typeof counts],
          backoff: { minMs: 20, maxMs: 300 },
          onEvent: (_event, cursor) => seen.push(cursor),
          onReset: ({ reason }) => announced.push(reason),
          onGap: ({ from, to }) => announced.push(`${from}-${to}`),
        }),
      );
      return { transport, seen, announced };
    }),
  );
  const key = await newApiKey(person, 'operator');
  const writing = new AbortController();
  const writer = (async () => {
    for (let n = 1; !writing.signal.aborted; n += 1) {
      const body = JSON.stringify({ channel: 'dashboard', event: 'test.tick', data: { n } });
      const headers = {
        authorization: `Bearer ${key.secret}`,
        'content-type': 'application/json',
      };
      // What is refused or cut may have been written all the same: the log is asked in the end.
      await fetch(`${url}/broadcast`, { method: 'POST', headers, body }).catch(() => undefined);
      balancer.cut(0.01);
      await pause(10);
    }
  })();
  for (let turn = 0; turn < 2; turn += 1) {
    await redis?.kill();
    await pause(1_500);
    balancer.ports.delete(second.port);
    second.replica.kill('SIGKILL');
    await pause(500);
    await redis?.begin();
    second = await startReplica();
    await pause(1_000);
  }
  balancer.ports.delete(first.port);
  first.replica.kill('SIGTERM');
  await pause(1_500);
  writing.abort();
  await writer;
  const [row] = await app.database.query<{ head: string }>(
    'SELECT event_seq AS head FROM organisation WHERE id = $1',
    [person.organisationId],
  );
  const head = Number(row!.head);
  const deadline = Date.now() + 20_000;
  while (clients.some(({ seen }) => seen.length < head) && Date.now() < deadline) await pause(20);
  const expected = Array.from({ length: head }, (_, i) => `0000cafe:${i + 1}`);
  for (const { transport, seen, announced } of clients) {
    expect([transport, announced]).toEqual([transport, []]);
    expect(seen).toEqual(expected);
  }
  expect(head).toBeGreaterThan(100);
  expect(balancer.cuts).toBeGreaterThan(30);
}, 90_000);
