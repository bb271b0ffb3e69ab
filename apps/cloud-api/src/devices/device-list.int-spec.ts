import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Device } from '@eyrie/contracts';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { seedDevices } from '../testing/seeded-devices.ts';

interface Page {
  items: Device[];
  next_page_token: string | null;
}

describe('the list of devices', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let all: Device[];
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    const { organisationId } = person;
    await seedDevices((sql, values) => cloud.database.query(sql, values), {
      organisationId,
      sites: 3,
      devicesPerSite: 20,
    });
    const set = (sql: string) =>
      cloud.database.query(
        `WITH chosen AS (SELECT id FROM device WHERE organisation_id = $1 ORDER BY id) ${sql}`,
        [organisationId],
      );
    const first = (from: number) => `(SELECT id FROM chosen OFFSET ${from} LIMIT 1)`;
    await set(`UPDATE device SET revoked_at = now() WHERE id = ${first(3)}`);
    await set(`UPDATE device SET quarantined_at = now() WHERE id = ${first(4)}`);
    await set(
      `UPDATE device SET revoked_at = now(), decommissioned_at = now() WHERE id = ${first(5)}`,
    );
    const seen = (from: number, seconds: number, connected: string) =>
      set(`UPDATE device_state SET last_seen_at = now() - interval '${seconds} s',
             connected = ${connected} WHERE device_id = ${first(from)}`);
    await set(
      `UPDATE device_configuration SET heartbeat_seconds = 10 WHERE device_id IN
         (SELECT id FROM chosen OFFSET 6 LIMIT 8)`,
    );
    await seen(6, 5, 'true');
    await seen(7, 40, 'true');
    await seen(8, 40, 'false');
    await seen(9, 200, 'true');
    await seen(10, 40, 'NULL');
    await set(`UPDATE device SET role = 'coordinator', node_id = 1 WHERE id = ${first(11)}`);
    await seen(11, 40, 'false');
    all = await everything('/v1/devices?page_size=7');
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
  });

  /** Follows the pages to their end. */
  async function everything(address: string): Promise<Device[]> {
    const found: Device[] = [];
    let token: string | null = '';
    while (token !== null) {
      const more = token === '' ? '' : `&page_token=${token}`;
      const answer = await person.fetch(`${address}${more}`);
      expect(answer.status).toBe(200);
      const page = (await answer.json()) as Page;
      found.push(...page.items);
      token = page.next_page_token;
    }
    return found;
  }

  it('shows each device once, without those that were decommissioned', () => {
    expect(all).toHaveLength(59);
    expect(new Set(all.map(({ id }) => id)).size).toBe(59);
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted());
    expect(new Set(all.map(({ presence }) => presence))).toEqual(
      new Set(['new', 'online', 'late', 'offline']),
    );
  });

  it('shows each device as it is shown by itself, with its last frame', async () => {
    for (const device of all.slice(0, 14)) {
      const alone = (await (await person.fetch(`/v1/devices/${device.id}`)).json()) as Device;
      const steady = { ...device, presence_reason: null };
      expect({ ...alone, presence_reason: null }).toEqual(steady);
      expect(device.last_frame?.id).toMatch(/^frm_/);
      expect(device.cameras_total).toBe(1);
    }
  });

  it.each(['new', 'online', 'late', 'offline'] as const)(
    'finds those that are %s, as each of them says of itself',
    async (presence) => {
      const found = await everything(`/v1/devices?presence=${presence}&page_size=5`);
      const expected = all.filter((one) => one.presence === presence).map(({ id }) => id);
      expect(found.map(({ id }) => id)).toEqual(expected);
      expect(found.length).toBeGreaterThan(0);
    },
  );

  it('begins with those that were heard last, and ends with those never heard', async () => {
    const found = await everything('/v1/devices?order_by=-last_seen_at&page_size=9');
    expect(found).toHaveLength(all.length);
    expect(new Set(found.map(({ id }) => id)).size).toBe(all.length);
    const instants = found.map((one) => one.last_seen_at ?? '');
    expect(instants).toEqual(instants.toSorted().reverse());
    expect(found.at(-1)?.presence).toBe('new');
  });

  it('keeps to a site, and a token to its list', async () => {
    const siteId = all[0]?.site_id ?? '';
    const own = all.filter((one) => one.site_id === siteId).map(({ id }) => id);
    const list = `/v1/devices?site_id=${siteId}&presence=online&order_by=-last_seen_at`;
    const found = await everything(`${list}&page_size=4`);
    for (const { id, presence } of found) {
      expect(own).toContain(id);
      expect(presence).toBe('online');
    }
    const first = (await (await person.fetch(`${list}&page_size=4`)).json()) as Page;
    const token = first.next_page_token ?? '';
    for (const other of ['/v1/devices?presence=online', `/v1/devices?site_id=${siteId}`]) {
      expect((await person.fetch(`${other}&page_token=${token}`)).status).toBe(422);
    }
    for (const made of ['AAAA', Buffer.from('["devices   id","x","y"]').toString('base64url')]) {
      expect((await person.fetch(`/v1/devices?page_token=${made}`)).status).toBe(422);
    }
  });
});
