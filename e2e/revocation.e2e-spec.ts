import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCloudLedger } from './ledger.ts';
import { eventually, LocalFleet, smallFleet } from './local-fleet.ts';

interface DeviceView {
  id: string;
  name: string;
  access: string;
  presence_reason: string | null;
}
interface StatusView {
  state: string;
  reason: string | null;
  leaderNodeId: number | null;
  nodeId?: number;
  role?: string | null;
  broker?: { clients: string[] } | null;
}

/** So soon a revocation has to be in effect. */
const withinMs = 5_000;

/** Devices that a person revokes while the fleet runs. */
describe('a revoked device', () => {
  let fleet: LocalFleet;
  let headers: Record<string, string>;

  beforeAll(async () => {
    fleet = await LocalFleet.create(smallFleet({ coordinators: 3, workers: 2 }));
    await fleet.up();
    await eventually('frames flow', async () => (await readCloudLedger(fleet)).frames > 2, 60_000);
    const { cookie } = await fleet.logIn();
    headers = { cookie, origin: fleet.url, 'content-type': 'application/json' };
  }, 240_000);
  afterAll(() => fleet.remove(), 60_000);

  const device = async (name: string): Promise<DeviceView> => {
    const answer = await fetch(`${fleet.url}/v1/devices?page_size=100`, { headers });
    const { items } = (await answer.json()) as { items: DeviceView[] };
    const found = items.find((one) => one.name === name);
    if (!found) throw new Error(`The cloud shows no ${name}.`);
    return found;
  };
  const status = async (name: string): Promise<StatusView> => {
    const file = await readFile(path.join(fleet.home, name, 'runtime.json'), 'utf8');
    const { opsPort } = JSON.parse(file) as { opsPort: number };
    return (await (await fetch(`http://127.0.0.1:${opsPort}/status`)).json()) as StatusView;
  };
  const leader = async (): Promise<string> => (await fleet.status()).leader ?? '';
  const revoke = async (name: string): Promise<DeviceView> => {
    const { id } = await device(name);
    const answer = await fetch(`${fleet.url}/v1/devices/${id}/revoke`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ reason: 'it was stolen' }),
    });
    expect(answer.status).toBe(200);
    return (await answer.json()) as DeviceView;
  };
  const framesOf = async (name: string): Promise<number | undefined> => {
    const [row] = await fleet.sql<{ frames: number }>(
      `select count(*)::int as frames from frame f
       join device d on d.organisation_id = f.organisation_id and d.id = f.device_id
       where d.name = '${name}'`,
    );
    return row?.frames;
  };

  /** Every byte of a device's folder, as who pulls its card reads it. */
  const cardOf = async (name: string): Promise<string> => {
    const folder = path.join(fleet.home, name);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const read = files.map(({ parentPath, name: file }) =>
      // What is gone meanwhile was a draft.
      readFile(path.join(parentPath, file), 'latin1').catch(() => ''),
    );
    return (await Promise.all(read)).join('\n');
  };

  it('has on its card no token that is good, and no key but its own', async () => {
    const names = ['coordinator-1', 'coordinator-2', 'coordinator-3', 'worker-1', 'worker-2'];
    const cards = new Map<string, string>();
    for (const name of names) cards.set(name, await cardOf(name));
    const keys = await Promise.all(
      names.map(async (name) => {
        const pem = await readFile(path.join(fleet.home, name, 'identity/key.pem'), 'latin1');
        return pem.split('\n')[1] ?? '';
      }),
    );
    expect(keys.map((key) => key.length > 40)).toEqual(names.map(() => true));
    for (const [at, key] of keys.entries()) {
      // Its own is what the search would find: it is blind for nothing.
      expect(names.filter((name) => cards.get(name)?.includes(key))).toEqual([names[at]]);
    }
    for (const card of cards.values()) {
      // Claims; tokens of devices and of people's programs; API keys.
      expect(card).not.toMatch(/eyp_[\w-]{40}/);
      expect(card).not.toMatch(/eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{20,}/);
      expect(card).not.toMatch(/eyrie_[\w-]{30}/);
    }
    // A worker needs to know no other worker.
    expect(cards.get('worker-1')).not.toContain((await device('worker-2')).id);
  });

  it('is put out of its site, hears why, and the others go on', async () => {
    const { id, access } = await revoke('worker-2');
    expect(access).toBe('revoked');
    await eventually(
      'the broker has put it out',
      async () => !(await status(await leader())).broker?.clients.includes(id),
      withinMs,
    );
    const frames = await framesOf('worker-2');
    await eventually(
      'it says why',
      async () => {
        const { state, reason } = await status('worker-2');
        return state === 'failed' && reason === 'The device was revoked: it was stolen';
      },
      15_000,
    );
    const before = (await readCloudLedger(fleet)).frames;
    await eventually(
      'the other worker’s frames arrive',
      async () => (await readCloudLedger(fleet)).frames > before + 3,
      60_000,
    );
    // Nothing that it has taken since has come up.
    expect(frames).toBeGreaterThan(0);
    expect(await framesOf('worker-2')).toBe(frames);
    expect((await status(await leader())).broker?.clients).not.toContain(id);
  });

  it('leaves the Raft group, also where it leads', async () => {
    const name = await leader();
    const { nodeId = 0 } = await status(name);
    await revoke(name);
    await eventually(
      'another leads without it',
      async () => {
        const next = await leader();
        if (next === '' || next === name) return false;
        const { code, stdout } = await fleet.eyrie('site', 'status', '--json');
        if (code !== 0) return false;
        const { members } = JSON.parse(stdout) as {
          members: { nodeId: number; standing: string }[];
        };
        const standing = members.find((member) => member.nodeId === nodeId)?.standing;
        return standing === undefined || standing === 'removed';
      },
      15_000,
    );
    await eventually(
      'it says why',
      async () => ((await status(name)).reason ?? '').includes('revoked: it was stolen'),
      15_000,
    );
    const before = (await readCloudLedger(fleet)).frames;
    await eventually(
      'frames arrive',
      async () => (await readCloudLedger(fleet)).frames > before + 3,
      60_000,
    );
  });
});
