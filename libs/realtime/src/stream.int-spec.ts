import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { MemoryLog } from '../testing/memory-log.ts';
import { openEventStream, responseSink, sseHeaders, StreamHub } from './index.ts';

let log: MemoryLog;
let hub: StreamHub;
let server: Server;
const sockets = new Set<Socket>();

beforeEach(async () => {
  log = new MemoryLog();
  hub = new StreamHub({ openLog: () => log, heartbeatMs: 1_000 });
  server = createServer((request, response) => {
    void hub.connect(
      { topic: 'a', cursor: request.headers['last-event-id'] as string | undefined },
      () => responseSink(response.writeHead(200, sseHeaders)),
    );
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  hub.close();
  for (const socket of sockets) socket.destroy();
  server.close();
  await once(server, 'close');
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

it('shows each event once and in order to clients that are cut off all the time', async () => {
  const atLeast = { events: 2000, cuts: 60 };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
  const seen = Array.from({ length: 20 }, (): number[] => []);
  let cuts = 0;
  const streams = seen.map((list) =>
    openEventStream({
      url,
      transports: ['sse'],
      cursor: '0a0b0c0d:0',
      backoff: { minMs: 2, maxMs: 20 },
      onEvent: (event) => list.push(event.sequence_number),
    }),
  );
  let written = 0;
  // A busy machine reconnects slowly: it goes on until there was enough to cut.
  while (written < atLeast.events || cuts < atLeast.cuts) {
    log.append(20, { filler: 'ü'.repeat(200) });
    written += 20;
    hub.wakeAll();
    for (const socket of sockets) {
      if (Math.random() > 0.2) continue;
      socket.destroy();
      cuts += 1;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await until(() => seen.every((list) => list.length >= written));
  for (const stream of streams) stream.close();
  const expected = Array.from({ length: written }, (_, i) => i + 1);
  for (const list of seen) expect(list).toEqual(expected);
});
