import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Archival,
  type Camera,
  type Device,
  type Problem,
  type Site,
  type SiteManifest,
  uuidFromId,
} from '@eyrie/contracts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { newDevice, newProvisioningToken, newSite } from '../testing/edge.ts';
import { expectAnswer } from '../testing/expect-answer.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { cameraConfiguration, leaderOf } from '../testing/filled-site.ts';
import { frameRecord } from '../testing/fleet.ts';

describe('what is put away', () => {
  let cloud: TestApp;
  let filled: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    filled = await fillOrganisation(cloud, 'shrike');
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  const call = (method: string, path: string, seen: string | null = '*', body?: unknown) =>
    filled.owner.fetch(path, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: seen === null ? {} : { 'if-match': seen },
    });
  const put = async (path: string) => (await (await call('DELETE', path)).json()) as Archival;
  const read = async <What>(path: string) => (await expectAnswer(filled.owner, path)) as What;
  const problemOf = async (answer: Response) => {
    const { code } = (await answer.json()) as Problem;
    return [answer.status, code];
  };
  const idsAt = async (path: string) =>
    (await read<{ items: { id: string }[] }>(path)).items.map(({ id }) => id);
  const wanted = async () => {
    const manifest = (await (
      await filled.coordinator.fetch('/edge/v1/site')
    ).json()) as SiteManifest;
    const { deviceId } = filled.worker.enrolment;
    return manifest.desired.find((one) => one.deviceId === deviceId);
  };
  const newCamera = async (name: string, deviceId = filled.worker.enrolment.deviceId) =>
    (await expectAnswer(filled.owner, '/v1/cameras', {
      method: 'POST',
      body: { device_id: deviceId, configuration: cameraConfiguration(name) },
    })) as Camera;
  const restorableNoMore = (table: string, kind: 'camera' | 'site', id: string) =>
    cloud.database.query(
      `UPDATE ${table} SET archived_at = now() - interval '31 days' WHERE id = $1`,
      [uuidFromId(kind, id)],
    );

  it('says in a trial what would go, and nothing goes', async () => {
    const before = await wanted();
    const path = `/v1/cameras/${filled.cameraId}`;
    const trial = await call('DELETE', `${path}?dry_run=true`);
    expect([trial.status, trial.headers.get('dry-run')]).toEqual([200, 'true']);
    const frame = await read<{ bytes: number }>(`/v1/frames/${filled.frameId}`);
    const timelapse = await read<{ bytes: number }>(`/v1/timelapses/${filled.timelapseId}`);
    expect(await trial.json()).toMatchObject({
      id: filled.cameraId,
      devices_total: 0,
      cameras_total: 1,
      frames_total: 1,
      timelapses_total: 1,
      media_bytes: frame.bytes + timelapse.bytes,
    });
    expect(await wanted()).toEqual(before);
    expect((await read<Camera>(path)).archived_at).toBeNull();
  });

  it('is asked for with what was seen', async () => {
    const { id, revision } = await newCamera('seen');
    const path = `/v1/cameras/${id}`;
    expect((await call('DELETE', path, null)).status).toBe(428);
    expect((await call('DELETE', path, `"${revision + 1}"`)).status).toBe(412);
    expect((await call('DELETE', path, `"${revision}"`)).status).toBe(200);
  });

  it('is a camera no more that its worker captures with, from then on', async () => {
    const camera = await newCamera('north');
    const before = await wanted();
    expect(JSON.stringify(before)).toContain(camera.id);
    await put(`/v1/cameras/${camera.id}`);
    const after = await wanted();
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    expect(JSON.stringify(after)).not.toContain(camera.id);
    const { deviceId } = filled.worker.enrolment;
    const target = await read<{ worker: unknown }>(`/v1/configurations/${deviceId}/effective`);
    expect(JSON.stringify(target.worker)).not.toContain(camera.id);
    const capture = { type: 'capture', parameters: { camera_id: camera.id } };
    const commanded = await call('POST', `/v1/devices/${deviceId}/commands`, null, capture);
    expect(await problemOf(commanded)).toEqual([404, 'camera.not_found']);
  });

  it('is out of the lists and of the counts, and read where it is asked for', async () => {
    const { id } = await newCamera('west');
    const device = `/v1/devices/${filled.worker.enrolment.deviceId}`;
    const had = (await read<Device>(device)).cameras_total;
    const siteHad = (await read<Site>(`/v1/sites/${filled.site.id}`)).cameras_total;
    await put(`/v1/cameras/${id}`);
    expect(await idsAt('/v1/cameras?page_size=200')).not.toContain(id);
    expect(await idsAt('/v1/cameras?page_size=200&state=archived')).toContain(id);
    expect(await idsAt('/v1/cameras?page_size=200&state=all')).toContain(id);
    expect((await read<Device>(device)).cameras_total).toBe(had - 1);
    expect((await read<Site>(`/v1/sites/${filled.site.id}`)).cameras_total).toBe(siteHad - 1);
    const listed = await read<{ items: Device[] }>(`/v1/devices?site_id=${filled.site.id}`);
    const worker = listed.items.find((one) => one.id === filled.worker.enrolment.deviceId);
    expect(worker?.cameras_total).toBe(had - 1);
    expect((await read<Camera>(`/v1/cameras/${id}`)).archived_at).toEqual(expect.any(String));
    expect(await idsAt(`/v1/cameras/${id}/frames`)).toEqual([]);
  });

  it('takes in what was captured before', async () => {
    const { id } = await newCamera('late');
    await put(`/v1/cameras/${id}`);
    const record = frameRecord(
      { bootEpoch: '2f7e8bb0-9a3f-4c5e-8a5c-6d6f0f1f2a3b', sequence: 1 },
      { cameraId: uuidFromId('camera', id) },
    );
    await expectAnswer(leaderOf(filled.coordinator), '/edge/v1/records', {
      method: 'POST',
      body: { records: [{ deviceId: filled.worker.enrolment.deviceId, record }] },
    });
    expect(await idsAt(`/v1/cameras/${id}/frames`)).toEqual([record.body.frameId]);
  });

  it('is not changed, and is taken back as it was', async () => {
    const camera = await newCamera('east');
    const path = `/v1/cameras/${camera.id}`;
    const archived = await put(path);
    expect(await put(path)).toEqual(archived);
    const change = { configuration: { quality: 50 } };
    expect(await problemOf(await call('PATCH', path, '*', change))).toEqual([
      409,
      'camera.archived',
    ]);
    const restored = await call('POST', `${path}/restore`);
    expect(await restored.json()).toEqual({ ...camera, revision: 3, archived_at: null });
    expect(JSON.stringify(await wanted())).toContain(camera.id);
  });

  it('is taken back within thirty days alone', async () => {
    const { id } = await newCamera('long ago');
    await put(`/v1/cameras/${id}`);
    await restorableNoMore('camera', 'camera', id);
    expect(await problemOf(await call('POST', `/v1/cameras/${id}/restore`))).toEqual([
      409,
      'archive.restore_time_over',
    ]);
    const site = await newSite(filled.owner);
    await put(`/v1/sites/${site.id}`);
    await restorableNoMore('site', 'site', site.id);
    expect((await call('POST', `/v1/sites/${site.id}/restore`)).status).toBe(409);
  });

  it('is a site only where nothing works at it, or where that is to end too', async () => {
    const site = await newSite(filled.owner);
    const { enrolment } = await newDevice(cloud, filled.owner, site, 'worker');
    const camera = await newCamera('of the site', enrolment.deviceId);
    const token = await newProvisioningToken(filled.owner, site, 'worker');
    const path = `/v1/sites/${site.id}`;
    const refused = await call('DELETE', path);
    expect(await problemOf(refused)).toEqual([409, 'site.has_devices']);
    const wish = `${path}?decommission_devices=true`;
    const trial = (await (await call('DELETE', `${wish}&dry_run=true`)).json()) as Archival;
    expect(trial).toMatchObject({ devices_total: 1, cameras_total: 1 });
    expect((await read<Site>(path)).devices_total).toBe(1);
    const done = await call('DELETE', wish);
    expect(await done.json()).toMatchObject({ devices_total: 1, cameras_total: 1 });
    expect(await idsAt('/v1/sites?page_size=200')).not.toContain(site.id);
    expect(await idsAt('/v1/sites?page_size=200&state=archived')).toContain(site.id);
    const device = await read<Device>(`/v1/devices/${enrolment.deviceId}`);
    expect(device).toMatchObject({ access: 'revoked', decommissioned_at: expect.any(String) });
    expect((await read<Camera>(`/v1/cameras/${camera.id}`)).archived_at).not.toBeNull();
    const tokens = await read<{ items: { id: string; revoked_at: string | null }[] }>(
      '/v1/provisioning-tokens?page_size=200',
    );
    const handedOut = tokens.items.find(({ id }) => id === token.id);
    expect(handedOut?.revoked_at).not.toBeNull();
    const restored = await call('POST', `/v1/cameras/${camera.id}/restore`);
    expect(await problemOf(restored)).toEqual([409, 'camera.without_device']);
  });

  it('gets no name, no device and no token while it is a site that was put away', async () => {
    const { id } = await newSite(filled.owner);
    await put(`/v1/sites/${id}`);
    const closed = [409, 'site.archived'];
    expect(await problemOf(await call('PATCH', `/v1/sites/${id}`, '*', { name: 'x' }))).toEqual(
      closed,
    );
    const token = { site_id: id, role: 'worker', device_name: 'x' };
    expect(await problemOf(await call('POST', '/v1/provisioning-tokens', null, token))).toEqual(
      closed,
    );
    const back = await call('POST', `/v1/sites/${id}/restore`);
    expect(await back.json()).toMatchObject({ id, archived_at: null });
    expect(await idsAt('/v1/sites?page_size=200')).toContain(id);
  });

  it('is told to whoever looks on, and kept in the audit log', async () => {
    const camera = await newCamera('told');
    await put(`/v1/cameras/${camera.id}`);
    await call('POST', `/v1/cameras/${camera.id}/restore`);
    const { id: siteId } = await newSite(filled.owner);
    await put(`/v1/sites/${siteId}`);
    const events = await cloud.database.query<{ type: string }[]>(
      `SELECT type FROM stream_event WHERE organisation_id = $1 AND (camera_id = $2 OR site_id = $3)
         AND type ~ '[.](archived|restored)$' ORDER BY seq`,
      [filled.organisationId, uuidFromId('camera', camera.id), uuidFromId('site', siteId)],
    );
    expect(events).toEqual([
      { type: 'camera.archived' },
      { type: 'camera.restored' },
      { type: 'site.archived' },
    ]);
    const [entry] = await cloud.database.query<{ before: unknown; after: unknown }>(
      `SELECT before, after FROM audit_entry WHERE organisation_id = $1
         AND operation = 'cameras.archive' ORDER BY sequence DESC LIMIT 1`,
      [filled.organisationId],
    );
    expect(entry).toMatchObject({
      before: { name: 'told', archived_at: null },
      after: { name: 'told', archived_at: expect.any(String) },
    });
  });

  it('is nothing to people of another organisation or of another site', async () => {
    const stranger = await cloud.newPerson();
    const headers = { 'if-match': '*' };
    for (const path of [`/v1/cameras/${filled.cameraId}`, `/v1/sites/${filled.site.id}`]) {
      expect((await stranger.fetch(path, { method: 'DELETE', headers })).status).toBe(404);
      expect((await filled.limited.fetch(path, { method: 'DELETE', headers })).status).toBe(403);
    }
    expect((await read<Camera>(`/v1/cameras/${filled.cameraId}`)).archived_at).toBeNull();
  });
});
