import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createEyrie, EyrieUnreachable, type EyrieOptions } from './index.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const site = { name: 'Ridge', latitude: 1, longitude: 2, time_zone: 'Etc/UTC' };
const cut: Answer = (request) => request.socket.destroy();
const json =
  (status: number, body: object, headers: Record<string, string> = {}): Answer =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

/** A real server that misbehaves as it is told, answer by answer. */
describe('the transport', () => {
  let server: Server;
  let answers: Answer[];
  let seen: { method: string | undefined; key: string | undefined }[];
  beforeEach(async () => {
    [answers, seen] = [[], []];
    server = createServer((request, response) => {
      seen.push({
        method: request.method,
        key: request.headers['idempotency-key'] as string | undefined,
      });
      request.resume().on('end', () => (answers.shift() ?? json(200, {}))(request, response));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const client = (options: Partial<EyrieOptions> = {}) => {
    const { port } = server.address() as AddressInfo;
    return createEyrie({
      baseUrl: `http://127.0.0.1:${port}/`,
      random: () => 0,
      ...options,
    });
  };

  it('keeps one key over all attempts of a call, and draws another for the next call', async () => {
    answers = [cut, json(503, {}), json(429, {}, { 'retry-after': '0' }), json(201, { id: 'a' })];
    await expect(client().sites.create(site)).resolves.toEqual({ id: 'a' });
    await client().sites.create(site);
    const keys = seen.map(({ key }) => key);
    expect(keys).toHaveLength(5);
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[4]).not.toBe(keys[0]);
  });

  it('does not repeat a change under If-Match of which nobody knows whether it was made', async () => {
    answers = [json(200, site, { etag: '"1"' }), cut];
    const change = client().sites.edit('site_a', () => ({ name: 'new' }));
    await expect(change).rejects.toBeInstanceOf(EyrieUnreachable);
    expect(seen.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
  });

  it('throws the refusal with all that it says', async () => {
    const errors = [{ pointer: '/name', message: 'must not be empty' }];
    answers = [json(422, { code: 'request.invalid', title: 'Invalid', request_id: 'r1', errors })];
    await expect(client().sites.create(site)).rejects.toMatchObject({
      ...{ name: 'EyrieProblem', code: 'request.invalid', status: 422, requestId: 'r1', errors },
    });
  });

  it('throws a refusal that asks for too long a wait at once', async () => {
    answers = [json(429, { code: 'limit.exceeded' }, { 'retry-after': '3600' })];
    await expect(client().sites.read('a')).rejects.toMatchObject({ retryAfterMs: 3_600_000 });
    expect(seen).toHaveLength(1);
  });

  it('takes what is no problem document for what it is', async () => {
    answers = [(_, response) => response.writeHead(500).end('<h1>proxy</h1>')];
    await expect(client().sites.read('a')).rejects.toMatchObject({ code: 'http.500' });
  });

  it('ends with the reason of the signal, in a wait and in a request', async () => {
    const ended = new AbortController();
    answers = [json(503, {}, { 'retry-after': '20' })];
    const waiting = client().sites.read('a', { signal: ended.signal });
    setTimeout(() => ended.abort(new Error('enough')), 50);
    await expect(waiting).rejects.toThrow('enough');
    const silent = new AbortController();
    answers = [() => setTimeout(() => silent.abort(new Error('too slow')), 20)];
    await expect(client().sites.read('a', { signal: silent.signal })).rejects.toThrow('too slow');
  });

  it('gives up an attempt without an answer', async () => {
    answers = [() => undefined];
    await expect(client({ timeoutMs: 50 }).sites.read('a')).resolves.toEqual({});
    expect(seen).toHaveLength(2);
  });

  it('refuses the whole where a part was asked for', async () => {
    answers = [(_, response) => response.end('everything')];
    const part = client().frames.image('a', { range: { start: 5 } });
    await expect(part).rejects.toMatchObject({ code: 'sdk.range_ignored' });
  });
});
