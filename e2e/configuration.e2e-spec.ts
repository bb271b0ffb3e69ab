import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { readCloudLedger } from './ledger.ts';
import { eventually, LocalFleet, smallFleet } from './local-fleet.ts';

interface Rollout {
  devices_total: number;
  devices_applied: number;
  devices_refused: number;
  devices: { state: string; desired_version: number; reason: string | null }[];
}
interface Kept {
  version: number;
  configuration: {
    heartbeatSeconds: number;
    diskReserveBytes?: number;
    cameras: { quality: number }[];
  };
}

/** Settings on their way from a person to the workers of a running fleet. */
describe('a configuration', () => {
  let fleet: LocalFleet;
  let headers: Record<string, string>;
  let organisation: string;
  /** The longest silence between two frames in calm, seconds: how far this machine keeps up now. */
  let calmS: number;

  beforeAll(async () => {
    fleet = await LocalFleet.create(smallFleet({ workers: 1 }));
    await fleet.up();
    await eventually('frames flow', async () => (await readCloudLedger(fleet)).frames > 2, 60_000);
    const { cookie } = await fleet.logIn();
    headers = { cookie, origin: fleet.url, 'content-type': 'application/json' };
    const session = await fetch(`${fleet.url}/v1/session`, { headers });
    organisation = ((await session.json()) as { organisation: { id: string } }).organisation.id;
    await delay(4000);
    const [calm] = await fleet.sql<{ seconds: number }>(
      `select max(extract(epoch from silence))::float as seconds from (
         select received_at, received_at - lag(received_at) over (order by received_at) as silence
         from frame) as frames where received_at > now() - interval '4 s'`,
    );
    calmS = calm?.seconds ?? 0;
  }, 240_000);

  afterAll(() => fleet.remove(), 60_000);

  const ask = async (where: string): Promise<Response> =>
    fetch(`${fleet.url}/v1/configurations/${organisation}${where}`, { headers });
  /** Replaces the organisation's layer, as somebody who has seen its newest version. */
  const change = async (settings: object): Promise<Response> => {
    const seen = (await ask('')).headers.get('etag') ?? '';
    return fetch(`${fleet.url}/v1/configurations/${organisation}`, {
      method: 'PUT',
      headers: { ...headers, 'if-match': seen },
      body: JSON.stringify({ settings, reason: 'to see what it does' }),
    });
  };
  const rollout = async (): Promise<Rollout> => (await (await ask('/rollout')).json()) as Rollout;
  /** What the worker runs with, from its disk. */
  const kept = async (): Promise<Kept> =>
    JSON.parse(
      await readFile(path.join(fleet.home, 'worker-1/settings/desired.json'), 'utf8'),
    ) as Kept;
  const worker = async () => {
    const { processes } = await fleet.status();
    return processes.find(({ name }) => name === 'worker-1');
  };
  const framesGoOn = async (): Promise<void> => {
    const { frames } = await readCloudLedger(fleet);
    await eventually(
      'more frames arrive',
      async () => (await readCloudLedger(fleet)).frames > frames + 1,
      60_000,
    );
  };
  const newestFrameBytes = async (): Promise<number> => {
    const [frame] = await fleet.sql<{ bytes: number }>(
      'select image_bytes::int as bytes from frame order by captured_at desc limit 1',
    );
    return frame?.bytes ?? 0;
  };

  it('is with the worker within five seconds, and in its pictures, without a new start', async () => {
    const before = await worker();
    const large = await newestFrameBytes();
    const changedAtMs = Date.now();
    const settings = { capture: { quality: 5 }, log: { level: 'debug' } };
    expect((await change(settings)).status).toBe(200);
    await eventually(
      'the worker runs with it',
      async () => (await kept()).configuration.cameras[0]?.quality === 5,
      60_000,
    );
    expect((Date.now() - changedAtMs) / 1000).toBeLessThan(5 * Math.max(1, calmS));
    await eventually(
      'the cloud knows that it does',
      async () => (await rollout()).devices_applied === 1,
      10_000,
    );
    await eventually(
      'pictures are smaller',
      async () => (await newestFrameBytes()) < large * 0.7,
      60_000,
    );
    // It says so of each picture, but only where details are asked for.
    const log = await readFile(path.join(fleet.home, 'logs/worker-1.log'), 'utf8');
    const levels = log.split('\n').filter((line) => line.includes('"event":"frame_captured"'));
    expect(levels.length).toBeGreaterThan(0);
    const first = JSON.parse(levels[0] ?? '{}') as { time: string };
    expect(Date.parse(first.time)).toBeGreaterThanOrEqual(changedAtMs);
    expect(await worker()).toMatchObject({ pid: before?.pid, restarts: before?.restarts });
  });

  it('survives the death of the leader in between', async () => {
    const { leader } = await fleet.status();
    expect((await change({ capture: { quality: 40 } })).status).toBe(200);
    await fleet.eyrie('fleet', 'kill', leader ?? '');
    try {
      await eventually(
        'the worker runs with it',
        async () => (await kept()).configuration.cameras[0]?.quality === 40,
        60_000,
      );
      await eventually(
        'the cloud knows that it does',
        async () => (await rollout()).devices_applied === 1,
        60_000,
      );
    } finally {
      await fleet.eyrie('fleet', 'start', leader ?? '');
    }
  });

  it('is refused by the cloud, with the place, where it is bad, and goes nowhere', async () => {
    const { version } = await kept();
    const answer = await change({ capture: { quality: 400 }, telemetry: { heartbeet: 1 } });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({
      errors: [{ pointer: '/settings/telemetry' }, { pointer: '/settings/capture/quality' }],
    });
    const [only] = (await rollout()).devices;
    expect(only).toMatchObject({ state: 'applied', desired_version: version });
  });

  it('that only the worker can refuse is kept out, with its reason, and the old one goes on', async () => {
    const before = await kept();
    const answer = await change({
      capture: { quality: 30 },
      storage: { disk_reserve_bytes: 2 ** 52 },
    });
    expect(answer.status).toBe(200);
    const refused = async (): Promise<boolean> => {
      const now = await rollout();
      return now.devices_refused === 1 && /whole disk/.test(now.devices[0]?.reason ?? '');
    };
    await eventually('the worker has refused it, and said why', refused, 20_000);
    await framesGoOn();
    expect(await kept()).toEqual(before);
    // A power cut at this very time changes nothing about it.
    const { pid, restarts } = (await worker()) ?? {};
    process.kill(pid ?? 0, 'SIGKILL');
    await eventually(
      'the worker has started again',
      async () => {
        const now = await worker();
        return now?.state === 'running' && now.restarts === (restarts ?? 0) + 1;
      },
      60_000,
    );
    await framesGoOn();
    expect(await kept()).toEqual(before);
    expect(await refused()).toBe(true);
    const back = await fetch(`${fleet.url}/v1/configurations/${organisation}/rollback`, {
      method: 'POST',
      headers: { ...headers, 'if-match': (await ask('')).headers.get('etag') ?? '' },
      body: JSON.stringify({ version: 2, reason: 'the disk is too small for it' }),
    });
    expect(back.status).toBe(200);
    await eventually(
      'it runs what is wanted of it again',
      async () => (await rollout()).devices_applied === 1,
      60_000,
    );
    expect((await kept()).configuration).toEqual(before.configuration);
  }, 120_000);

  it('loses a camera that is put away: its worker stops at once, and goes on when it is taken back', async () => {
    const before = await worker();
    const asked = { cookie: headers['cookie'] ?? '', origin: fleet.url, 'if-match': '*' };
    const page = await fetch(`${fleet.url}/v1/cameras`, { headers });
    const [camera] = ((await page.json()) as { items: { id: string; name: string }[] }).items;
    const at = `${fleet.url}/v1/cameras/${camera?.id}`;
    const trial = await fetch(`${at}?dry_run=true`, { method: 'DELETE', headers: asked });
    expect(await trial.json()).toMatchObject({ name: camera?.name, cameras_total: 1 });
    await framesGoOn();
    expect((await fetch(at, { method: 'DELETE', headers: asked })).status).toBe(200);
    await eventually(
      'the worker runs without it',
      async () => (await kept()).configuration.cameras.length === 0,
      60_000,
    );
    let known = -1;
    await eventually(
      'no frame follows those that were on their way',
      async () => {
        const { frames } = await readCloudLedger(fleet);
        const isStill = frames === known;
        known = frames;
        await delay(3_000);
        return isStill;
      },
      60_000,
    );
    const frames = await fetch(`${at}/frames?page_size=1`, { headers });
    expect(((await frames.json()) as { items: unknown[] }).items).toHaveLength(1);
    const restored = await fetch(`${at}/restore`, { method: 'POST', headers: asked });
    expect(restored.status).toBe(200);
    await framesGoOn();
    expect(await worker()).toMatchObject({ pid: before?.pid, restarts: before?.restarts });
  }, 150_000);

  it('gives a worker a sensor, whose readings and one alert are in the cloud', async () => {
    const sensor = {
      name: 'roof',
      driver: { type: 'simulated-weather', seed: 'worker-1' },
      intervalSeconds: 1,
      // Whatever the weather, it is colder than this.
      alerts: [
        { name: 'cold', quantity: 'temperature_c', when: 'below', threshold: 60, holdSeconds: 2 },
      ],
    };
    expect((await change({ environment: { sensors: [sensor] } })).status).toBe(200);
    const { items } = (await (await fetch(`${fleet.url}/v1/devices`, { headers })).json()) as {
      items: { id: string; role: string }[];
    };
    const { id } = items.find(({ role }) => role === 'worker') ?? { id: '' };
    const read = async () =>
      (await (await fetch(`${fleet.url}/v1/devices/${id}/readings`, { headers })).json()) as {
        series: { sensor: string; quantity: string; last: { at: string; value: number } }[];
      };
    const temperature = async () =>
      (await read()).series.find(({ quantity }) => quantity === 'temperature_c');
    await eventually('a reading arrives', async () => (await temperature()) !== undefined, 30_000);
    const alerts = () =>
      fleet.sql<{ state: string; alert: string }>(
        `select data ->> 'state' as state, data ->> 'alert_id' as alert
         from stream_event where type = 'weather.alert' order by seq`,
      );
    await eventually('the alert arrives', async () => (await alerts()).length > 0, 30_000);
    const first = await temperature();
    await eventually(
      'readings go on',
      async () => ((await temperature())?.last.at ?? '') > (first?.last.at ?? ''),
      60_000,
    );
    expect(first).toMatchObject({ sensor: 'roof', last: { value: expect.any(Number) } });
    expect((await alerts()).map(({ state }) => state)).toEqual(['raised']);
    expect((await change({})).status).toBe(200);
    await eventually(
      'it ends with its rule',
      async () => (await alerts()).map(({ state }) => state).join() === 'raised,cleared',
      60_000,
    );
    const [raised, cleared] = await alerts();
    expect(cleared?.alert).toBe(raised?.alert);
    await framesGoOn();
  }, 150_000);
});
