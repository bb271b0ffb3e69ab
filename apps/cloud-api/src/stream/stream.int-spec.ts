import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamEvent, StreamHello } from '@eyrie/contracts';
import { openEventStream, type EventStream, type EventStreamOptions } from '@eyrie/realtime';
import { EventLog } from '../event-log/index.ts';
import { startCloud, type Cloud } from '../http/start-cloud.ts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { quietLogger } from '../testing/database.ts';
import { newTestSite, telemetryRecord } from '../testing/fleet.ts';

let app: TestApp;
let second: Cloud;
let person: TestPerson;
const sockets = new Set<Socket>();
const streams: EventStream[] = [];

beforeAll(async () => {
  app = await startTestApp();
  second = await startCloud({ ...app.configuration, port: 0 }, quietLogger);
  for (const cloud of [app.cloud, second]) {
    cloud.app.getHttpServer().on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  }
});
afterAll(async () => {
  for (const stream of streams.splice(0)) stream.close();
  await second.close();
  await app.close();
});
beforeEach(async () => {
  for (const stream of streams.splice(0)) stream.close();
  person = await app.newPerson();
});

async function append(count: number, data: object = {}): Promise<void> {
  const organisationId = person.organisationId;
  const events = Array.from({ length: count }, () => ({
    type: 'system.status',
    data: { ...data },
  }));
  await app.app
    .get(Tenancy)
    .transaction(organisationId, (tx) => app.app.get(EventLog).append(tx, organisationId, events));
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function follow(who: TestPerson, options: Partial<EventStreamOptions> = {}) {
  const seen: { cursor: string; event: StreamEvent }[] = [];
  const hellos: StreamHello[] = [];
  const resets: string[] = [];
  const stream = openEventStream({
    url: `${app.url}/events`,
    headers: { cookie: who.cookie },
    backoff: { minMs: 5, maxMs: 50 },
    onEvent: (event, cursor) => seen.push({ cursor, event }),
    onHello: (hello) => hellos.push(hello),
    onReset: ({ reason }) => resets.push(reason),
    ...options,
  });
  streams.push(stream);
  return { stream, seen, hellos, resets };
}

const get = (query = '', headers: Record<string, string> = {}) => {
  const abort = new AbortController();
  const response = fetch(`${app.url}/events${query}`, {
    headers: { cookie: person.cookie, ...headers },
    signal: abort.signal,
  });
  return { response, abort };
};

/** The first events of a raw response, by name. */
async function opening(query: string, headers: Record<string, string> = {}): Promise<string> {
  const { response, abort } = get(query, headers);
  const reader = (await response).body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('event: hello') || !text.endsWith('\n\n')) {
    const { value, done } = await reader.read();
    if (done) break;
    text += value;
  }
  abort.abort();
  return text;
}

