import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { endSlowBodies } from './slow-bodies.ts';

const patienceMs = 400;

describe('a body whose reader gives up before its end', () => {
  let server: FastifyInstance | undefined;
  afterEach(() => server?.close());

  it('is answered, and its connection ends like any other that sends next to nothing', async () => {
    server = Fastify();
    endSlowBodies(server, patienceMs);
    server.addContentTypeParser('image/jpeg', (_request, body, done) => done(null, body));
    server.post('/pictures', async ({ body, raw }, reply) => {
      // As a store does that finds the first bytes wrong. Node.js takes the request its socket then.
      const chunks = (body as Readable)[Symbol.asyncIterator]();
      await chunks.next();
      await chunks.return?.();
      expect(raw.socket).toBeNull();
      return reply.status(422).send('no picture');
    });
    await server.listen({ host: '127.0.0.1', port: 0 });
    const { port } = server.server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1');
    await once(client, 'connect');
    client.write(
      'POST /pictures HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: 100000\r\n\r\nx',
    );
    const answered = await text(client);
    expect(answered).toMatch(/^HTTP\/1\.1 422 .*no picture/s);
    const after = await server.inject({ method: 'POST', url: '/nothing' });
    expect(after.statusCode).toBe(404);
  });
});
