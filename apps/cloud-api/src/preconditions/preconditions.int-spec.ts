import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Camera, Device, Person, Problem, Retention, Site } from '@eyrie/contracts';
import { idFromUuid } from '@eyrie/contracts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';

describe('what is read and changed', () => {
  let cloud: TestApp;
  let filled: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    filled = await fillOrganisation(cloud, 'kestrel');
  });
  afterAll(async () => {
    await cloud.close();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    filled.owner.fetch(path, { headers });
  const patch = (path: string, body: unknown, seen?: string, method = 'PATCH') =>
    filled.owner.fetch(path, { method, body, headers: seen ? { 'if-match': seen } : {} });
  const codeOf = async (answer: Response) => ((await answer.json()) as Problem).code;

  it('has a strong tag on every JSON answer, and is not sent twice', async () => {
    for (const path of [
      '/v1/sites',
      `/v1/sites/${filled.site.id}`,
      '/v1/devices?page_size=1',
      `/v1/cameras/${filled.cameraId}`,
      '/v1/retention',
      '/v1/people',
      `/v1/configurations/${filled.site.id}`,
      `/v1/configurations/${filled.site.id}/effective`,
      `/v1/cameras/${filled.cameraId}/frames`,
      '/v1/operations',
    ]) {
      const first = await get(path);
      const etag = first.headers.get('etag') ?? '';
      expect([path, etag]).toEqual([path, expect.stringMatching(/^"[\w-]{22,}"$/)]);
      expect(first.headers.get('cache-control')).toBe('private, no-cache');
      const again = await get(path, { 'if-none-match': `"x", W/${etag}` });
      expect([path, again.status, await again.text()]).toEqual([path, 304, '']);
      expect(again.headers.get('etag')).toBe(etag);
      expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200);
    }
  });

  it('has another tag once it shows something else, though nobody changed it', async () => {
    const path = `/v1/devices/${filled.worker.enrolment.deviceId}`;
    const before = (await get(path)).headers.get('etag') ?? '';
    await cloud.database.query(
      `UPDATE device_state SET last_seen_at = now() - interval '1 hour' WHERE organisation_id = $1`,
      [filled.organisationId],
    );
    const answer = await get(path, { 'if-none-match': before });
    expect(answer.status).toBe(200);
    // Whoever saw it before may still change it: what people set is as it was.
    expect((await patch(path, { notes: 'Above the hut.' }, before)).status).toBe(200);
  });

  it.each([
    ['a site', () => `/v1/sites/${filled.site.id}`, { name: 'kestrel peak' }, 'PATCH'],
    ['a device', () => `/v1/devices/${filled.worker.enrolment.deviceId}`, { name: 'n' }, 'PATCH'],
    [
      'a camera',
      () => `/v1/cameras/${filled.cameraId}`,
      { configuration: { quality: 61 } },
      'PATCH',
    ],
    [
      'the retention',
      () => '/v1/retention',
      { frame_days: 9, telemetry_days: 9, event_days: 7, media_bytes_max: null },
      'PUT',
    ],
  ])('is refused as a change of %s that does not say what it has seen', async (...sample) => {
    const [, path, body, method] = sample;
    const seen = (await get(path())).headers.get('etag') ?? '';
    const blind = await patch(path(), body, undefined, method);
    expect([blind.status, await codeOf(blind)]).toEqual([428, 'request.if_match_required']);
    const changed = await patch(path(), body, seen, method);
    expect(changed.status).toBe(200);
    const late = await patch(path(), body, seen, method);
    expect([late.status, await codeOf(late)]).toEqual([412, 'request.changed_meanwhile']);
    const next = changed.headers.get('etag') ?? '';
    expect(next).not.toBe(seen);
    expect((await patch(path(), body, `"9", ${next}`, method)).status).toBe(200);
    expect((await patch(path(), body, '"of-something-else"', method)).status).toBe(412);
    expect((await patch(path(), body, 'nonsense', method)).status).toBe(422);
    expect((await patch(path(), body, '*', method)).status).toBe(200);
  });

  it('lets one of many simultaneous changes win', async () => {
    const path = `/v1/sites/${filled.otherSite.id}`;
    const seen = (await get(path)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((name) => patch(path, { name }, seen)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    const winner = answers.find(({ status }) => status === 200);
    const { name } = (await winner?.json()) as Site;
    expect(((await (await get(path)).json()) as Site).name).toBe(name);
  });

  it('names the revision in lists as well, for who changes what a list shows', async () => {
    const id = idFromUuid('user', filled.limited.userId);
    const { items } = (await (await get('/v1/people')).json()) as { items: Person[] };
    const revision = items.find((person) => person.id === id)?.revision;
    const path = `/v1/people/${id}`;
    expect((await patch(path, { role: 'viewer' }, `"${revision}"`)).status).toBe(200);
    expect((await patch(path, { role: 'operator' }, `"${revision}"`)).status).toBe(412);
  });

  it('follows at the site: a name, a place, a schedule', async () => {
    const manifest = async () =>
      (await (await filled.coordinator.fetch('/edge/v1/site')).json()) as {
        version: number;
        name: string;
        desired: { version: number }[];
      };
    const before = await manifest();
    const site = `/v1/sites/${filled.site.id}`;
    expect((await patch(site, { name: 'kestrel dome' }, '*')).status).toBe(200);
    const renamed = await manifest();
    expect(renamed.name).toBe('kestrel dome');
    expect(renamed.version).toBeGreaterThan(before.version);
    expect(renamed.desired).toEqual(before.desired);
    expect((await patch(site, { latitude: 47.25 }, '*')).status).toBe(200);
    const moved = await manifest();
    expect(moved.desired[0]?.version).toBe((before.desired[0]?.version ?? 0) + 1);
    expect((await patch(site, { time_zone: 'Mars/Olympus' }, '*')).status).toBe(422);
    const camera = `/v1/cameras/${filled.cameraId}`;
    const schedules = [{ type: 'interval', name: 'slow', intervalSeconds: 600 }];
    const changed = await patch(camera, { configuration: { schedules } }, '*');
    expect(((await changed.json()) as Camera).schedules).toMatchObject(schedules);
    expect(JSON.stringify((await manifest()).desired)).toContain('"intervalSeconds":600');
  });

  it('shows what is kept of a change, and to whom it belongs', async () => {
    const path = `/v1/devices/${filled.worker.enrolment.deviceId}`;
    const changed = (await (await patch(path, { notes: 'kestrel note' }, '*')).json()) as Device;
    expect(changed.notes).toBe('kestrel note');
    const [entry] = await cloud.database.query<{ after: unknown }>(
      `SELECT after FROM audit_entry WHERE organisation_id = $1 AND operation = 'devices.change'
       ORDER BY sequence DESC LIMIT 1`,
      [filled.organisationId],
    );
    expect(entry?.after).toMatchObject({ notes: 'kestrel note' });
    const stranger = await cloud.newPerson();
    const foreign = await stranger.fetch(path, {
      method: 'PATCH',
      body: { notes: 'x' },
      headers: { 'if-match': '*' },
    });
    expect(foreign.status).toBe(404);
    expect((await (await stranger.fetch('/v1/retention')).json()) as Retention).toMatchObject({
      revision: 0,
    });
  });
});