describe('GET /events', () => {
  it('greets, and shows what a site sends as soon as it is committed', async () => {
    const site = await newTestSite(app, person.organisationId);
    const { hellos, seen } = follow(person);
    await until(() => hellos.length === 1);
    expect(hellos[0]).toEqual({
      epoch: '0000cafe',
      head: '0000cafe:0',
      oldest: '0000cafe:0',
      recovered: true,
      heartbeatMs: 15_000,
    });
    await site.sendRecords([
      telemetryRecord({ bootEpoch: '7c9d1e8e-58f4-4d4a-9d1e-0f6a2b3c4d5e', sequence: 1 }),
    ]);
    await until(() => seen.length === 1);
    expect(seen[0]).toMatchObject({
      cursor: '0000cafe:1',
      event: { type: 'resource.update', priority: 'normal', data: { cpu_percent: 12 } },
    });
  });

  it('is neither compressed nor kept by anybody on the way', async () => {
    const { response, abort } = get('', { 'accept-encoding': 'gzip, br' });
    expect(Object.fromEntries((await response).headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
    });
    expect((await response).headers.get('content-encoding')).toBeNull();
    abort.abort();
  });

  it('is for people who are logged in', async () => {
    expect((await fetch(`${app.url}/events`)).status).toBe(401);
    const site = await newTestSite(app, person.organisationId);
    expect((await site.fetch('/events')).status).toBe(401);
  });

  it('shows a person nothing of another organisation, whatever cursor is named', async () => {
    await append(5);
    const other = await app.newPerson();
    const follower = follow(other, { cursor: '0000cafe:2' });
    await until(() => follower.hellos.length === 1);
    await append(1);
    const own = follow(person);
    await until(() => own.hellos.length === 1);
    await append(1);
    await until(() => own.seen.length === 1);
    expect(follower.seen).toEqual([]);
    expect(follower.resets).toEqual(['unknown-cursor']);
    expect(follower.hellos[0]).toMatchObject({ head: '0000cafe:0', recovered: false });
  });

  it.each([
    ['a known cursor', '?last_event_id=0000cafe:2', {}, null, 3],
    ['the head', '?last_event_id=0000cafe:5', {}, null, 0],
    ['a future cursor', '?last_event_id=0000cafe:6', {}, 'unknown-cursor', 0],
    ['another epoch', '?last_event_id=deadbeef:2', {}, 'epoch-changed', 0],
    ['nonsense', '?last_event_id=%0aid', {}, 'unknown-cursor', 0],
    ['header and query', '?last_event_id=0000cafe:0', { 'last-event-id': '0000cafe:4' }, null, 1],
  ])('resumes from %s, or says that it cannot', async (_name, query, headers, reset, events) => {
    await append(5);
    const text = await opening(query, headers);
    if (reset === null) expect(text).toMatch(/^event: hello/);
    else
      expect(text).toMatch(
        new RegExp(`^event: reset\ndata: {"reason":"${reset}"}\n\nevent: hello`),
      );
    const follower = follow(person, { cursor: '0000cafe:5' });
    if (query.startsWith('?last_event_id=0000cafe') && reset === null) {
      const cursor = (headers as Record<string, string>)['last-event-id'] ?? query.split('=')[1]!;
      const replay = follow(person, { cursor });
      await until(() => replay.seen.length >= events && replay.hellos.length > 0);
      expect(replay.seen).toHaveLength(events);
    }
    await until(() => follower.hellos.length === 1);
  });

  it('says too-old where the days before are gone', async () => {
    await append(5);
    await app.database.query('DELETE FROM stream_event WHERE organisation_id = $1 AND seq <= 3', [
      person.organisationId,
    ]);
    expect(await opening('?last_event_id=0000cafe:2')).toContain('too-old');
    expect(await opening('?last_event_id=0000cafe:3')).not.toContain('reset');
  });

  it('ends within five seconds of the session', async () => {
    const states: string[] = [];
    const { seen, hellos } = follow(person, {
      onState: ({ state, status }) => states.push(`${state} ${status ?? ''}`),
    });
    await until(() => hellos.length === 1);
    await person.fetch('/v1/session', { method: 'DELETE' });
    const endedAt = Date.now();
    await until(() => states.includes('offline 401'));
    expect(Date.now() - endedAt).toBeLessThan(5_000);
    await append(1);
    expect(seen).toEqual([]);
  });

  it('gives each person twenty streams over all replicas, and says so to the next', async () => {
    const open = Array.from({ length: 20 }, () => get());
    for (const { response } of open) expect((await response).status).toBe(200);
    const refused = await get().response;
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10']);
    expect(await refused.json()).toMatchObject({ code: 'stream.too_many' });
    const elsewhere = await fetch(`${second.url}/events`, { headers: { cookie: person.cookie } });
    expect(elsewhere.status).toBe(429);
    open[0]!.abort.abort();
    let status = 429;
    const deadline = Date.now() + 10_000;
    while (status === 429 && Date.now() < deadline) {
      const again = get();
      status = (await again.response).status;
      again.abort.abort();
    }
    expect(status).toBe(200);
    for (const { abort } of open) abort.abort();
  });

  it('sends a client away that reads nothing, which then misses nothing', async () => {
    await append(1);
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(
      `GET /events?last_event_id=0000cafe:1 HTTP/1.1\r\nHost: x\r\nCookie: ${person.cookie}\r\n\r\n`,
    );
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (text += chunk));
    await until(() => text.includes('event: hello'));
    socket.pause();
    const quick = follow(person, { cursor: '0000cafe:1' });
    await until(() => quick.hellos.length === 1);
    // The kernel's buffers on both sides take some megabytes before anything waits in the process.
    const filler = 'x'.repeat(50_000);
    for (let i = 0; i < 20; i += 1) await append(20, { filler });
    await until(() => quick.seen.length === 400);
    socket.resume();
    await until(() => text.includes('{"reason":"too-slow"}'));
    const last = Number([...text.matchAll(/^id: 0000cafe:(\d+)$/gm)].at(-1)![1]);
    expect(last).toBeLessThan(401);
    const rest = follow(person, { cursor: `0000cafe:${last}` });
    await until(() => rest.seen.length === 401 - last);
    socket.destroy();
  });

  it('shows 200 clients each event once and in order, across two replicas and random cuts', async () => {
    const people = [person];
    while (people.length < 20) {
      people.push(await app.newPerson({ organisationId: person.organisationId }));
    }
    const urls = [
      app.url,
      second.url.replace('localhost', '127.0.0.1').replace('[::1]', '127.0.0.1'),
    ];
    const followers = Array.from({ length: 200 }, (_, i) =>
      follow(people[i % 20]!, {
        cursor: '0000cafe:0',
        url: '',
        // Each attempt goes to either replica.
        fetch: (_url, init) => fetch(`${urls[Math.random() < 0.5 ? 0 : 1]!}/events`, init),
      }),
    );
    let cuts = 0;
    const total = 600;
    for (let written = 0; written < total; written += 10) {
      await append(10);
      for (const socket of sockets) {
        if (Math.random() > 0.03) continue;
        socket.destroy();
        cuts += 1;
      }
    }
    await until(() => followers.every(({ seen }) => seen.length >= total));
    const expected = Array.from({ length: total }, (_, i) => `0000cafe:${i + 1}`);
    for (const { seen, resets } of followers) {
      expect(seen.map(({ cursor }) => cursor)).toEqual(expected);
      expect(new Set(seen.map(({ event }) => event.id)).size).toBe(total);
      expect(resets).toEqual([]);
    }
    expect(cuts).toBeGreaterThan(100);
    expect(await app.cloud.registry.getSingleMetricAsString('stream_events_total')).toMatch(
      / \d{4,}/,
    );
  });
});
