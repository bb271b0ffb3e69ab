import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamPage, StreamToken } from '@eyrie/contracts';
import { openEventStream } from '@eyrie/realtime';
import { WebSocket } from 'ws';
import { EventLog } from '../event-log/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { bearer, newApiKey } from '../testing/credentials.ts';
import { newSite } from '../testing/edge.ts';

let app: TestApp;
let person: TestPerson;
const open: { close(): void }[] = [];

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(async () => {
  for (const one of open.splice(0)) one.close();
  await app.close();
});
beforeEach(async () => {
  for (const one of open.splice(0)) one.close();
  person = await app.newPerson();
});

type Message = Record<string, unknown> & { type: string };

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function dial(headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${app.url.replace('http', 'ws')}/ws`, { headers });
  const messages: Message[] = [];
  const closes: number[] = [];
  const refusals: number[] = [];
  socket.on('message', (data: Buffer) =>
    messages.push(JSON.parse(data.toString('utf8')) as Message),
  );
  socket.on('close', (code) => closes.push(code));
  socket.on('error', () => undefined);
  socket.on('unexpected-response', (_request, response) => {
    refusals.push(response.statusCode ?? 0);
    socket.terminate();
  });
  open.push(socket);
  return {
    socket,
    messages,
    closes,
    refusals,
    opened: () => until(() => socket.readyState === socket.OPEN),
    say: (message: object) => socket.send(JSON.stringify(message)),
    heard: async (type: string): Promise<Message> => {
      await until(() => messages.some((one) => one.type === type));
      return messages.find((one) => one.type === type)!;
    },
  };
}

async function tokenOf(who: Pick<TestPerson, 'fetch'>, body: object = {}): Promise<StreamToken> {
  const answer = await who.fetch('/auth/token', { method: 'POST', body });
  if (answer.status !== 200) throw new Error(String(answer.status));
  return (await answer.json()) as StreamToken;
}

async function subscribed(who: TestPerson, more: object = {}) {
  const client = dial();
  await client.opened();
  client.say({ type: 'auth', token: (await tokenOf(who)).token });
  await client.heard('auth_success');
  client.say({ type: 'subscribe', channel: 'dashboard', ...more });
  await client.heard('hello');
  return client;
}

const append = (events: object[], organisationId = person.organisationId) =>
  app.app.get(Tenancy).transaction(organisationId, (tx) =>
    app.app.get(EventLog).append(
      tx,
      organisationId,
      events.map((event) => ({ type: 'system.status', data: { n: 1 }, ...event })),
    ),
  );

describe('/ws', () => {
  it('speaks word for word what its clients rely on', async () => {
    const client = dial();
    await client.opened();
    const { token, user_id } = await tokenOf(person);
    client.say({ type: 'auth', token });
    const success = await client.heard('auth_success');
    expect(success).toEqual({ type: 'auth_success', connection_id: expect.any(String), user_id });
    client.say({ type: 'subscribe', channel: 'dashboard' });
    expect(await client.heard('subscription_result')).toEqual({
      type: 'subscription_result',
      channel: 'dashboard',
      success: true,
    });
    await client.heard('hello');
    await append([{}]);
    const event = await client.heard('dashboard_event');
    expect(event).toMatchObject({
      event: 'system.status',
      data: { n: 1 },
      timestamp: expect.stringMatching(/^\d{4}-.*Z$/),
      cursor: '0000cafe:1',
    });
    client.say({ type: 'ping' });
    await client.heard('pong');
    expect(client.messages.map(({ type }) => type)).toEqual([
      'auth_success',
      'subscription_result',
      'hello',
      'dashboard_event',
      'pong',
    ]);
  });

  it.each([
    ['a token that is none', { type: 'auth', token: 'x' }, 'Invalid token'],
    ['a subscription before it', { type: 'subscribe', channel: 'dashboard' }, 'Authenticate first'],
  ])('refuses %s and closes', async (_, message, error) => {
    const client = dial();
    await client.opened();
    client.say(message);
    expect(await client.heard('auth_error')).toEqual({ type: 'auth_error', error });
    await until(() => client.closes.length > 0);
    expect(client.closes).toEqual([4401]);
  });

  it('waits ten seconds for the first word, and no longer', async () => {
    const client = dial();
    await client.opened();
    const openedAt = Date.now();
    await until(() => client.closes.length > 0);
    expect(client.closes).toEqual([4401]);
    expect(Date.now() - openedAt).toBeGreaterThan(9_000);
  });

  it('lets no page of another site in, and no other path', async () => {
    const client = dial({ origin: 'https://evil.example', cookie: person.cookie });
    await until(() => client.refusals.length > 0);
    expect(client.refusals).toEqual([403]);
    const none = dial({ origin: 'null' });
    await until(() => none.refusals.length > 0);
    expect(none.refusals).toEqual([403]);
  });

  it.each(['/ws/', 'http://[/ws', '/%77s'])(
    'refuses an upgrade of %s, and goes on',
    async (target) => {
      const { hostname, port } = new URL(app.url);
      const socket = connect(Number(port), hostname);
      let answer = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
      socket.on('error', () => undefined);
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      await until(() => socket.closed);
      expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
      expect((await person.fetch('/v1/session')).status).toBe(200);
    },
  );

  it('resumes after a cursor, or says that it cannot', async () => {
    await append([{}, {}, {}]);
    const client = await subscribed(person, { cursor: '0000cafe:1' });
    await until(
      () => client.messages.filter(({ type }) => type === 'dashboard_event').length === 2,
    );
    const lost = await subscribed(person, { cursor: 'deadbeef:1' });
    expect(await lost.heard('reset')).toEqual({ type: 'reset', reason: 'epoch-changed' });
  });

  it('shows of a channel what was broadcast to it, and of alerts what asks for somebody', async () => {
    const client = dial();
    await client.opened();
    client.say({ type: 'auth', token: (await tokenOf(person)).token });
    client.say({ type: 'subscribe', channel: 'alerts' });
    await client.heard('hello');
    client.say({ type: 'subscribe', channel: 'progress' });
    await until(() => client.messages.filter((m) => m.type === 'subscription_result').length === 2);
    await append([{}, { type: 'capture.failed' }, { channel: 'progress' }, { channel: 'other' }]);
    const event = await client.heard('progress_event');
    expect(event['cursor']).toBe('0000cafe:3');
    expect((await client.heard('alerts_event'))['event']).toBe('capture.failed');
    expect(await client.heard('gap')).toMatchObject({ to: '0000cafe:1', filtered: 1 });
  });

  it('closes at once with a code when the session behind it ends', async () => {
    const client = await subscribed(person);
    await person.fetch('/v1/session', { method: 'DELETE' });
    const endedAt = Date.now();
    await until(() => client.closes.length > 0);
    expect(client.closes).toEqual([4401]);
    expect(Date.now() - endedAt).toBeLessThan(2_000);
  });

  it('counts towards the streams of a person', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => subscribed(person)));
    expect(clients).toHaveLength(20);
    const next = dial();
    await next.opened();
    next.say({ type: 'auth', token: (await tokenOf(person)).token });
    next.say({ type: 'subscribe', channel: 'dashboard' });
    await until(() => next.closes.length > 0);
    expect(next.closes).toEqual([4429]);
    const stats = (await (await person.fetch('/stats')).json()) as Message;
    expect(stats).toMatchObject({ connections: { total: 20, websocket: 20 }, users: 1 });
    const other = await app.newPerson();
    expect(await (await other.fetch('/stats')).json()).toMatchObject({
      connections: { total: 0 },
    });
  });
});

describe('a long poll', () => {
  const poll = async (query: string, who = person) => {
    const answer = await who.fetch(`/events?${query}`);
    return { status: answer.status, page: (await answer.json()) as StreamPage };
  };

  it('waits for an event and goes on from its cursor', async () => {
    const { page: first } = await poll('wait=0');
    expect(first).toMatchObject({ cursor: '0000cafe:0', events: [] });
    const waiting = poll(`after=${first.cursor}&wait=20`);
    await append([{}, {}]);
    const { page } = await waiting;
    expect(page.cursor).toBe(`0000cafe:${page.events.length}`);
    const { page: none } = await poll('after=deadbeef:1&wait=20');
    expect(none).toMatchObject({ reset: { reason: 'epoch-changed' }, recovered: false });
  });

  it('ends with the session', async () => {
    const waiting = poll('after=0000cafe:0&wait=20');
    const answered = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await person.fetch('/v1/session', { method: 'DELETE' });
    expect((await waiting).status).toBe(401);
    // It would wait for twenty seconds.
    expect(Date.now() - answered).toBeLessThan(15_000);
  });
});

describe('those who were granted some sites', () => {
  it('see these on every transport, and lose what is taken away', async () => {
    const [own, other] = [await newSite(person), await newSite(person)];
    const viewer = await app.newPerson({ role: 'viewer', organisationId: person.organisationId });
    await app.database.query(
      `UPDATE membership SET site_ids = ARRAY(SELECT id FROM site WHERE name = $3
         OR organisation_id = $1 ORDER BY created_at LIMIT 1)
       WHERE organisation_id = $1 AND user_id = $2`,
      [person.organisationId, viewer.userId, own.name],
    );
    const [row] = await app.database.query<{ ids: string[] }>(
      'SELECT site_ids AS ids FROM membership WHERE user_id = $1',
      [viewer.userId],
    );
    const granted = row!.ids[0]!;
    const [rest] = await app.database.query<{ id: string }>(
      'SELECT id FROM site WHERE organisation_id = $1 AND id <> $2',
      [person.organisationId, granted],
    );
    expect([own.id, other.id]).toHaveLength(2);
    const client = await subscribed(viewer);
    const seen: number[] = [];
    const stream = openEventStream({
      url: `${app.url}/events`,
      headers: { cookie: viewer.cookie },
      transports: ['sse'],
      onEvent: ({ data }) => seen.push(data['n'] as number),
    });
    open.push(stream);
    await until(() => stream.state.state === 'live');
    await append([
      { siteId: rest!.id, data: { n: 1 } },
      { siteId: granted, data: { n: 2 } },
      { data: { n: 3 } },
    ]);
    await until(() => seen.length > 0);
    expect((await client.heard('dashboard_event'))['data']).toEqual({ n: 2 });
    await app.database.query(
      'UPDATE membership SET site_ids = ARRAY[$2::uuid] WHERE user_id = $1',
      [viewer.userId, rest!.id],
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    await append([
      { siteId: granted, data: { n: 4 } },
      { siteId: rest!.id, data: { n: 5 } },
    ]);
    await until(() => seen.includes(5));
    expect(seen).toEqual([2, 5]);
  });
});

describe('POST /auth/token and POST /broadcast', () => {
  it('gives a token of oneself and of at most what one may do', async () => {
    const viewer = await app.newPerson({ role: 'viewer', organisationId: person.organisationId });
    const own = await tokenOf(viewer);
    expect(own).toMatchObject({ permissions: ['dashboard:read'], expires_in: 600 });
    const ask = async (who: TestPerson, body: object) =>
      (await who.fetch('/auth/token', { method: 'POST', body })).status;
    expect(await ask(viewer, { permissions: ['camera:control'] })).toBe(403);
    expect(await ask(viewer, { user_id: (await tokenOf(person)).user_id })).toBe(403);
    // What was asked for less than one may do is less.
    const { token } = await tokenOf(person, { permissions: ['dashboard:read'] });
    const asViewer = bearer(app, token);
    expect((await asViewer('/v1/sites')).status).toBe(200);
    expect((await asViewer('/v1/cameras', { method: 'POST', body: {} })).status).toBe(403);
  });

  it('takes messages of programs, for their own organisation only', async () => {
    const client = await subscribed(person);
    const stranger = await subscribed(await app.newPerson());
    const key = await newApiKey(person, 'operator');
    const body = { channel: 'dashboard', event: 'render.progress', data: { percent: 7 } };
    const send = (as: ReturnType<typeof bearer>) => as('/broadcast', { method: 'POST', body });
    expect((await send(bearer(app, key.secret))).status).toBe(202);
    expect(await client.heard('dashboard_event')).toMatchObject({
      event: 'render.progress',
      data: { percent: 7 },
    });
    expect((await person.fetch('/broadcast', { method: 'POST', body })).status).toBe(403);
    const viewer = await newApiKey(person, 'viewer');
    expect((await send(bearer(app, viewer.secret))).status).toBe(403);
    expect(stranger.messages.some(({ type }) => type === 'dashboard_event')).toBe(false);
  });
});

describe('the client', () => {
  it.each([
    ['sse', []],
    ['websocket', ['sse']],
    ['long-poll', ['sse', 'websocket']],
  ] as const)('takes %s where %j is blocked, and misses nothing', async (transport, blocked) => {
    await append([{}, {}]);
    const seen: string[] = [];
    const stream = openEventStream({
      url: `${app.url}/events`,
      headers: { cookie: person.cookie },
      cursor: '0000cafe:0',
      backoff: { minMs: 1, maxMs: 5 },
      fetch: (url, init) => {
        const accept = new Headers(init?.headers).get('accept') ?? '';
        const isSse = accept.includes('event-stream');
        return isSse && blocked.includes('sse' as never)
          ? Promise.reject(new TypeError('blocked'))
          : fetch(url, init);
      },
      openSocket: (url) =>
        new globalThis.WebSocket(
          blocked.includes('websocket' as never) ? 'ws://127.0.0.1:1/' : url,
        ),
      onEvent: (_event, cursor) => seen.push(cursor),
    });
    open.push(stream);
    await until(() => seen.length === 2);
    expect(stream.state).toMatchObject({ state: 'live', transport });
    await append([{}]);
    await until(() => seen.length === 3);
    expect(seen).toEqual(['0000cafe:1', '0000cafe:2', '0000cafe:3']);
  });
});
