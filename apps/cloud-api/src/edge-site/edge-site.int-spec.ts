import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Camera, Device, Problem, Site, SiteManifest } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import {
  exchange,
  fence,
  newAssertion,
  newDevice,
  newPrivateKey,
  newSite,
  type TestDevice,
} from '../testing/edge.ts';

const configuration = {
  name: 'Glacier',
  driver: { type: 'simulated-sky', seed: 'a', anchorAt: '2026-06-01T00:00:00.000Z' },
  schedules: [{ type: 'interval', name: 'always', intervalSeconds: 5 }],
  timelapse: null,
};

describe('a site at the edge', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let leader: TestDevice;
  let worker: TestDevice;
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    leader = await newDevice(cloud, person, site, 'coordinator');
    worker = await newDevice(cloud, person, site, 'worker');
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const report = (term: number, changes: Record<string, unknown> = {}) => ({
    leaderNodeId: 1,
    term,
    commitIndex: 12,
    version: '0.1.0',
    members: [
      {
        deviceId: leader.enrolment.deviceId,
        nodeId: 1,
        role: 'leader',
        reachable: true,
        matchIndex: 12,
      },
    ],
    connected: [worker.enrolment.deviceId],
    reported: [
      {
        deviceId: worker.enrolment.deviceId,
        version: 1,
        desiredVersion: 1,
        applied: true,
        reason: null,
      },
    ],
    uplinkBacklogRecords: 7,
    at: new Date().toISOString(),
    ...changes,
  });
  const send = (
    device: TestDevice,
    epoch: number,
    term: number,
    changes?: Record<string, unknown>,
  ) =>
    device.fetch('/edge/v1/site/report', {
      method: 'POST',
      headers: fence(epoch, term),
      body: report(term, changes),
    });
  const get = async <Body>(path: string) => (await (await person.fetch(path)).json()) as Body;

  it('gets its manifest, and 304 until something changes', async () => {
    const first = await leader.fetch('/edge/v1/site');
    expect(first.status).toBe(200);
    const manifest = (await first.json()) as SiteManifest;
    expect(manifest.devices).toHaveLength(2);
    expect(manifest.foundingVoters).toEqual([{ deviceId: leader.enrolment.deviceId, nodeId: 1 }]);
    const etag = first.headers.get('etag') ?? '';
    const same = await leader.fetch('/edge/v1/site', { headers: { 'if-none-match': etag } });
    expect(same.status).toBe(304);
    expect(await same.text()).toBe('');

    const made = await person.fetch('/v1/cameras', {
      method: 'POST',
      body: { device_id: worker.enrolment.deviceId, configuration },
    });
    expect(made.status).toBe(201);
    const camera = (await made.json()) as Camera;
    const changed = await leader.fetch('/edge/v1/site', { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    const next = (await changed.json()) as SiteManifest;
    expect(next.version).toBeGreaterThan(manifest.version);
    expect(next.desired).toEqual([
      expect.objectContaining({ deviceId: worker.enrolment.deviceId, version: 2 }),
    ]);
    expect(next.desired[0]?.configuration.cameras[0]).toMatchObject({
      cameraId: camera.id,
      name: 'Glacier',
      thumbnailWidthPx: 480,
    });
  });

  it("takes the leader's report into what people see", async () => {
    expect((await send(leader, 1, 3)).status).toBe(204);
    const seen = await get<Site>(`/v1/sites/${site.id}`);
    expect(seen).toMatchObject({
      presence: 'online',
      term: 3,
      leader_device_id: leader.enrolment.deviceId,
      uplink_backlog_records: 7,
    });
    const device = await get<Device>(`/v1/devices/${leader.enrolment.deviceId}`);
    expect(device).toMatchObject({
      presence: 'online',
      raft: { node_id: 1, role: 'leader', reachable: true, match_index: 12 },
    });
    const other = await get<Device>(`/v1/devices/${worker.enrolment.deviceId}`);
    expect(other.configuration.reported_version).toBe(1);
  });

  it('refuses a leader of a past term, whose view changes nothing', async () => {
    expect((await send(leader, 1, 8)).status).toBe(204);
    const late = await send(leader, 1, 7, { commitIndex: 99 });
    expect(late.status).toBe(409);
    expect((await late.json()) as Problem).toMatchObject({ code: 'site.fenced' });
    expect((await get<Site>(`/v1/sites/${site.id}`)).term).toBe(8);
    expect((await send(leader, 1, 8)).status).toBe(204);
  });

  it('refuses an epoch that the cloud never gave', async () => {
    expect((await send(leader, 2, 1)).status).toBe(409);
    expect((await send(leader, 1, 9)).status).toBe(204);
  });

  it('refuses a report without a fence, or with another term than its own', async () => {
    const bare = await leader.fetch('/edge/v1/site/report', { method: 'POST', body: report(9) });
    expect(bare.status).toBe(422);
    const other = await leader.fetch('/edge/v1/site/report', {
      method: 'POST',
      headers: fence(1, 10),
      body: report(9),
    });
    expect(other.status).toBe(422);
  });

  it('does not let a report touch the devices of another organisation', async () => {
    const stranger = await cloud.newPerson();
    const theirs = await newDevice(cloud, stranger, await newSite(stranger), 'worker');
    const state = () =>
      cloud.database.query('SELECT st.* FROM device_state st WHERE st.organisation_id = $1', [
        stranger.organisationId,
      ]);
    const before = await state();
    const changes = {
      connected: [theirs.enrolment.deviceId],
      reported: [
        {
          deviceId: theirs.enrolment.deviceId,
          version: 9,
          desiredVersion: 9,
          applied: true,
          reason: null,
        },
      ],
    };
    expect((await send(leader, 1, 9, changes)).status).toBe(204);
    expect(await state()).toEqual(before);
  });

  it('is not for workers, nor for people', async () => {
    expect((await worker.fetch('/edge/v1/site')).status).toBe(403);
    expect((await person.fetch('/edge/v1/site')).status).toBe(401);
    expect((await leader.fetch('/v1/sites')).status).toBe(401);
  });

  it('ends at once for a revoked device, token or no token', async () => {
    const gone = await newDevice(cloud, person, site, 'coordinator');
    expect((await gone.fetch('/edge/v1/site')).status).toBe(200);
    const revoked = await person.fetch(`/v1/devices/${gone.enrolment.deviceId}/revoke`, {
      method: 'POST',
      body: { reason: 'lost on the way' },
    });
    expect(revoked.status).toBe(200);
    expect((await gone.fetch('/edge/v1/site')).status).toBe(401);
    const again = await exchange(cloud, newAssertion(gone.enrolment.deviceId, gone.key.privateKey));
    expect(again.status).toBe(403);
    expect(await again.json()).toMatchObject({
      code: 'device.revoked',
      detail: 'The device was revoked: lost on the way',
    });
  });

  it('takes an assertion once', async () => {
    const assertion = newAssertion(worker.enrolment.deviceId, worker.key.privateKey);
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(cloud, assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(7);
  });

  it('refuses every forged assertion with the same answer', async () => {
    const { deviceId } = worker.enrolment;
    const key = worker.key.privateKey;
    const now = Math.floor(Date.now() / 1000);
    const unsigned = newAssertion(deviceId, key, {}, { alg: 'none' }).replace(/[^.]+$/, '');
    const forged = [
      'not-a-token',
      unsigned,
      newAssertion(deviceId, newPrivateKey()),
      newAssertion(deviceId, key, {}, { alg: 'HS256' }),
      newAssertion(deviceId, key, {}, { jku: 'http://127.0.0.1:1/keys' }),
      newAssertion(deviceId, key, {}, { kid: leader.enrolment.deviceId }),
      newAssertion(deviceId, key, {}, { kid: "' OR 1=1 --" }),
      newAssertion(deviceId, key, { sub: leader.enrolment.deviceId }),
      newAssertion(deviceId, key, { iss: leader.enrolment.deviceId }),
      newAssertion(deviceId, key, { aud: 'https://another.example' }),
      newAssertion(deviceId, key, { exp: now - 10 }),
      newAssertion(deviceId, key, { exp: now + 3600 }),
      newAssertion(deviceId, key, { iat: now + 3600 }),
      newAssertion(deviceId, key, { nbf: now + 3600 }),
      newAssertion(deviceId, key, { jti: undefined }),
      newAssertion(deviceId, key, { run: undefined }),
      newAssertion(deviceId, key, { run: 'any' }),
      newAssertion(deviceId, key, { start: undefined }),
      newAssertion(deviceId, key, { start: 0 }),
      newAssertion(leader.enrolment.deviceId, key),
    ];
    for (const assertion of forged) {
      const response = await exchange(cloud, assertion);
      expect(response.status).toBe(401);
      expect(((await response.json()) as Problem).code).toBe('auth.assertion_refused');
    }
  });

  it('refuses forged access tokens', async () => {
    const [header = '', payload = '', signature = ''] = leader.token.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    const other = Buffer.from(JSON.stringify({ sub: worker.enrolment.deviceId })).toString(
      'base64url',
    );
    const tokens = [
      `${none}.${payload}.`,
      `${header}.${other}.${signature}`,
      `${header}.${payload}.${'A'.repeat(signature.length)}`,
      newAssertion(leader.enrolment.deviceId, leader.key.privateKey, { aud: 'eyrie-edge' }),
      randomUUID(),
      '',
    ];
    for (const token of tokens) {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${cloud.url}/edge/v1/site`, { headers });
      expect(response.status).toBe(401);
    }
  });

  it('is told which frames its workers must keep, and when they need not any more', async () => {
    const device_id = worker.enrolment.deviceId;
    const camera = (await (
      await person.fetch('/v1/cameras', { method: 'POST', body: { device_id, configuration } })
    ).json()) as Camera;
    const desired = async () => {
      const response = await leader.fetch('/edge/v1/site');
      const manifest = (await response.json()) as SiteManifest;
      return manifest.desired.find(({ deviceId }) => deviceId === device_id);
    };
    const before = await desired();
    const range = { from: '2026-06-01T20:00:00.000Z', to: '2026-06-02T04:00:00.000Z' };
    const locked = await person.fetch('/v1/locked-ranges', {
      method: 'POST',
      body: { camera_id: camera.id, ...range, reason: 'noctilucent clouds' },
    });
    const { id } = (await locked.json()) as { id: string };
    const after = await desired();
    expect(after?.configuration.lockedRanges).toEqual([{ cameraId: camera.id, ...range }]);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    expect((await person.fetch(`/v1/locked-ranges/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await desired())?.configuration.lockedRanges).toBeUndefined();
    const wrong = { camera_id: camera.id, from: range.to, to: range.from, reason: 'backwards' };
    const refused = await person.fetch('/v1/locked-ranges', { method: 'POST', body: wrong });
    expect(refused.status).toBe(422);
  });
});
