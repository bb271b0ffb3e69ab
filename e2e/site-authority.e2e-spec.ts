import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCloudLedger } from './ledger.ts';
import { eventually, LocalFleet, smallFleet } from './local-fleet.ts';

interface TrustView {
  authority: { generation: number; fingerprint: string };
  rotation: { phase: string; devices_total: number; devices_settled: number } | null;
}

const names = ['coordinator-1', 'coordinator-2', 'coordinator-3', 'worker-1', 'worker-2'];

/** The authority of a site is replaced while the site works. */
describe('a site that gets another authority', () => {
  let fleet: LocalFleet;
  let headers: Record<string, string>;
  let siteId: string;
  let workerId: string;

  beforeAll(async () => {
    fleet = await LocalFleet.create(smallFleet({ coordinators: 3, workers: 2 }));
    await fleet.up();
    await eventually('frames flow', async () => (await readCloudLedger(fleet)).frames > 2, 60_000);
    const { cookie } = await fleet.logIn();
    headers = { cookie, origin: fleet.url, 'content-type': 'application/json' };
    const { items } = (await get('/v1/devices?page_size=100')) as {
      items: { id: string; name: string; site_id: string }[];
    };
    const worker = items.find(({ name }) => name === 'worker-1');
    if (!worker) throw new Error('The cloud shows no worker-1.');
    [workerId, siteId] = [worker.id, worker.site_id];
  }, 240_000);
  afterAll(() => fleet.remove(), 60_000);

  const get = async (address: string): Promise<unknown> =>
    (await fetch(`${fleet.url}${address}`, { headers })).json();
  const post = async (address: string, body: unknown): Promise<unknown> => {
    const answer = await fetch(`${fleet.url}${address}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(answer.status).toBeLessThan(300);
    return answer.json();
  };
  const view = async () => (await get(`/v1/sites/${siteId}/ca-rotation`)) as TrustView;
  const identityOf = async (name: string) =>
    JSON.parse(await readFile(path.join(fleet.home, name, 'identity/identity.json'), 'utf8')) as {
      siteCa: string;
      certificate: string;
    };
  const expectAllUnder = async ({ authority }: TrustView): Promise<void> => {
    for (const name of names) {
      const { siteCa, certificate } = await identityOf(name);
      const trusted = new X509Certificate(siteCa);
      expect(siteCa.match(/BEGIN/g)).toHaveLength(1);
      expect(trusted.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(authority.fingerprint);
      expect(new X509Certificate(certificate).verify(trusted.publicKey)).toBe(true);
    }
  };
  const restarts = async () =>
    (await fleet.status()).processes.map(({ name, restarts: count }) => `${name} ${count}`);
  const settled = (generation: number) => async () => {
    const { authority, rotation } = await view();
    return authority.generation === generation && rotation?.phase === 'done';
  };
  /** Whatever the workers had captured by now is in the cloud at last, once and without a hole. */
  const expectNothingLost = async (): Promise<void> => {
    const captured = (await fleet.status()).processes
      .filter(({ kind }) => kind === 'worker')
      .reduce((sum, { frames_captured: frames }) => sum + (frames ?? 0), 0);
    await eventually(
      'all that was captured is in the cloud',
      async () => {
        const { frames, holes } = await readCloudLedger(fleet);
        return frames >= captured && holes === 0;
      },
      90_000,
    );
    expect((await readCloudLedger(fleet)).doubled).toBe(0);
  };
  const commandWorks = async (): Promise<void> => {
    const { id } = (await post(`/v1/devices/${workerId}/commands`, { type: 'capture' })) as {
      id: string;
    };
    await eventually(
      'the worker has believed and done it',
      async () => ((await get(`/v1/commands/${id}`)) as { state: string }).state === 'succeeded',
      60_000,
    );
  };

  it('goes over to it while frames flow, and nobody is started anew', async () => {
    const before = await restarts();
    await post(`/v1/sites/${siteId}/ca-rotation`, { reason: 'once a year' });
    await eventually('every node is over', settled(2), 240_000);
    await expectAllUnder(await view());
    expect(await restarts()).toEqual(before);
    await commandWorks();
    await expectNothingLost();
  }, 420_000);

  it('in an emergency too, and a node that was away comes back by itself', async () => {
    const before = await restarts();
    const { processes } = await fleet.status();
    const away = processes.find(({ name }) => name === 'worker-2')?.pid ?? 0;
    process.kill(away, 'SIGSTOP');
    try {
      await post(`/v1/sites/${siteId}/ca-rotation`, {
        emergency: true,
        reason: 'a key was stolen',
      });
      await eventually(
        'all but one are over',
        async () => ((await view()).rotation?.devices_settled ?? 0) === names.length - 1,
        180_000,
      );
      await commandWorks();
    } finally {
      process.kill(away, 'SIGCONT');
    }
    await eventually('the last one is over', settled(3), 120_000);
    await expectAllUnder(await view());
    expect(await restarts()).toEqual(before);
    await expectNothingLost();
  }, 480_000);
});
