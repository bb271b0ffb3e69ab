import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid, type StreamPage, type StreamToken } from '@eyrie/contracts';
import { WebSocket } from 'ws';
import { EventLog } from '../event-log/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { expectAnswer } from '../testing/expect-answer.ts';
import { startTestReplica, type TestReplica } from '../testing/replica.ts';

/** Ends all sessions of `person` but `kept`, as `owner` of the organisation or as himself at one replica. */
type End = (
  owner: TestPerson,
  person: TestPerson,
  keptCookie: string,
  cloud: TestApp,
) => Promise<unknown>;

const as = (cloud: TestApp, cookie: string, path: string, method: string, body?: unknown) =>
  fetch(`${cloud.url}${path}`, {
    method,
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const ends: [string, End][] = [
  ['the log-out', (_, person) => person.fetch('/v1/session', { method: 'DELETE' })],
  [
    'a change of the password elsewhere',
    (_, { password }, kept, cloud) =>
      as(cloud, kept, '/v1/account/password', 'PUT', {
        current_password: password,
        new_password: 'quite another one',
      }),
  ],
  [
    'the removal from the organisation',
    (owner, { userId }) =>
      owner.fetch(`/v1/people/${idFromUuid('user', userId)}`, { method: 'DELETE' }),
  ],
  [
    'the end of the account',
    (_, { userId }, _kept, cloud) =>
      cloud.database
        .query('UPDATE app_user SET disabled_at = now() WHERE id = $1', [userId])
        .then(() => ({ status: 204 })),
  ],
];

describe('over replicas', () => {
  let cloud: TestApp;
  const replicas: TestReplica[] = [];
  beforeAll(async () => {
    cloud = await startTestApp();
    replicas.push(await startTestReplica(cloud), await startTestReplica(cloud));
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await cloud.close();
  });

  const logIn = async ({ email, password }: TestPerson): Promise<string> => {
    const answer = await as(cloud, '', '/v1/session', 'POST', { email, password });
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };
  const append = (organisationId: string, text: string) =>
    cloud.app
      .get(Tenancy)
      .transaction(organisationId, (tx) =>
        cloud.app
          .get(EventLog)
          .append(tx, organisationId, [{ type: 'system.status', data: { text } }]),
      );

  it.each(ends)(
    '%s ends cookie, token and every open stream, and nothing comes after it',
    async (_, end) => {
      const owner = await cloud.newPerson();
      const { organisationId } = owner;
      const person = await cloud.newPerson({ role: 'viewer', organisationId });
      const kept = await logIn(person);
      const { token } = (await expectAnswer(person, '/auth/token', {
        method: 'POST',
        body: {},
      })) as StreamToken;
      const streams = await Promise.all(replicas.map(({ url }) => openAll(url, person, token)));
      await append(organisationId, 'before');
      await until(() => streams.every(({ seen }) => seen().every((one) => one.includes('before'))));
      const polls = await Promise.all(replicas.map(({ url }) => openPoll(url, person)));

      const answer = (await end(owner, person, kept, cloud)) as { status: number };
      expect(answer.status).toBeLessThan(300);
      // Looked up at each request: no replica has to be told.
      for (const url of [cloud.url, ...replicas.map((replica) => replica.url)]) {
        const { cookie } = person;
        const statuses = await Promise.all([
          fetch(`${url}/v1/session`, { headers: { cookie } }),
          fetch(`${url}/v1/sites`, { headers: { authorization: `Bearer ${token}` } }),
          fetch(`${url}/events?wait=0`, { headers: { cookie } }),
        ]);
        expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401]);
      }
      const endedAt = Date.now();
      await until(() => streams.every(({ ended }) => ended().every(Boolean)));
      for (const { answer: polled } of polls) {
        const { status, text } = await polled;
        expect([status, text.includes('after')]).toEqual([401, false]);
      }
      // Checked every three seconds even where nobody is told; the polls would wait for 25.
      expect(Date.now() - endedAt).toBeLessThan(15_000);
      await append(organisationId, 'after');
      await delay(300);
      for (const { seen } of streams) {
        expect(seen().filter((one) => one.includes('after'))).toEqual([]);
      }
    },
    60_000,
  );
});

/** Server-Sent Events and a WebSocket at one replica. */
async function openAll(url: string, person: TestPerson, token: string) {
  const { cookie } = person;
  const texts: [string, string] = ['', ''];
  const isEnded = [false, false];
  const sse = await fetch(`${url}/events`, {
    headers: { cookie, accept: 'text/event-stream' },
  });
  void (async () => {
    for await (const chunk of sse.body ?? []) texts[0] += Buffer.from(chunk).toString('utf8');
  })()
    .catch(() => undefined)
    .finally(() => (isEnded[0] = true));
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws`);
  socket.on('message', (data: Buffer) => (texts[1] += data.toString('utf8')));
  socket.on('close', () => (isEnded[1] = true));
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(JSON.stringify({ type: 'auth', token }));
  socket.send(JSON.stringify({ type: 'subscribe', channel: 'dashboard' }));
  await until(() => texts[1].includes('"hello"'));
  return { seen: () => texts, ended: () => isEnded };
}

/** A long poll that waits for the next event. */
async function openPoll(url: string, { cookie }: TestPerson) {
  const headers = { cookie };
  const { head } = (await (await fetch(`${url}/events?wait=0`, { headers })).json()) as StreamPage;
  const answer = fetch(`${url}/events?after=${head}&wait=25`, { headers }).then(async (one) => ({
    status: one.status,
    text: await one.text(),
  }));
  // Until it waits at the server.
  await delay(200);
  return { answer };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await delay(5);
  }
}
