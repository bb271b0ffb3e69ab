import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';

const timeoutMs = 700;
const deadlineMs = 20_000;

describe('the HTTP edge', () => {
  let cloud: TestApp;
  let person: TestPerson;
  const sockets = new Set<Socket>();
  beforeAll(async () => {
    cloud = await startTestApp({ headersTimeoutMs: timeoutMs, bodyTimeoutMs: timeoutMs });
    person = await cloud.newPerson();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await cloud.close();
  });

  function open(): { socket: Socket; text: () => string; closed: Promise<void> } {
    const socket = connect(Number(new URL(cloud.url).port), '127.0.0.1');
    sockets.add(socket);
    let received = '';
    socket.setEncoding('latin1').on('data', (text) => (received += String(text)));
    socket.on('error', () => undefined);
    const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    return { socket, text: () => received, closed };
  }

  /** What the server says to these bytes until it closes, or is quiet. */
  async function say(bytes: string): Promise<{ text: string }> {
    const { socket, text, closed } = open();
    socket.write(Buffer.from(bytes, 'latin1'));
    const state = { isClosed: false };
    void closed.then(() => (state.isClosed = true));
    const deadline = Date.now() + deadlineMs;
    let heard = '';
    let quietSince = Date.now();
    while (!state.isClosed && Date.now() < deadline) {
      await delay(20);
      if (text() !== heard) {
        heard = text();
        quietSince = Date.now();
      } else if (heard !== '' && Date.now() - quietSince > 300) break;
    }
    socket.destroy();
    return { text: text() };
  }

  const within = async (promise: Promise<void>, what: string): Promise<void> => {
    const late = delay(deadlineMs, 'late', { ref: false });
    expect([what, (await Promise.race([promise, late])) === 'late']).toEqual([what, false]);
  };

  const healthy = async (): Promise<void> => {
    expect((await person.fetch('/v1/sites')).status).toBe(200);
  };

  it('ends connections that never finish their headers, while others are served', async () => {
    const slow = Array.from({ length: 150 }, () => open());
    for (const { socket } of slow) socket.write('GET /v1/sites HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write('X-A: b\r\n');
    }, 100);
    try {
      for (let count = 0; count < 10; count += 1) await healthy();
      for (const { closed } of slow) await within(closed, 'a slow header');
      expect(slow[0]?.text()).toMatch(/^HTTP\/1\.1 408/);
    } finally {
      clearInterval(drip);
    }
    await healthy();
  });

  it('ends connections that send next to nothing of a body, while others are served', async () => {
    const kinds = ['application/json', 'image/jpeg', 'application/gzip'];
    const slow = kinds.flatMap((kind) =>
      Array.from({ length: 30 }, () => {
        const client = open();
        client.socket.write(
          `POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: ${kind}\r\nContent-Length: 100000\r\n\r\n{`,
        );
        return client;
      }),
    );
    const drip = setInterval(() => {
      for (const { socket } of slow) if (socket.writable) socket.write(' ');
    }, 100);
    try {
      for (let count = 0; count < 10; count += 1) await healthy();
      for (const { closed } of slow) await within(closed, 'a slow body');
    } finally {
      clearInterval(drip);
    }
    await healthy();
  });

  it('gives a slow but honest body its time', async () => {
    const { socket, text } = open();
    const body = JSON.stringify({ email: person.email, password: 'x'.repeat(190) });
    socket.write(
      `POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    // Longer than the headers may take, at more than 500 bytes a second… and not a megabyte.
    for (const part of body.match(/.{1,40}/g) ?? []) {
      socket.write(part);
      await delay(40);
    }
    const deadline = Date.now() + deadlineMs;
    while (text() === '' && Date.now() < deadline) await delay(20);
    expect(text()).toMatch(/^HTTP\/1\.1 401/);
    socket.destroy();
  });

  it('refuses a flood of headers and a huge query', async () => {
    const flood = Array.from({ length: 200 }, (_, index) => `x-${index}: 1\r\n`).join('');
    const many = await say(`GET /livez HTTP/1.1\r\nHost: x\r\n${flood}\r\n`);
    expect(many.text).toMatch(/^HTTP\/1\.1 431/);
    const large = await say(`GET /livez HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`);
    expect(large.text).toMatch(/^HTTP\/1\.1 431/);
    const query = await say(`GET /v1/sites?${'a'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(query.text).toMatch(/^HTTP\/1\.1 431/);
    const long = await person.fetch(`/v1/sites?page_token=${'a'.repeat(12_000)}`);
    expect(((await long.json()) as Problem).status).toBe(422);
    await healthy();
  });

  it.each(['TRACE', 'TRACK', 'CONNECT', 'PROPFIND', 'FOO', 'get'])(
    'does not know the method %s, and repeats nothing of it',
    async (method) => {
      const { text } = await say(
        `${method} /v1/sites HTTP/1.1\r\nHost: x\r\nX-Secret: mirror-me\r\n\r\n`,
      );
      expect(text).not.toContain('mirror-me');
      if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 (400|404|405|501)/);
    },
  );

  const inner = 'GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n';
  const post = (headers: string, body: string) =>
    `POST /v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
  const chunked = `0\r\n\r\n${inner}`;
  const both = `Content-Length: ${chunked.length}\r\n`;
  const ambiguous: [string, string][] = [
    ['a length and chunks', post(`${both}Transfer-Encoding: chunked`, chunked)],
    ['chunks and a length', post(`Transfer-Encoding: chunked\r\n${both}X: y`, chunked)],
    ['two lengths', post(`Content-Length: 0\r\nContent-Length: ${inner.length}`, inner)],
    ['two lengths in one', post(`Content-Length: 0, ${inner.length}`, inner)],
    ['a length with a sign', post(`Content-Length: +0`, inner)],
    ['a negative length', post('Content-Length: -1', inner)],
    ['a length in hexadecimal', post('Content-Length: 0x10', inner)],
    ['a length past all numbers', post('Content-Length: 99999999999999999999', inner)],
    ['an empty length', post('Content-Length: ', inner)],
    ['an unknown encoding', post(`${both}Transfer-Encoding: xchunked`, chunked)],
    ['chunks and then another', post(`${both}Transfer-Encoding: chunked, identity`, chunked)],
    [
      'encodings in two lines',
      post(`${both}Transfer-Encoding: chunked\r\nTransfer-Encoding: x`, chunked),
    ],
    ['a space before the colon', post(`${both}Transfer-Encoding : chunked`, chunked)],
    ['a tab in the value', post(`${both}Transfer-Encoding:\tchunked`, chunked)],
    ['a vertical tab', post(`${both}Transfer-Encoding: \x0bchunked`, chunked)],
    ['a folded line', post(`${both}Transfer-Encoding:\r\n chunked`, chunked)],
    ['a quoted encoding', post(`${both}Transfer-Encoding: "chunked"`, chunked)],
    ['a name with a space', post(`${both}Transfer Encoding: chunked`, chunked)],
    ['a bare line feed', post(`${both}X: y\nTransfer-Encoding: chunked`, chunked)],
    ['a bare carriage return', post(`${both}X: y\rTransfer-Encoding: chunked`, chunked)],
    ['a zero byte', post(`${both}X: y\0\r\nTransfer-Encoding: chunked`, chunked)],
    ['a chunk size with a sign', post('Transfer-Encoding: chunked', `+0\r\n\r\n${inner}`)],
    [
      'a chunk size past all numbers',
      post('Transfer-Encoding: chunked', `fffffffffffffffff\r\n${inner}`),
    ],
    ['a chunk that ends early', post('Transfer-Encoding: chunked', `1\r\nab\r\n0\r\n\r\n${inner}`)],
    [
      'a chunk extension with a line feed',
      post('Transfer-Encoding: chunked', `0;a\nb\r\n\r\n${inner}`),
    ],
    [
      'chunks in HTTP/1.0',
      post(`${both}Transfer-Encoding: chunked`, chunked).replace('1.1', '1.0'),
    ],
    ['a space before the first header', `GET /livez HTTP/1.1\r\n Host: x\r\n\r\n`],
    ['no host', 'GET /livez HTTP/1.1\r\n\r\n'],
    ['an unknown version', 'GET /livez HTTP/3.7\r\nHost: x\r\n\r\n'],
  ];

  it.each(ambiguous)('reads no second request out of one with %s', async (_name, bytes) => {
    const { text } = await say(bytes);
    const statuses = [...text.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) =>
      Number(status),
    );
    expect(statuses.length).toBeLessThanOrEqual(1);
    for (const status of statuses) expect(status).toBeGreaterThanOrEqual(400);
    for (const status of statuses) expect(status).toBeLessThan(500);
    expect(text).not.toContain('smuggled');
  });

  it('still serves two honest requests on one connection', async () => {
    const one = 'GET /livez HTTP/1.1\r\nHost: x\r\n\r\n';
    const { text } = await say(one + one);
    expect([...text.matchAll(/HTTP\/1\.1 200/g)]).toHaveLength(2);
    await healthy();
  });
});
