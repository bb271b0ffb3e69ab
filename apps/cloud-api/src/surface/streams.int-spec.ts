import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { StreamToken } from '@eyrie/contracts';
import { WebSocket } from 'ws';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { expectAnswer } from '../testing/expect-answer.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { LeakScan } from '../testing/surface/leak-scan.ts';
import { TenantRows } from '../testing/surface/tenant-rows.ts';

/** What ends a test: the last event of the stranger's own, after which nothing is awaited. */
const lastWord = 'curfew';

describe('the stream of a stranger', () => {
  let cloud: TestApp;
  let victim: FilledOrganisation;
  let stranger: FilledOrganisation;
  let scan: LeakScan;
  beforeAll(async () => {
    cloud = await startTestApp();
    victim = await fillOrganisation(cloud, 'osprey');
    stranger = await fillOrganisation(cloud, 'heron');
    const rows = await TenantRows.of(cloud.database, victim.organisationId);
    scan = await LeakScan.for(victim, rows);
  });
  afterAll(() => cloud.close());

  const say = async ({ apiKey }: FilledOrganisation, channel: string, text: string) => {
    const answer = await fetch(`${cloud.url}/broadcast`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ channel, event: 'note', data: { text }, priority: 'critical' }),
    });
    expect(answer.status).toBe(202);
  };
  /** Everything that happens while a stream is open: first to the victim, then to the stranger. */
  const happen = async () => {
    for (const channel of ['dashboard', 'weather', 'alerts']) await say(victim, channel, 'osprey');
    for (const channel of ['dashboard', 'weather']) await say(stranger, channel, lastWord);
  };
  const headOf = async ({ owner }: FilledOrganisation) =>
    ((await expectAnswer(owner, '/events?wait=0')) as { head: string }).head;
  const tokenOf = async ({ owner }: FilledOrganisation) =>
    ((await expectAnswer(owner, '/auth/token', { method: 'POST', body: {} })) as StreamToken).token;

  /** Ways to ask for what is of the victim; each is a query of /events. */
  const wishes = async (): Promise<string[]> => [
    'channels=dashboard,weather,alerts',
    `last_event_id=${await headOf(victim)}`,
    'last_event_id=0000cafe:0&channels=dashboard,weather',
    `site_id=${victim.site.id}`,
    `device_id=${victim.worker.enrolment.deviceId}`,
    `camera_id=${victim.cameraId}`,
    `channels=dashboard&organisation_id=${victim.organisationId}&org=${victim.organisationId}`,
    'channels=%64ashboard&types=%2a',
    'types=*',
    'types=note,capture.*',
  ];

  it('has nothing of the victim over Server-Sent Events, whatever it asks for', async () => {
    for (const wish of await wishes()) {
      const cut = new AbortController();
      const headers = { 'last-event-id': await headOf(victim) };
      for (const more of [{}, headers]) {
        const answer = await stranger.owner.fetch(`/events?${wish}`, {
          headers: more,
          signal: cut.signal,
        });
        if (answer.status !== 200) {
          expect([wish, answer.status]).toEqual([wish, 422]);
          continue;
        }
        await happen();
        const mayHearLast = !/(site|device|camera)_id=|types=/.test(wish);
        const seen = await readUntil(answer.body, mayHearLast ? lastWord : null);
        expect([wish, scan.find(seen, wish)]).toEqual([wish, []]);
      }
      cut.abort();
    }
  });

  it('has nothing of the victim over a long poll, with the victim’s cursor too', async () => {
    for (const wish of await wishes()) {
      for (const after of ['0000cafe:0', await headOf(victim), '0000cafe:999999']) {
        const query = `${wish.replace(/last_event_id=[^&]+&?/, '')}&after=${after}&wait=0`;
        await happen();
        const answer = await stranger.owner.fetch(`/events?${query}`);
        const seen = await answer.text();
        expect([query, answer.status === 200 || answer.status === 422]).toEqual([query, true]);
        expect([query, scan.find(seen, query)]).toEqual([query, []]);
      }
    }
  });

  it('has nothing of the victim over a WebSocket', async () => {
    const foreignChannel = `org.${victim.organisationId}`;
    for (const filter of [
      {},
      { site_id: victim.site.id },
      { device_id: victim.worker.enrolment.deviceId },
      { types: ['*'] },
    ]) {
      const socket = new WebSocket(`${cloud.url.replace('http', 'ws')}/ws`);
      const messages: string[] = [];
      socket.on('message', (data: Buffer) => messages.push(data.toString('utf8')));
      await new Promise((resolve) => socket.once('open', resolve));
      const send = (message: object) => socket.send(JSON.stringify(message));
      send({ type: 'auth', token: await tokenOf(stranger) });
      const cursor = await headOf(victim);
      send({ type: 'subscribe', channel: 'dashboard', cursor, filter });
      send({ type: 'subscribe', channel: 'weather' });
      send({ type: 'subscribe', channel: foreignChannel });
      await until(() => messages.some((one) => one.includes('"hello"')));
      await happen();
      if (!('site_id' in filter || 'device_id' in filter || 'types' in filter)) {
        await until(() => messages.some((one) => one.includes(lastWord)));
      }
      // Whatever else was under way comes before the answer to this.
      send({ type: 'ping' });
      await until(() => messages.some((one) => one.includes('pong')));
      expect(
        scan.find(messages.join('\n'), JSON.stringify([filter, cursor, foreignChannel])),
      ).toEqual([]);
      socket.terminate();
    }
  });

  it('cannot be asked for at an address that is none, and nothing ends by it', async () => {
    const { hostname, port } = new URL(cloud.url);
    const socket = connect(Number(port), hostname);
    socket.write('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
  });

  it('is seen by the victim, so that there was something to be seen', async () => {
    await say(victim, 'dashboard', 'osprey');
    const seen = await (await victim.owner.fetch('/events?after=0000cafe:0&wait=0')).text();
    expect(scan.find(seen)).toContain('osprey');
  });
});

/** Text of a stream until a word has come, or, without a word, what comes in a third of a second. */
async function readUntil(
  body: ReadableStream<Uint8Array> | null,
  word: string | null,
): Promise<string> {
  const reader = body?.getReader();
  if (!reader) throw new Error('The answer has no body.');
  let seen = '';
  const reading = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      seen += Buffer.from(value).toString('utf8');
    }
  })();
  if (word === null) await new Promise((resolve) => setTimeout(resolve, 300));
  else await until(() => seen.includes(word));
  await reader.cancel();
  await reading;
  return seen;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
