import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Problem } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { deprecations } from './deprecations.ts';

describe('what the cloud shows of itself', () => {
  let cloud: TestApp;
  let person: TestPerson;
  beforeAll(async () => {
    cloud = await startTestApp({}, { ownServer: true });
    person = await cloud.newPerson();
    const folder = cloud.configuration.dashboardDirectory;
    mkdirSync(path.join(folder, 'assets'), { recursive: true });
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>Eyrie</title>');
    writeFileSync(path.join(folder, 'assets/app-1234.js'), 'export {};');
    writeFileSync(path.join(folder, '../secret.txt'), 'not for you');
  });
  afterAll(async () => {
    await cloud.close();
  });

  const get = (address: string, headers: Record<string, string> = {}) =>
    fetch(`${cloud.url}${address}`, { headers });

  it('sends the headers of security with every answer', async () => {
    for (const address of [
      '/',
      '/v1/session',
      '/v1/nothing',
      '/health',
      '/docs',
      '/assets/app-1234.js',
    ]) {
      const { headers } = await get(address);
      expect([address, headers.get('content-security-policy')]).toEqual([
        address,
        expect.stringContaining("default-src 'self'"),
      ]);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-request-id')).toMatch(/^[\w.-]{8,}$/);
    }
  });

  it('takes over a request id that is harmless, and no other', async () => {
    const own = await get('/livez', { 'x-request-id': 'trace-1234.abc' });
    expect(own.headers.get('x-request-id')).toBe('trace-1234.abc');
    const odd = await get('/livez', { 'x-request-id': '<script>alert(1)</script>' });
    expect(odd.headers.get('x-request-id')).not.toContain('script');
  });

  it('goes by the trace of its caller where no request id is given, the problem too', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
    const answer = await get('/v1/nothing', { traceparent });
    expect(answer.headers.get('x-request-id')).toBe(trace);
    expect(((await answer.json()) as Problem).request_id).toBe(trace);
    const both = await get('/livez', { traceparent, 'x-request-id': 'trace-1234.abc' });
    expect(both.headers.get('x-request-id')).toBe('trace-1234.abc');
    // What is no trace: all zeros, another version, too short.
    const zeros = '0'.repeat(32);
    for (const odd of [`00-${zeros}-00f067aa0ba902b7-01`, `ff-${trace}-00f067aa0ba902b7-01`, '1']) {
      const { headers } = await get('/livez', { traceparent: odd });
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    }
  });

  it('says with every answer how long it took', async () => {
    for (const address of ['/livez', '/v1/session', '/v1/nothing', '/docs']) {
      const { headers } = await get(address);
      expect([address, headers.get('server-timing')]).toEqual([
        address,
        expect.stringMatching(/^app;dur=\d+\.\d$/),
      ]);
    }
  });

  it('says of an operation that is going to end since when, until when and what to use', async () => {
    const told = async (address: string) => {
      const { status, headers } = await person.fetch(address);
      return [status, ...['deprecation', 'sunset', 'link'].map((name) => headers.get(name))];
    };
    deprecations['sites.list'] = {
      since: '2026-11-01T00:00:00.000Z',
      sunset: '2027-11-02T00:00:00.000Z',
      link: 'https://eyrie.example.org/docs',
    };
    try {
      const all = [
        '@1793491200',
        'Tue, 02 Nov 2027 00:00:00 GMT',
        '<https://eyrie.example.org/docs>; rel="deprecation"; type="text/html"',
      ];
      expect(await told('/v1/sites')).toEqual([200, ...all]);
      expect(await told('/v1/sites?page_token=AAAA')).toEqual([422, ...all]);
      expect(await told('/v1/cameras')).toEqual([200, null, null, null]);
    } finally {
      delete deprecations['sites.list'];
    }
    expect(await told('/v1/sites')).toEqual([200, null, null, null]);
  });

  it('takes a DELETE without a body for one, whatever type it names', async () => {
    const made = await person.fetch('/v1/invitations', {
      method: 'POST',
      body: { email: 'guest@example.org', role: 'viewer' },
    });
    const { id } = (await made.json()) as { id: string };
    const gone = await person.fetch(`/v1/invitations/${id}`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
    });
    expect(gone.status).toBe(204);
    // A body that is there has to be one.
    const filled = await fetch(`${cloud.url}/v1/invitations/${id}`, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json', cookie: person.cookie, origin: cloud.url },
      body: '{',
    });
    expect(filled.status).toBe(400);
  });

  it('answers every failure with a problem that tells nothing of the inside', async () => {
    const post = (body: string, type = 'application/json') =>
      fetch(`${cloud.url}/v1/session`, { method: 'POST', headers: { 'content-type': type }, body });
    const answers: [Response, number, string][] = [
      [await get('/v1/nothing'), 404, 'route.not_found'],
      [await post('{"email":'), 400, 'request.malformed'],
      [await post('{"email":{"__proto__":{"role":"owner"}}}'), 400, 'request.malformed'],
      [await post('{"a":[{"constructor":{"prototype":{"b":1}}}]}'), 400, 'request.malformed'],
      [await person.fetch('/v1/sites?__proto__=x&page_token=AAAA'), 422, 'request.invalid'],
      [await post('<a/>', 'application/xml'), 415, 'request.media_type'],
      [await post(`"${'x'.repeat(3_000_000)}"`), 413, 'request.too_large'],
      [await person.fetch('/v1/sites/not-an-id'), 422, 'request.invalid'],
      [await person.fetch('/v1/sites?page_token=AAAA'), 422, 'request.invalid'],
    ];
    for (const [answer, status, code] of answers) {
      const text = await answer.text();
      expect([answer.status, (JSON.parse(text) as Problem).code]).toEqual([status, code]);
      expect(answer.headers.get('content-type')).toMatch('application/problem+json');
      expect(text).not.toMatch(/node_modules|\bat .*\.ts|SELECT/);
    }
  });

  it('points into the body where it is wrong, and changes nothing that is not asked', async () => {
    const answer = await person.fetch('/v1/sites', {
      method: 'POST',
      body: { name: ' ', latitude: 91, longitude: 0, time_zone: 'UTC', founding_coordinators: 9 },
    });
    const problem = (await answer.json()) as Problem;
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/name',
      '/latitude',
      '/founding_coordinators',
    ]);
    const zone = await person.fetch('/v1/sites', {
      method: 'POST',
      body: { name: 'x', latitude: 1, longitude: 0, time_zone: 'Mars/Olympus' },
    });
    expect(((await zone.json()) as Problem).errors?.[0]?.pointer).toBe('/time_zone');
    const more = await person.fetch('/v1/sites', {
      method: 'POST',
      body: { name: 'x', latitude: 1, longitude: 0, time_zone: 'UTC', site_epoch: 9, term: 9 },
    });
    expect(await more.json()).toMatchObject({ site_epoch: 1, term: 0 });
  });

  it('serves the dashboard, its pages and its assets, and nothing beside them', async () => {
    const html = { accept: 'text/html' };
    for (const address of ['/', '/sites/anything', '/login']) {
      const page = await get(address, html);
      expect([address, page.status, await page.text()]).toEqual([
        address,
        200,
        '<!doctype html><title>Eyrie</title>',
      ]);
      expect(page.headers.get('cache-control')).toBe('no-cache');
    }
    const asset = await get('/assets/app-1234.js');
    expect(asset.headers.get('cache-control')).toMatch(/immutable/);
    expect(asset.headers.get('content-type')).toMatch(/javascript/);
    for (const address of ['/assets/none.js', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt']) {
      expect(await (await get(address, { accept: '*/*' })).text()).not.toContain('not for you');
    }
  });

  it('shows its API as OpenAPI and as a page', async () => {
    expect((await get('/v1/openapi.json')).headers.get('content-type')).toMatch('application/json');
    expect(await (await get('/docs')).text()).toContain('swagger-ui');
  });

  // Last: it stops the database.
  it('answers 503 while Postgres is away, lives on, and works again when it is back', async () => {
    await cloud.database.server.pause();
    const away = await person.fetch('/v1/sites');
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toBe('1');
    expect(((await away.json()) as Problem).code).toBe('database.unavailable');
    expect((await get('/livez')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(503);
    expect((await get('/health')).status).toBe(503);
    await cloud.database.server.restart();
    expect((await person.fetch('/v1/sites')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    expect(await (await get('/health')).json()).toMatchObject({ status: 'ok' });
  });
});
