import { connect as connectHttp2, constants } from 'node:http2';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HttpsClient } from './compose/https-client.ts';
import { ComposeStack, domain, hasGateway } from './compose/stack.ts';

/** Debian's packages `nginx` and `redis-server` have what it takes. */
(hasGateway ? describe : describe.skip)('the services of the Compose file, as processes', () => {
  let stack: ComposeStack;
  let owner: HttpsClient;
  const client = (localAddress?: string) =>
    new HttpsClient(stack.https.port, stack.certificate, localAddress);

  beforeAll(async () => {
    stack = await ComposeStack.start();
    owner = client();
    const password = stack.secret('owner_password').trim();
    expect((await owner.logIn(`owner@${domain}`, password)).status).toBe(201);
  }, 240_000);
  afterAll(async () => {
    await stack.stop();
  }, 60_000);

  it('send browsers from http to https, but for the proof that a certificate wants', async () => {
    const url = `http://127.0.0.1:${stack.http.port}`;
    const moved = await fetch(`${url}/sites?x=1`, {
      redirect: 'manual',
      headers: { host: domain },
    });
    expect([moved.status, moved.headers.get('location')]).toEqual([
      308,
      expect.stringMatching(/^https:\/\/.*\/sites\?x=1$/),
    ]);
    const proof = await fetch(`${url}/.well-known/acme-challenge/word`);
    expect(await proof.text()).toBe('proof');
  });

  it('serve the dashboard by HTTP/2, and say that only https is to be used', async () => {
    const session = connectHttp2(`https://${domain}`, {
      ca: stack.certificate,
      host: '127.0.0.1',
      port: stack.https.port,
      servername: domain,
    });
    const stream = session.request({ ':path': '/' });
    const [headers] = (await once(stream, 'response')) as [Record<string, string>];
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    session.close();
    expect(headers).toMatchObject({
      ':status': 200,
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'content-security-policy': expect.any(String),
    });
    expect(headers['server']).toBe('nginx');
    expect(text).toContain('<div id="root">');
  });

  it('give a cookie that only this name and https get', () => {
    expect(owner.cookie).toMatch(/^__Host-/);
  });

  it('pass events on as they happen, and WebSockets', async () => {
    const stream = await owner.open('GET', '/events', { headers: { accept: 'text/event-stream' } });
    expect(stream.statusCode).toBe(200);
    let heard = '';
    stream.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    const key = await owner.ask('POST', '/v1/api-keys', { name: 'a program', role: 'operator' });
    const { secret } = JSON.parse(key.text) as { secret: string };
    const message = { channel: 'dashboard', event: 'render.progress', data: { of: 'Säntis' } };
    const authorization = `Bearer ${secret}`;
    const sent = await client().ask('POST', '/broadcast', message, { authorization });
    expect(sent.status).toBe(202);
    const deadline = Date.now() + 15_000;
    while (!heard.includes('Säntis') && Date.now() < deadline) await delay(50);
    stream.destroy();
    expect(heard).toContain('Säntis');
    expect(await upgraded(owner)).toBe(101);
  });

  it('know callers by their own address, whatever they say of it', async () => {
    const other = client('127.0.0.2');
    const password = stack.secret('owner_password').trim();
    const spoofed = {
      'x-forwarded-for': '203.0.113.7',
      forwarded: 'for=203.0.113.8',
      'x-real-ip': '203.0.113.9',
    };
    await other.logIn(`owner@${domain}`, password);
    await other.ask('GET', '/v1/account', undefined, spoofed);
    const { text } = await other.ask('GET', '/v1/account/sessions', undefined, spoofed);
    expect(text).toContain('127.0.0.2');
    expect(text).not.toContain('203.0.113');
  });

  it('stop who guesses before a replica is asked, and serve the others', async () => {
    const [guesser, other] = [client('127.0.0.3'), client('127.0.0.4')];
    const guess = { email: `owner@${domain}`, password: 'not this one' };
    const statuses = await Promise.all(
      Array.from({ length: 60 }, () => guesser.ask('POST', '/v1/session', guess)),
    );
    const refused = statuses.filter(
      ({ status, text }) => status === 429 && text.includes('the gateway'),
    );
    expect(refused.length).toBeGreaterThan(20);
    expect(refused[0]).toMatchObject({
      headers: { 'retry-after': '1', 'content-type': 'application/problem+json' },
    });
    expect(JSON.parse(refused[0]?.text ?? '')).toMatchObject({ code: 'limits.too_many_requests' });
    expect((await other.ask('GET', '/v1/session')).status).not.toBe(429);
  });

  it('refuse what is too large at its header, but let pictures through', async () => {
    const large = 'x'.repeat(3_000_000);
    const refused = await owner.ask('POST', '/v1/sites', { name: large });
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([
      413,
      { code: 'request.too_large' },
    ]);
    const picture = await owner.ask('PUT', `/edge/v1/blobs/${'a'.repeat(64)}`, large, {
      'content-type': 'image/jpeg',
    });
    expect([picture.status, picture.text]).toEqual([401, expect.stringContaining('auth.')]);
  });

  it.each([
    ['two lengths', 'Content-Length: 4\r\nContent-Length: 50'],
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked'],
    ['chunks with a blank before the colon', 'Transfer-Encoding : chunked'],
    ['chunks that are not', 'Transfer-Encoding: xchunked'],
    ['chunks twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity'],
    ['chunks behind a tab', 'Transfer-Encoding:\tchunked\r\nContent-Length: 4'],
  ])('read no second request out of one with %s', async (_, headers) => {
    const hidden = 'GET /hidden-request HTTP/1.1\r\nHost: cameras.test\r\n\r\n';
    const heard = await stack.say(
      `POST /v1/session HTTP/1.1\r\nHost: cameras.test\r\nContent-Type: application/json\r\n${headers}\r\n\r\n0\r\n\r\n${hidden}`,
    );
    expect(heard.match(/HTTP\/1\.1 200/g)).toBeNull();
    expect(await stack.wasAsked('hidden-request')).toBe(false);
  });

  it.each(['TRACE', 'TRACK', 'CONNECT'])('refuse %s', async (method) => {
    const heard = await stack.say(
      `${method} /v1/sites HTTP/1.1\r\nHost: cameras.test\r\nX-Canary: repeated\r\nConnection: close\r\n\r\n`,
    );
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d/);
    expect(heard).not.toContain('repeated');
  });

  it('serve others while streams of HTTP/2 are opened and reset by the thousand', async () => {
    const session = connectHttp2(`https://${domain}`, {
      ca: stack.certificate,
      host: '127.0.0.1',
      port: stack.https.port,
      servername: domain,
    });
    session.on('error', () => undefined);
    await once(session, 'connect');
    let reset = 0;
    const flood = setInterval(() => {
      for (let n = 0; n < 100 && !session.destroyed; n += 1) {
        const stream = session.request({ ':path': '/v1/sites' });
        stream.on('error', () => undefined);
        stream.close(constants.NGHTTP2_CANCEL);
        reset += 1;
      }
    }, 20);
    const statuses: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      statuses.push((await client('127.0.0.5').ask('GET', '/livez')).status);
      await delay(50);
    }
    clearInterval(flood);
    session.destroy();
    expect(reset).toBeGreaterThanOrEqual(1_000);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('end connections that never finish their headers, and serve others meanwhile', async () => {
    const slow = await Promise.all(Array.from({ length: 50 }, () => stack.dial()));
    for (const socket of slow)
      socket.write('GET /v1/sites HTTP/1.1\r\nHost: cameras.test\r\nX-A: ');
    const drip = setInterval(() => {
      for (const socket of slow) if (!socket.destroyed) socket.write('a');
    }, 500);
    try {
      expect((await client('127.0.0.6').ask('GET', '/livez')).status).toBe(200);
      const deadline = Date.now() + 60_000;
      while (slow.some(({ closed }) => !closed) && Date.now() < deadline) await delay(200);
    } finally {
      clearInterval(drip);
    }
    expect(slow.filter(({ closed }) => !closed)).toEqual([]);
  }, 90_000);

  it('show the world no metrics', async () => {
    expect((await owner.ask('GET', '/metrics')).status).toBe(404);
  });

  it('fail no request while replicas die and come back', async () => {
    const asked: Promise<number>[] = [];
    const statusNow = async () => (await owner.ask('GET', '/v1/sites')).status;
    const load = async (milliseconds: number) => {
      for (const end = Date.now() + milliseconds; Date.now() < end;) {
        asked.push(statusNow());
        await delay(40);
      }
    };
    await load(500);
    await stack.killReplica(0);
    await load(1_500);
    await stack.killReplica(1);
    await load(1_500);
    await stack.startReplica(0);
    await load(1_000);
    const statuses = await Promise.all(asked);
    expect(statuses.length).toBeGreaterThan(40);
    expect([...new Set(statuses)]).toEqual([200]);
    const log = readFileSync(path.join(stack.folder, 'access.log'), 'utf8').trim().split('\n');
    const replicas = log.map((line) => (JSON.parse(line) as { replica: string }).replica);
    expect(new Set(replicas.filter((name) => /^127\.0\.0\.1:\d+$/.test(name))).size).toBe(
      stack.replicas,
    );
  }, 120_000);

  it('say that nobody answers where nobody does, and serve again by themselves', async () => {
    await stack.killReplica(0);
    await stack.killReplica(2);
    const away = await owner.ask('GET', '/v1/sites');
    expect([away.status, away.headers['retry-after'], JSON.parse(away.text)]).toMatchObject([
      503,
      '2',
      { code: 'server.unavailable' },
    ]);
    await stack.startReplica(1);
    const deadline = Date.now() + 30_000;
    let status = 0;
    while (status !== 200 && Date.now() < deadline) {
      await delay(200);
      ({ status } = await owner.ask('GET', '/v1/sites'));
    }
    expect(status).toBe(200);
  }, 120_000);
});

/** The status that an attempt to open a WebSocket comes to. */
async function upgraded(browser: HttpsClient): Promise<number> {
  const { request } = await import('node:https');
  const { options } = browser;
  const asked = request({
    ...options,
    path: '/ws',
    headers: {
      ...options.headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.from('sixteen bytes ok').toString('base64'),
    },
  });
  asked.end();
  return new Promise((resolve, reject) => {
    asked.once('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(answer.statusCode ?? 0);
    });
    asked.once('response', (answer) => resolve(answer.statusCode ?? 0));
    asked.once('error', reject);
  });
}
