import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiKeyRole, type Camera, idFromUuid, type Site } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { bearer, type BearerFetch, newApiKey } from '../testing/credentials.ts';
import { newDevice, newProvisioningToken, newSite, type TestDevice } from '../testing/edge.ts';
import { accessOf, operations, type Operation, permits } from './operations.ts';

interface OpenApi {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string }>>;
}

/** A well-formed id that nobody has, of each kind that stands in a path. */
const nobodys: Record<string, string> = {
  sites: 'site_01h455vb4pex5vsknk084sn02q',
  devices: 'dev_01h455vb4pex5vsknk084sn02q',
  cameras: 'cam_01h455vb4pex5vsknk084sn02q',
  'provisioning-tokens': 'ptk_01h455vb4pex5vsknk084sn02q',
  people: 'usr_01h455vb4pex5vsknk084sn02q',
  invitations: 'inv_01h455vb4pex5vsknk084sn02q',
  'api-keys': 'key_01h455vb4pex5vsknk084sn02q',
  sessions: 'ses_01h455vb4pex5vsknk084sn02q',
  operations: 'opn_01h455vb4pex5vsknk084sn02q',
};

describe('rights', () => {
  let cloud: TestApp;
  let document: OpenApi;
  let owner: TestPerson;
  let stranger: TestPerson;
  let site: Site;
  let camera: Camera;
  let worker: TestDevice;
  let token: { id: string };
  beforeAll(async () => {
    cloud = await startTestApp();
    document = (await (await fetch(`${cloud.url}/v1/openapi.json`)).json()) as OpenApi;
    owner = await cloud.newPerson();
    stranger = await cloud.newPerson();
    site = await newSite(owner);
    worker = await newDevice(cloud, owner, site, 'worker');
    token = await newProvisioningToken(owner, site, 'worker');
    const made = await owner.fetch('/v1/cameras', {
      method: 'POST',
      body: { device_id: worker.enrolment.deviceId, configuration },
    });
    camera = (await made.json()) as Camera;
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const configuration = {
    name: 'Canary-7731',
    driver: { type: 'simulated-sky', seed: 'a', anchorAt: '2026-06-01T00:00:00.000Z' },
    schedules: [{ type: 'interval', name: 'always', intervalSeconds: 5 }],
    timelapse: null,
  };
  const routes = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{sha256\}/g, 'a'.repeat(64)).replace(/\{[^}]+\}/g, (_, at: number) => {
          const kind = path.slice(0, at).split('/').at(-2) ?? '';
          return nobodys[kind] ?? 'x';
        }),
        operation: operationId as Operation,
      })),
    );

  it('are the same in the OpenAPI document and in the table', () => {
    const documented = routes().map(({ operation }) => operation);
    expect(document.openapi).toMatch(/^3\.1/);
    expect(new Set(documented).size).toBe(documented.length);
    for (const operation of documented) expect(Object.keys(operations)).toContain(operation);
    for (const operation of ['sites.create', 'cameras.read', 'edge.enrol', 'edge.site.report']) {
      expect(documented).toContain(operation);
    }
  });

  it('need a log-in or a token on every route that is not public', async () => {
    const closed = routes().filter(({ operation }) => accessOf(operation) !== 'public');
    expect(closed.length).toBeGreaterThan(15);
    for (const { method, path, operation } of closed) {
      const answer = await fetch(`${cloud.url}${path}`, { method });
      expect([operation, answer.status]).toEqual([operation, 401]);
    }
  });

  /** Every kind of caller the table tells apart: who it is, and how it shows that. */
  const callers = (['owner', 'admin', 'operator', 'viewer'] as const).flatMap((role) =>
    (['session', 'api-key', 'token of a session', 'token of a key'] as const).flatMap((shown) =>
      [false, true].map((limited) => ({ role, shown, limited })),
    ),
  );
  const possible = callers.filter(
    ({ role, shown, limited }) => role !== 'owner' || !(limited || shown.endsWith('key')),
  );

  async function callerOf({ role, shown, limited }: (typeof callers)[number]) {
    const { organisationId } = owner;
    const site_ids = limited ? [site.id] : null;
    if (shown.endsWith('key')) {
      const key = await newApiKey(owner, role as ApiKeyRole, { ...(site_ids ? { site_ids } : {}) });
      const own = bearer(cloud, key.secret);
      return shown === 'api-key' ? own : bearer(cloud, await tokenOf(own));
    }
    const person = await cloud.newPerson({ role, organisationId });
    const id = idFromUuid('user', person.userId);
    if (limited) {
      const changed = { method: 'PATCH', body: { site_ids }, headers: { 'if-match': '*' } };
      expect((await owner.fetch(`/v1/people/${id}`, changed)).status).toBe(200);
    }
    return shown === 'session' ? person.fetch : bearer(cloud, await tokenOf(person.fetch));
  }

  const tokenOf = async (fetchAs: BearerFetch): Promise<string> => {
    const answer = await fetchAs('/v1/auth/token', { method: 'POST' });
    return ((await answer.json()) as { access_token: string }).access_token;
  };

  it.each(possible)(
    'of $role by $shown (some sites only: $limited) are those of the table',
    async (caller) => {
      const fetchAs = await callerOf(caller);
      const credential = {
        kind: caller.shown.endsWith('key') ? ('api-key' as const) : ('session' as const),
        id: '',
      };
      const siteIds = caller.limited ? [''] : null;
      let refused = 0;
      for (const { method, path, operation } of routes()) {
        const access = accessOf(operation);
        if (access === 'public' || !('people' in access)) continue;
        // A stream does not end by itself, and a log-out would end the test.
        if (operation === 'session.delete') continue;
        const allowed = permits(access, { role: caller.role, siteIds, credential });
        const cut = new AbortController();
        const answer = await fetchAs(path, {
          method,
          ...(method === 'POST' ? { body: {} } : {}),
          signal: cut.signal,
        });
        expect([operation, answer.status === 403]).toEqual([operation, !allowed]);
        expect([operation, answer.status]).not.toEqual([operation, 401]);
        cut.abort();
        if (!allowed) refused += 1;
      }
      if (caller.role === 'viewer') expect(refused).toBeGreaterThan(10);
    },
  );

  it('are of one organisation: a foreign id is like one that nobody has, to the byte', async () => {
    const invited = await owner.fetch('/v1/invitations', {
      method: 'POST',
      body: { email: 'guest@example.org', role: 'viewer' },
    });
    const pairs: [string, string, string][] = [
      ['GET', '/v1/sites/', site.id],
      ['GET', '/v1/devices/', worker.enrolment.deviceId],
      ['GET', '/v1/cameras/', camera.id],
      ['DELETE', '/v1/provisioning-tokens/', token.id],
      ['DELETE', '/v1/api-keys/', (await newApiKey(owner, 'viewer')).id],
      ['DELETE', '/v1/invitations/', ((await invited.json()) as { id: string }).id],
    ];
    for (const [method, path, id] of pairs) {
      const own = await owner.fetch(`${path}${id}`, { method });
      expect([path, own.ok]).toEqual([path, true]);
      const random = nobodys[path.split('/')[2] ?? ''] ?? '';
      const headers = { 'x-request-id': 'the-same-for-both' };
      const foreign = await stranger.fetch(`${path}${id}`, { method, headers });
      const unknown = await stranger.fetch(`${path}${random}`, { method, headers });
      expect([path, foreign.status, unknown.status]).toEqual([path, 404, 404]);
      expect(await foreign.text()).toBe(await unknown.text());
    }
  });

  it('do not reach another organisation through the ids in a body', async () => {
    const calls: [string, (ids: { site: string; device: string }) => unknown][] = [
      [
        '/v1/provisioning-tokens',
        (ids) => ({ site_id: ids.site, role: 'worker', device_name: 'x' }),
      ],
      ['/v1/cameras', (ids) => ({ device_id: ids.device, configuration })],
    ];
    const theirs = { site: site.id, device: worker.enrolment.deviceId };
    const nobody = { site: nobodys['sites'] ?? '', device: nobodys['devices'] ?? '' };
    const counts = () =>
      cloud.database.query(
        'SELECT (SELECT count(*) FROM camera) AS c, (SELECT count(*) FROM provisioning_token) AS t',
      );
    const before = await counts();
    for (const [path, body] of calls) {
      const headers = { 'x-request-id': 'the-same-for-both' };
      const foreign = await stranger.fetch(path, { method: 'POST', headers, body: body(theirs) });
      const unknown = await stranger.fetch(path, { method: 'POST', headers, body: body(nobody) });
      expect([path, foreign.status]).toEqual([path, 404]);
      expect(await foreign.text()).toBe(await unknown.text());
    }
    expect(await counts()).toEqual(before);
  });

  it('keep lists apart, filters and claims of another organisation included', async () => {
    const headers = { 'x-org-id': owner.organisationId };
    for (const path of [
      '/v1/sites',
      '/v1/devices',
      '/v1/cameras',
      '/v1/provisioning-tokens',
      '/v1/api-keys',
      '/v1/invitations',
      `/v1/devices?site_id=${site.id}`,
      `/v1/cameras?site_id=${site.id}`,
      `/v1/cameras?device_id=${worker.enrolment.deviceId}`,
      `/v1/sites?organisation_id=${owner.organisationId}`,
    ]) {
      const answer = await stranger.fetch(path, { headers });
      expect([path, await answer.json()]).toEqual([path, { items: [], next_page_token: null }]);
    }
    expect(await (await owner.fetch('/v1/cameras')).text()).toContain('Canary-7731');
  });

  it('page through a list without a gap and without a repetition', async () => {
    const person = await cloud.newPerson();
    const made = [];
    for (let count = 0; count < 5; count += 1) made.push((await newSite(person)).id);
    const seen: string[] = [];
    let next = '/v1/sites?page_size=2';
    for (;;) {
      const page = (await (await person.fetch(next)).json()) as {
        items: Site[];
        next_page_token: string | null;
      };
      seen.push(...page.items.map(({ id }) => id));
      if (page.next_page_token === null) break;
      next = `/v1/sites?page_size=2&page_token=${page.next_page_token}`;
    }
    expect(seen).toEqual(made);
  });
});
