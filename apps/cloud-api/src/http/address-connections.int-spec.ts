import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { boundConnections } from './address-connections.ts';

describe('the connections of one address', () => {
  const sockets: Socket[] = [];
  let server: Server;
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  async function listen(trustedProxies = 0): Promise<number> {
    server = createServer((_request, response) => response.end('hello'));
    boundConnections(server, { most: 5, trustedProxies });
    // All of 127.0.0.0/8 is this machine: the other address is a healthy client's.
    server.listen(0, '0.0.0.0');
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  }

  function open(port: number, localAddress = '127.0.0.1'): Socket {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  }

  /** What it is answered; empty where it is sent away. */
  async function answerOn(socket: Socket): Promise<string> {
    let text = '';
    socket.setEncoding('latin1').on('data', (part: string) => (text += part));
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const deadline = Date.now() + 10_000;
    while (!text.includes('hello') && !socket.closed && Date.now() < deadline) await delay(10);
    return text;
  }

  it('are so many and no more, and another address is served meanwhile', async () => {
    const port = await listen();
    const first = Array.from({ length: 5 }, () => open(port));
    for (const socket of first) expect(await answerOn(socket)).toContain('200 OK');
    expect(await answerOn(open(port))).toBe('');
    expect(await answerOn(open(port, '127.0.0.2'))).toContain('200 OK');
    first[0]?.destroy();
    let text = '';
    for (const deadline = Date.now() + 10_000; text === '' && Date.now() < deadline;) {
      text = await answerOn(open(port));
    }
    expect(text).toContain('200 OK');
  });

  it('are not counted where a trusted proxy stands in front', async () => {
    const port = await listen(1);
    for (let count = 0; count < 8; count += 1) {
      expect(await answerOn(open(port))).toContain('200 OK');
    }
  });
});
