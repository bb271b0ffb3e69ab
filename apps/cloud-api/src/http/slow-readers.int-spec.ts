import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { endSlowReaders } from './slow-readers.ts';

const patienceMs = 2_000;
const deadlineMs = 20_000;
/** More than the kernel keeps on both sides. */
const bytes = 64 * 1024 * 1024;
const part = Buffer.alloc(64 * 1024);

describe('clients that take large answers', () => {
  const server = fastify({ forceCloseConnections: true });
  const sockets = new Set<Socket>();
  let port = 0;
  let produced = 0;
  beforeAll(async () => {
    endSlowReaders(server, patienceMs);
    server.get('/streamed', (_request, reply) => {
      let left = bytes / part.length;
      const body = new Readable({
        read() {
          produced += part.length;
          this.push((left -= 1) >= 0 ? part : null);
        },
      });
      return reply.header('content-length', bytes).send(body);
    });
    server.get('/whole', (_request, reply) => reply.send(Buffer.alloc(bytes)));
    server.get('/thoughtful', async () => {
      await delay(3 * patienceMs);
      return 'after all';
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
    port = (server.server.address() as { port: number }).port;
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  async function ask(pathname: string): Promise<Socket> {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.add(socket);
    await once(socket, 'connect');
    socket.pause();
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return socket;
  }

  const open = () =>
    new Promise<number>((resolve) => server.server.getConnections((_, count) => resolve(count)));

  async function untilOpen(count: number): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    while ((await open()) !== count && Date.now() < deadline) await delay(20);
    expect(await open()).toBe(count);
  }

  it.each(['/streamed', '/whole'])(
    'are sent away where they read nothing of %s',
    async (pathname) => {
      produced = 0;
      const socket = await ask(pathname);
      await untilOpen(1);
      // It has not read a byte, and the server has let go of it.
      await untilOpen(0);
      expect(produced).toBeLessThan(bytes / 2);
      socket.destroy();
    },
  );

  it('are served where they read slowly, and where the answer takes its time', async () => {
    const socket = await ask('/streamed');
    let received = 0;
    let sincePause = 0;
    const begun = Date.now();
    socket.on('data', (taken) => {
      received += taken.length;
      sincePause += taken.length;
      if (sincePause < 1024 * 1024) return;
      sincePause = 0;
      socket.pause();
      setTimeout(() => socket.resume(), 100);
    });
    socket.resume();
    while (received < bytes && !socket.closed && Date.now() - begun < 2 * deadlineMs)
      await delay(20);
    expect(Date.now() - begun).toBeGreaterThan(2 * patienceMs);
    expect(received).toBeGreaterThanOrEqual(bytes);
    socket.destroy();
    const answer = await fetch(`http://127.0.0.1:${port}/thoughtful`);
    expect(await answer.text()).toBe('after all');
  });
});
