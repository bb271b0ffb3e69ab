import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AuditEntry,
  type DeviceRole,
  idFromUuid,
  type Site,
  uuidFromId,
} from '@eyrie/contracts';
import { AccessTokens, DeviceIdentity } from '@eyrie/identity';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { exchange, newAssertion, newProvisioningToken, newSite } from '../testing/edge.ts';
import { freePort } from '../testing/free-port.ts';

/** Somebody who copied the card knows the board's serial number, or reads it from the board. */
const board = '10000000abcdef01';

/** What the tests do here is what `@eyrie/identity` does on devices, with cards that are folders. */
describe('a card that was copied', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let folder: string;
  beforeAll(async () => {
    const port = await freePort();
    cloud = await startTestApp({ port, publicUrl: `http://127.0.0.1:${port}` });
    person = await cloud.newPerson();
    folder = await mkdtemp(path.join(tmpdir(), 'eyrie-test-cards-'));
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true });
  });

  /** One start of the program on a card. */
  const start = async (card: string) => {
    const directory = path.join(folder, card);
    const hardware = { serial: board, model: 'Simulated Pi', os: 'test' };
    const identity = await DeviceIdentity.open({ directory, board, hardware });
    return { identity, tokens: new AccessTokens(identity) };
  };
  /** An enrolled card and its copy, of a site that has no other device. */
  const newCards = async (role: DeviceRole, name: string): Promise<[string, string]> => {
    const site: Site = await newSite(person, 1, name);
    const { secret } = await newProvisioningToken(person, site, role, name);
    const { deviceId } = await DeviceIdentity.open({
      directory: path.join(folder, name),
      board,
      provisionUrl: cloud.url,
      provisionToken: secret,
      hardware: { serial: board, model: 'Simulated Pi', os: 'test' },
    });
    await cp(path.join(folder, name), path.join(folder, `${name}-copy`), { recursive: true });
    return [deviceId, `${name}-copy`];
  };
  const asks = async (token: string) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify({ authorities: ['a'.repeat(64)], serial: '1f' });
    const url = `${cloud.url}/edge/v1/certificate/trust`;
    return (await fetch(url, { method: 'POST', headers, body })).status;
  };
  const events = (type: string, deviceId: string) =>
    cloud.database
      .query<{ data: Record<string, unknown>; device_id: string }>(
        'SELECT data, device_id FROM stream_event WHERE type = $1',
        [type],
      )
      .then((rows) => rows.filter((row) => idFromUuid('device', row.device_id) === deviceId));
  const auditOf = async (deviceId: string) => {
    const page = await person.fetch(`/v1/audit?page_size=200&object_id=${deviceId}`);
    return ((await page.json()) as { items: AuditEntry[] }).items;
  };
  /** As if the last start had been heard so long ago. */
  const later = (deviceId: string) =>
    cloud.database.query(
      `UPDATE device SET run_since = run_since - interval '10 minutes' WHERE id = $1`,
      [uuidFromId('device', deviceId)],
    );

  it.each(['worker', 'coordinator'] as const)(
    'is found where both never run at the same time, though it is a site’s only %s',
    async (role) => {
      const [deviceId, copy] = await newCards(role, `alone-${role}`);
      const card = `alone-${role}`;
      // One of them is off while the other is on. The first time a person is told.
      expect(await asks(await (await start(card)).tokens.get())).toBe(200);
      expect(await asks(await (await start(copy)).tokens.get())).toBe(200);
      expect(await events('device.suspected', deviceId)).toMatchObject([
        { data: { starts_before: 2, starts: 2 } },
      ]);
      const suspected = await (await person.fetch(`/v1/devices/${deviceId}`)).json();
      expect(suspected).toMatchObject({ access: 'granted', suspected_at: expect.any(String) });
      expect(await asks(await (await start(card)).tokens.get())).toBe(200);
      const quarantined = { code: 'identity.token_refused', status: 403 };
      await expect((await start(copy)).tokens.get()).rejects.toMatchObject(quarantined);
      await expect((await start(card)).tokens.get()).rejects.toMatchObject(quarantined);
      expect(await events('device.quarantined', deviceId)).toHaveLength(1);
      const entries = await auditOf(deviceId);
      expect(entries.map(({ after }) => after)).toMatchObject([
        { quarantined: true },
        { suspected: true, starts: 2 },
        {},
      ]);
      const device = (await (await person.fetch(`/v1/devices/${deviceId}`)).json()) as {
        access: string;
      };
      expect(device.access).toBe('quarantined');
    },
    60_000,
  );

  it('has one live session: a start ends what the one before holds', async () => {
    await newCards('worker', 'restarted');
    const before = await (await start('restarted')).tokens.get();
    expect(await asks(before)).toBe(200);
    const after = await (await start('restarted')).tokens.get();
    expect(await asks(before)).toBe(401);
    expect(await asks(after)).toBe(200);
  });

  it('is found where both run, though they never meet at the site', async () => {
    const [deviceId, copy] = await newCards('worker', 'both');
    const mine = await start('both');
    const held = await mine.tokens.get();
    // It was started once more than the card it is a copy of.
    await start(copy);
    const theirs = await start(copy);
    expect(await asks(await theirs.tokens.get())).toBe(200);
    expect(await asks(held)).toBe(401);
    mine.tokens.drop(held);
    // What comes within a minute may have been on its way when that start ended.
    await expect(mine.tokens.get()).rejects.toMatchObject({ status: 401 });
    expect(await events('device.quarantined', deviceId)).toEqual([]);
    await later(deviceId);
    await expect(mine.tokens.get()).rejects.toMatchObject({ status: 403 });
    expect(await asks(await theirs.tokens.get())).toBe(401);
    expect(await events('device.quarantined', deviceId)).toHaveLength(1);
  });

  it('is out for good where new hardware takes the place: it counts from the first start', async () => {
    const [deviceId] = await newCards('worker', 'replaced');
    for (let count = 0; count < 3; count += 1) await (await start('replaced')).tokens.get();
    const { items } = (await (await person.fetch('/v1/devices?page_size=200')).json()) as {
      items: { id: string; site_id: string }[];
    };
    const site = { id: items.find(({ id }) => id === deviceId)?.site_id ?? '' };
    const { secret } = await newProvisioningToken(person, site, 'worker', 'replaced', {
      replaces_device_id: deviceId,
    });
    const fresh = await DeviceIdentity.open({
      directory: path.join(folder, 'new-hardware'),
      board: 'another',
      provisionUrl: cloud.url,
      provisionToken: secret,
      hardware: { serial: 'another', model: 'Simulated Pi', os: 'test' },
    });
    expect(fresh.run.start).toBe(1);
    expect(await asks(await new AccessTokens(fresh).get())).toBe(200);
    await expect((await start('replaced')).tokens.get()).rejects.toMatchObject({ status: 401 });
    expect(await events('device.suspected', deviceId)).toEqual([]);
  });

  it('cannot leave its count out', async () => {
    await newCards('worker', 'silent');
    const { identity } = await start('silent');
    const aud = new URL(cloud.url).origin;
    for (const claims of [{ run: undefined }, { start: undefined }]) {
      const assertion = newAssertion(identity.deviceId, identity.privateKey, { aud, ...claims });
      expect((await exchange(cloud, assertion)).status).toBe(401);
    }
  });
});
