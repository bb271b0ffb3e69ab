import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type ConfigurationChange,
  type ConfigurationDiff,
  type ConfigurationLayer,
  type ConfigurationRollout,
  type ConfigurationVersion,
  type Device,
  type EffectiveConfiguration,
  idFromUuid,
  type Problem,
  settingsDefaults,
  type Site,
  type SiteManifest,
  uuidFromId,
} from '@eyrie/contracts';
import { newUuid } from '../database/uuid.ts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { fence, newDevice, newSite, type TestDevice } from '../testing/edge.ts';

const schedule = { name: 'all', type: 'interval', intervalSeconds: 60 };
const driver = { type: 'simulated-sky', seed: 's', anchorAt: '2026-01-01T00:00:00.000Z' };

interface Fleet {
  person: TestPerson;
  organisation: string;
  site: Site;
  coordinator: TestDevice;
  worker: TestDevice;
  workerId: string;
}

describe('configurations', () => {
  let cloud: TestApp;
  beforeAll(async () => {
    cloud = await startTestApp();
  });
  afterAll(() => cloud.close());

  async function newFleet(): Promise<Fleet> {
    const person = await cloud.newPerson();
    const site = await newSite(person);
    const coordinator = await newDevice(cloud, person, site, 'coordinator');
    const worker = await newDevice(cloud, person, site, 'worker');
    const workerId = worker.enrolment.deviceId;
    const organisation = idFromUuid('organisation', person.organisationId);
    return { person, organisation, site, coordinator, worker, workerId };
  }
  const ask = async <Body>(person: TestPerson, path: string): Promise<Body> => {
    const response = await person.fetch(`/v1/configurations/${path}`);
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as Body;
  };
  const put = (person: TestPerson, target: string, settings: unknown, seen?: number | null) =>
    person.fetch(`/v1/configurations/${target}${seen === null ? '?dry_run=true' : ''}`, {
      method: 'PUT',
      body: { settings, reason: 'because' },
      headers: typeof seen === 'number' ? { 'if-match': `"${seen}"` } : {},
    });
  const change = async (person: TestPerson, target: string, settings: unknown, seen = 0) => {
    const response = await put(person, target, settings, seen);
    if (!response.ok) throw new Error(await response.text());
    return (await response.json()) as ConfigurationChange;
  };
  const manifestOf = async ({ coordinator }: Fleet): Promise<SiteManifest> =>
    (await (await coordinator.fetch('/edge/v1/site')).json()) as SiteManifest;

  it('merge from organisation to site to device, and reach the manifest of the site', async () => {
    const fleet = await newFleet();
    const { person, organisation, site, workerId, coordinator } = fleet;
    const before = await manifestOf(fleet);
    await change(person, organisation, {
      telemetry: { heartbeat_seconds: 45 },
      capture: { quality: 70 },
    });
    await change(person, site.id, { capture: { quality: 60 }, log: { level: 'debug' } });
    await change(person, workerId, { telemetry: { heartbeat_seconds: null } });
    const after = await manifestOf(fleet);
    expect(after.version).toBe(before.version + 3);
    expect(after.desired).toMatchObject([
      {
        deviceId: workerId,
        version: 4,
        configuration: { heartbeatSeconds: 30, logLevel: 'debug', keepFramesSeconds: 86_400 },
      },
    ]);
    expect(after.devices.find(({ role }) => role === 'coordinator')).toMatchObject({
      logLevel: 'debug',
    });
    const effective = await ask<EffectiveConfiguration>(person, `${workerId}/effective`);
    expect(effective.settings).toMatchObject({
      telemetry: { heartbeat_seconds: 30 },
      capture: { quality: 60, thumbnail_width_px: 480 },
    });
    expect(effective.worker).toEqual(after.desired[0]?.configuration);
    const valueAt = (path: string) => effective.values.find((value) => value.path === path);
    expect(valueAt('/capture/quality')).toMatchObject({ value: 60, origin: 'site', inherited: 60 });
    expect(valueAt('/telemetry/heartbeat_seconds')).toMatchObject({
      origin: 'default',
      inherited: 45,
    });
    const { enrolment } = coordinator;
    const other = await ask<EffectiveConfiguration>(person, `${enrolment.deviceId}/effective`);
    expect(other.worker).toBeNull();
  });

  it('leave sites and devices alone that a change does not reach', async () => {
    const fleet = await newFleet();
    const { person, organisation, site, workerId } = fleet;
    await change(person, workerId, { capture: { quality: 50 } });
    const before = await manifestOf(fleet);
    const { devices_changed, devices_total } = await change(person, organisation, {
      capture: { quality: 40 },
    });
    expect({ devices_changed, devices_total }).toEqual({ devices_changed: 0, devices_total: 2 });
    expect(await manifestOf(fleet)).toEqual(before);
    const elsewhere = await newSite(person);
    await change(person, elsewhere.id, { capture: { quality: 30 } });
    expect(await manifestOf(fleet)).toEqual(before);
    expect(site.id).not.toBe(elsewhere.id);
  });

  it('complete what a camera leaves open, and never what it says itself', async () => {
    const fleet = await newFleet();
    const { person, site, workerId } = fleet;
    const add = async (own: object) => {
      const body = {
        device_id: workerId,
        configuration: { name: 'C', driver, schedules: [schedule], ...own },
      };
      const response = await person.fetch('/v1/cameras', { method: 'POST', body });
      expect(response.status).toBe(201);
    };
    await add({});
    await add({ thumbnailWidthPx: 200, timelapse: null, quality: 99 });
    const result = await change(person, site.id, {
      capture: { quality: 60, thumbnail_width_px: 640 },
      timelapse: { window_seconds: 600 },
    });
    expect(result.cameras_restarted).toBe(1);
    const [desired] = (await manifestOf(fleet)).desired;
    expect(desired?.configuration.cameras).toMatchObject([
      { quality: 60, thumbnailWidthPx: 640, timelapse: { windowSeconds: 600, fps: 24 } },
      { quality: 99, thumbnailWidthPx: 200, timelapse: null },
    ]);
  });

  it('are refused with the place of what is wrong, and change nothing then', async () => {
    const fleet = await newFleet();
    const { person, site, workerId } = fleet;
    const bad = await put(person, site.id, { telemetry: { heartbeat_seconds: 0 }, shell: {} }, 0);
    expect(bad.status).toBe(422);
    expect(((await bad.json()) as Problem).errors?.map(({ pointer }) => pointer)).toEqual([
      '/settings/telemetry/heartbeat_seconds',
      '/settings',
    ]);
    await person.fetch('/v1/cameras', {
      method: 'POST',
      body: { device_id: workerId, configuration: { name: 'C', driver, schedules: [schedule] } },
    });
    const before = await manifestOf(fleet);
    const empty = await put(person, site.id, { timelapse: { window_seconds: 90 } }, 0);
    expect(empty.status).toBe(422);
    expect(((await empty.json()) as Problem).errors).toMatchObject([
      { pointer: '/settings/timelapse/window_seconds' },
    ]);
    const trial = await put(person, site.id, { timelapse: { window_seconds: 90 } }, null);
    expect(((await trial.json()) as ConfigurationChange).refusals).toMatchObject([
      { path: '/timelapse/window_seconds', device_id: workerId },
    ]);
    expect(await manifestOf(fleet)).toEqual(before);
    expect((await ask<ConfigurationLayer>(person, site.id)).version).toBe(0);
  });

  it('are tried without a trace', async () => {
    const fleet = await newFleet();
    const { person, organisation, workerId } = fleet;
    const before = await manifestOf(fleet);
    const trial = await put(person, organisation, { capture: { quality: 42 } }, null);
    expect(await trial.json()).toMatchObject({
      dry_run: true,
      version: 0,
      changes: [{ path: '/capture/quality', before: null, after: 42 }],
      devices_total: 2,
      devices_changed: 1,
      devices: [
        { device_id: workerId, changes: [{ path: '/capture/quality', before: 85, after: 42 }] },
      ],
    });
    expect(await manifestOf(fleet)).toEqual(before);
    expect((await ask<{ items: unknown[] }>(person, `${organisation}/versions`)).items).toEqual([]);
  });

  it('are kept as versions, compared, and rolled back to as a new one', async () => {
    const { person, site } = await newFleet();
    await change(person, site.id, { capture: { quality: 60 } });
    await change(person, site.id, { capture: { quality: 50, thumbnail_width_px: 100 } }, 1);
    const diff = await ask<ConfigurationDiff>(person, `${site.id}/diff?from=1&to=2`);
    expect(diff.changes).toEqual([
      { path: '/capture/quality', before: 60, after: 50 },
      { path: '/capture/thumbnail_width_px', before: null, after: 100 },
    ]);
    const back = await person.fetch(`/v1/configurations/${site.id}/rollback`, {
      method: 'POST',
      body: { version: 1, reason: 'it was better' },
      headers: { 'if-match': '"2"' },
    });
    expect(back.status).toBe(200);
    expect(back.headers.get('etag')).toBe('"3"');
    const { items } = await ask<{ items: ConfigurationVersion[] }>(person, `${site.id}/versions`);
    expect(items).toMatchObject([
      { version: 3, rolled_back_to: 1, reason: 'it was better', changed_by: person.email },
      { version: 2, rolled_back_to: null },
      { version: 1, settings: { capture: { quality: 60 } } },
    ]);
    expect(await ask<ConfigurationLayer>(person, site.id)).toMatchObject({
      version: 3,
      settings: { capture: { quality: 60 } },
    });
    const unknown = await person.fetch(`/v1/configurations/${site.id}/diff?from=1&to=9`);
    expect(unknown.status).toBe(404);
    const page = await person.fetch(`/v1/configurations/${site.id}/versions?page_size=2`);
    const { next_page_token } = (await page.json()) as { next_page_token: string };
    const rest = await ask<{ items: ConfigurationVersion[] }>(
      person,
      `${site.id}/versions?page_size=2&page_token=${next_page_token}`,
    );
    expect(rest.items.map(({ version }) => version)).toEqual([1]);
  });

  it('lose no change of two at once', async () => {
    const { person, site } = await newFleet();
    const answers = await Promise.all(
      [51, 52, 53, 54].map((quality) => put(person, site.id, { capture: { quality } }, 0)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
    expect((await put(person, site.id, {})).status).toBe(428);
    expect((await ask<ConfigurationLayer>(person, site.id)).version).toBe(1);
  });

  it('show for each worker what is wanted, what it runs with, and why not', async () => {
    const fleet = await newFleet();
    const { person, site, coordinator, workerId } = fleet;
    const report = (version: number, desiredVersion: number, reason: string | null) =>
      coordinator.fetch('/edge/v1/site/report', {
        method: 'POST',
        headers: fence(1, 1),
        body: {
          leaderNodeId: 1,
          term: 1,
          commitIndex: 1,
          version: '0',
          members: [],
          connected: [workerId],
          reported: [
            { deviceId: workerId, version, desiredVersion, applied: reason === null, reason },
          ],
          uplinkBacklogRecords: 0,
          at: new Date().toISOString(),
        },
      });
    const rollout = () => ask<ConfigurationRollout>(person, `${site.id}/rollout`);
    expect((await report(1, 1, null)).status).toBe(204);
    expect(await rollout()).toMatchObject({ devices_total: 1, devices_applied: 1 });
    await change(person, site.id, { storage: { disk_reserve_bytes: 10 ** 15 } });
    expect(await rollout()).toMatchObject({ devices_waiting: 1, devices: [{ state: 'waiting' }] });
    await report(1, 2, 'The disk is smaller.');
    expect(await rollout()).toMatchObject({
      devices_refused: 1,
      devices: [{ state: 'refused', desired_version: 2, reason: 'The disk is smaller.' }],
    });
    // What it said about the version before says nothing about this one.
    await change(person, site.id, { storage: { disk_reserve_bytes: 10 ** 14 } }, 1);
    expect(await rollout()).toMatchObject({ devices: [{ state: 'waiting', reason: null }] });
    const device = (await (await person.fetch(`/v1/devices/${workerId}`)).json()) as Device;
    expect(device.configuration).toMatchObject({ desired_version: 3, reported_version: 1 });
  });

  it('set how long a silence makes a device late', async () => {
    const { person, site, workerId } = await newFleet();
    const presence = async () =>
      ((await (await person.fetch(`/v1/devices/${workerId}`)).json()) as Device).presence;
    const online = async () =>
      ((await (await person.fetch(`/v1/sites/${site.id}`)).json()) as Site).devices_online;
    await cloud.database.query(
      `UPDATE device_state SET last_seen_at = now() - interval '100 s' WHERE device_id = $1`,
      [uuidFromId('device', workerId)],
    );
    expect([await presence(), await online()]).toEqual(['late', 0]);
    await change(person, site.id, { telemetry: { heartbeat_seconds: 60 } });
    expect([await presence(), await online()]).toEqual(['online', 1]);
  });

  it('are nobody else’s, whether they exist or not', async () => {
    const { organisation, site, workerId } = await newFleet();
    const stranger = await cloud.newPerson();
    const unknown = idFromUuid('device', newUuid());
    for (const target of [organisation, site.id, workerId, unknown]) {
      for (const path of ['', '/effective', '/rollout', '/versions', '/diff?from=0&to=0']) {
        const { status } = await stranger.fetch(`/v1/configurations/${target}${path}`);
        expect([target, path, status]).toEqual([target, path, 404]);
      }
      const answer = await put(stranger, target, {}, 0);
      expect(((await answer.json()) as Problem).code).toBe('configuration.target_not_found');
    }
  });

  it('of a site are changed by operators, of the organisation by admins alone', async () => {
    const { person, organisation, site } = await newFleet();
    const { organisationId } = person;
    const operator = await cloud.newPerson({ role: 'operator', organisationId });
    const viewer = await cloud.newPerson({ role: 'viewer', organisationId });
    expect((await put(viewer, site.id, {}, 0)).status).toBe(403);
    expect((await viewer.fetch(`/v1/configurations/${site.id}`)).status).toBe(200);
    expect((await put(operator, site.id, {}, 0)).status).toBe(200);
    expect((await put(operator, organisation, {}, 0)).status).toBe(403);
    await cloud.database.query(
      `UPDATE membership SET role = 'admin', site_ids = ARRAY[$2::uuid] WHERE user_id = $1`,
      [operator.userId, uuidFromId('site', site.id)],
    );
    expect((await put(operator, organisation, {}, 0)).status).toBe(403);
    expect((await operator.fetch(`/v1/configurations/${organisation}`)).status).toBe(200);
    expect((await put(operator, site.id, {}, 1)).status).toBe(200);
    const elsewhere = await newSite(person);
    expect((await put(operator, elsewhere.id, {}, 0)).status).toBe(404);
  });

  it('serve the schema that an editor checks with', async () => {
    const { person } = await newFleet();
    const schema = await ask<{ default: unknown; properties: object }>(person, 'schema');
    expect(Object.keys(schema.properties)).toEqual(Object.keys(settingsDefaults));
    expect(schema.default).toEqual(settingsDefaults);
  });
});
