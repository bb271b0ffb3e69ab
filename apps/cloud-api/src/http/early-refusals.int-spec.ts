import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@eyrie/contracts';
import { startTestApp, testLimits, type TestApp, type TestPerson } from '../testing/app.ts';
import { seedDevices } from '../testing/seeded-devices.ts';

/** Requests that a session may make here in ten seconds; so many more are refused with ease. */
const most = 40;

describe('who has used up a limit', () => {
  let cloud: TestApp;
  let spent: TestPerson;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    cloud = await startTestApp({
      limits: { ...testLimits, requestsPerSecondCredential: most / 10 },
    });
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });
  afterAll(async () => {
    await cloud.close();
  });

  /** A connection on which one thing after the other is asked, at next to no cost of its own. */
  async function line() {
    const { hostname, port } = new URL(cloud.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.setNoDelay(true).setEncoding('latin1');
    let text = '';
    let seen: () => void = () => undefined;
    socket.on('data', (chunk: string) => {
      text += chunk;
      seen();
    });
    /** Sends, and answers what comes back: the status, the headers and the body as they are. */
    return async (message: string): Promise<{ status: number; head: string; body: string }> => {
      text = '';
      socket.write(message);
      for (;;) {
        const end = text.indexOf('\r\n\r\n');
        const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
        if (end >= 0 && length !== undefined && text.length >= end + 4 + Number(length)) {
          const [head, body] = [text.slice(0, end), text.slice(end + 4)];
          return { status: Number(head.slice(9, 12)), head, body };
        }
        await new Promise<void>((resolve) => (seen = resolve));
      }
    };
  }
  const get = (pathname: string, who: TestPerson, more = '') =>
    `GET ${pathname} HTTP/1.1\r\nHost: x\r\nCookie: other=1; ${who.cookie}\r\n${more}\r\n`;

  /** Uses up what the person may ask, so that the window has most of its ten seconds before it. */
  async function use(who: TestPerson): Promise<void> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const answer = await who.fetch('/v1/sites');
      const wait = Number(answer.headers.get('retry-after'));
      if (wait > 5 || Date.now() > deadline) return;
      if (wait > 0) await delay(wait * 1_000);
    }
  }
  const statements = async (): Promise<number> => {
    const metric = await cloud.cloud.registry.getSingleMetric('db_query_duration_seconds')?.get();
    const counts = metric?.values.filter((value) =>
      String('metricName' in value && value.metricName).endsWith('_count'),
    );
    return counts?.reduce((sum, { value }) => sum + value, 0) ?? 0;
  };

  it('is told so as by every other answer: a problem, the time to wait, and whose request it was', async () => {
    spent = await cloud.newPerson();
    await use(spent);
    const ask = await line();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const more = `X-Request-Id: mine-12345\r\nTraceparent: ${traceparent}\r\n`;
    const { status, head, body } = await ask(get('/v1/devices?page_size=50', spent, more));
    expect(status).toBe(429);
    const lines = head.toLowerCase();
    for (const one of [
      'x-request-id: mine-12345',
      'content-type: application/problem+json',
      'cache-control: no-store',
      `ratelimit-policy: "credential";q=${most};w=10`,
      'ratelimit: "credential";r=0;t=',
      'x-content-type-options: nosniff',
      'content-security-policy: ',
      'server-timing: app;dur=',
    ]) {
      expect(lines).toContain(`\r\n${one}`);
    }
    expect(Number(/\r\nretry-after: (\d+)/.exec(lines)?.[1])).toBeGreaterThan(0);
    // The same, word for word, as where the guard finds out.
    const late = await spent.fetch('/v1/sites', {
      headers: { traceparent, 'x-request-id': 'mine-12345' },
    });
    const told = JSON.parse(body) as Problem;
    expect(told).toEqual(await late.json());
    expect(told).toMatchObject({
      status: 429,
      code: 'limits.too_many_requests',
      request_id: 'mine-12345',
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    });
  });

  it('is refused before a body is read, and the connection goes on where it comes after all', async () => {
    spent = await cloud.newPerson();
    await use(spent);
    const ask = await line();
    const body = JSON.stringify({ name: 'x'.repeat(2_000) });
    const head =
      `POST /v1/sites HTTP/1.1\r\nHost: x\r\nCookie: ${spent.cookie}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect((await ask(head)).status).toBe(429);
    const next = await ask(`${body}${get('/readyz', spent)}`);
    expect([next.status, next.body]).toEqual([200, '{"status":"ok"}']);
  });

  it('may ask for what is everybody’s, and nobody else is refused for it', async () => {
    spent = await cloud.newPerson();
    await use(spent);
    const { email, password } = spent;
    const login = await spent.fetch('/v1/session', { method: 'POST', body: { email, password } });
    expect(login.status).toBe(201);
    expect((await spent.fetch('/health')).status).toBe(200);
    expect((await spent.fetch('/docs/problems')).status).toBe(200);
    const other = await cloud.newPerson();
    expect((await other.fetch('/v1/sites')).status).toBe(200);
    // Somebody else's word for a cookie is no cookie.
    const ask = await line();
    const odd = `GET /v1/sites HTTP/1.1\r\nHost: x\r\nCookie: x=${spent.cookie}\r\n\r\n`;
    expect((await ask(odd)).status).toBe(401);
  });

  it('is read slower and slower where it asks on and on, and closed where it sends ahead', async () => {
    spent = await cloud.newPerson();
    await use(spent);
    const ask = await line();
    const began = performance.now();
    for (let count = 0; count < 32; count += 1) {
      expect((await ask(get('/v1/sites', spent))).status).toBe(429);
    }
    // Twenty at once; the eleven before the last one each later by five milliseconds for each before it, or by
    // half of that, as chance will have it.
    expect(performance.now() - began).toBeGreaterThan((11 * 20 * 5) / 2);
    const { hostname, port } = new URL(cloud.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.write(get('/v1/sites', spent).repeat(500));
    await new Promise<void>((resolve) => socket.on('close', () => resolve()));
    const answers = text.split('HTTP/1.1 429 ').length - 1;
    expect(answers).toBeGreaterThan(20);
    expect(answers).toBeLessThan(200);
    expect(text.toLowerCase()).toContain('\r\nconnection: close');
  });

  it('costs the database nothing, and the process a fraction of what is served', async () => {
    const served = await cloud.newPerson();
    const query = (sql: string, values: unknown[]) => cloud.database.query(sql, values);
    await seedDevices(query, {
      organisationId: served.organisationId,
      sites: 1,
      devicesPerSite: 50,
    });
    spent = await cloud.newPerson();
    await use(spent);
    const ask = await line();
    const list = '/v1/devices?page_size=50';
    /** On a connection of their own, as one that asks on and on is read slowly. */
    const refusals = async (times: number) => {
      const askOn = await line();
      for (let count = 0; count < times; count += 1) {
        expect((await askOn(get(list, spent))).status).toBe(429);
      }
    };
    // What is compiled meanwhile is neither's.
    for (let count = 0; count < 5; count += 1) await ask(get(list, served));
    await Promise.all(Array.from({ length: 10 }, () => refusals(10)));
    const costOf = async (work: () => Promise<unknown>) => {
      const before = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    const ofServed = await costOf(async () => {
      for (let count = 0; count < 30; count += 1) {
        expect((await ask(get(list, served))).status).toBe(200);
      }
    });
    const asked = await statements();
    const ofRefused = await costOf(async () => {
      for (let count = 0; count < 20; count += 1) await refusals(15);
    });
    // What timers ask meanwhile is not of these.
    expect((await statements()) - asked).toBeLessThan(30);
    // 300 against 30: the client's own share is on both sides, and the database's on none.
    expect(ofRefused / 300).toBeLessThan(ofServed / 30 / 5);
  });
});
