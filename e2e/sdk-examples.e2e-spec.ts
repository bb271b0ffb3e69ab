import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { commandReportType, type SignedCommand, type Site } from '@eyrie/contracts';
import { createEyrie, EyrieProblem, type Device, type Eyrie } from '@eyrie/sdk';
import { startTestApp, type TestApp, type TestPerson } from '../apps/cloud-api/src/testing/app.ts';
import { newApiKey } from '../apps/cloud-api/src/testing/credentials.ts';
import { enrol, newDevice, newDeviceKey, newSite } from '../apps/cloud-api/src/testing/edge.ts';
import { expectAnswer } from '../apps/cloud-api/src/testing/expect-answer.ts';
import { fillSite, leaderOf } from '../apps/cloud-api/src/testing/filled-site.ts';
import { nameKnownCards } from '../libs/sdk/examples/anything-else.ts';
import { beatFaster, takeBack } from '../libs/sdk/examples/change-configuration.ts';
import { claimsForCards } from '../libs/sdk/examples/enrol-cards.ts';
import { exportOrganisation } from '../libs/sdk/examples/export-organisation.ts';
import { followDevices } from '../libs/sdk/examples/follow-devices.ts';
import { restartWorkers } from '../libs/sdk/examples/many-devices.ts';
import { newestFrames } from '../libs/sdk/examples/newest-frames.ts';
import { changesByActor } from '../libs/sdk/examples/read-audit.ts';
import { takePicture } from '../libs/sdk/examples/take-picture.ts';
import { eventually } from './local-fleet.ts';

type FilledSite = Awaited<ReturnType<typeof fillSite>>;

/** What stands in the README, asked of a real cloud; the site is played by its requests. */
describe('the examples of the SDK', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let filled: FilledSite;
  let eyrie: Eyrie;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'eyrie-sdk-examples-'));
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    filled = await fillSite(cloud, person, site, 'sdk');
    const { secret } = await newApiKey(person, 'admin');
    eyrie = createEyrie({ baseUrl: cloud.url, apiKey: secret });
  }, 120_000);
  afterAll(async () => {
    await cloud.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('make a claim for each card, and each lets one device in', async () => {
    const file = path.join(folder, 'claims.csv');
    await claimsForCards(eyrie, site.id, 3, file);
    const [head, ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
    expect(head).toBe('device_name,secret');
    expect(rows.map((row) => row.split(',')[0])).toEqual(['ridge-1', 'ridge-2', 'ridge-3']);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const secret = rows[1]?.split(',')[1] ?? '';
    expect((await enrol(cloud, secret, await newDeviceKey())).statusCode).toBe(200);
    expect((await enrol(cloud, secret, await newDeviceKey())).statusCode).toBeGreaterThan(399);
  });

  it('show the devices, and what comes of them', async () => {
    const ended = new AbortController();
    let shown: ReadonlyMap<string, Device> = new Map();
    const following = followDevices(eyrie, site.id, (devices) => (shown = devices), ended.signal);
    const failed = following.catch((error: unknown) => error);
    await eventually(
      'the worker is shown',
      () => shown.has(filled.worker.enrolment.deviceId),
      60_000,
    );
    const { enrolment } = await newDevice(cloud, person, site, 'worker', 'the late one');
    await eventually(
      'the late one is shown',
      () => shown.get(enrolment.deviceId)?.name === 'the late one',
      60_000,
    );
    ended.abort(new Error('enough'));
    expect(await failed).toMatchObject({ message: 'enough' });
  });

  it('try a configuration, change it, and take it back', async () => {
    const heartbeat = async () =>
      (await eyrie.configurations.read(site.id)).settings.telemetry?.heartbeat_seconds;
    await eyrie.configurations.edit(site.id, () => ({ settings: {}, reason: 'the beginning' }));
    expect(await beatFaster(eyrie, site.id)).toMatchObject({ dry_run: false });
    expect(await heartbeat()).toBe(15);
    await takeBack(eyrie, site.id);
    expect(await heartbeat()).toBeUndefined();
  });

  it('have a picture taken, and wait for it', async () => {
    const said: string[] = [];
    const taking = takePicture(eyrie, filled.worker.enrolment.deviceId, (line) => said.push(line));
    await playCapture(filled);
    expect(await taking).toEqual([filled.frameId]);
    expect(said.at(-1)).toContain('succeeded');
  });

  it('write the newest picture of each camera', async () => {
    const files = await newestFrames(eyrie, folder);
    expect(files).toEqual([path.join(folder, `${filled.cameraId}.jpg`)]);
    const whole = await readFile(files[0] ?? '');
    expect(whole.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    const part = await eyrie.frames.image(filled.frameId, { range: { start: 10, end: 19 } });
    expect(part).toMatchObject({ type: 'image/jpeg', bytes: 10, bytesTotal: whole.length });
    expect(Buffer.from(await part.toBytes())).toEqual(whole.subarray(10, 20));
  });

  it('restart all workers as one operation', async () => {
    const said: string[] = [];
    expect(await restartWorkers(eyrie, site.id, (line) => said.push(line))).toEqual([]);
    expect(said.at(-1)).toMatch(/^succeeded: (\d+) of \1$/);
    const [restart] = await eyrie.commands.list(filled.worker.enrolment.deviceId).toArray(1);
    expect(restart).toMatchObject({ type: 'restart' });
  });

  it('write all of the organisation into a file', async () => {
    const file = path.join(folder, 'organisation.tar');
    const owner = createEyrie({ baseUrl: cloud.url, sessionCookie: person.cookie });
    const made = await exportOrganisation(owner, file);
    const archive = await readFile(file);
    expect(createHash('sha256').update(archive).digest('hex')).toBe(made.sha256);
  });

  it('read the whole audit log', async () => {
    const changes = await changesByActor(eyrie);
    expect(changes.get("a admin's program")).toBeGreaterThan(2);
  });

  it('ask what has no method of its own, and say what was wrong', async () => {
    expect(await nameKnownCards(eyrie, site.id, ['100000aa', '100000ab'])).toBe(2);
    await expect(nameKnownCards(eyrie, site.id, [''])).rejects.toThrow(/\/items\/0\/serial/);
  });

  it('read a list over all its pages, each item once', async () => {
    const ids = async (size: number) =>
      (await eyrie.devices.list({ site_id: site.id, page_size: size }).toArray()).map(
        ({ id }) => id,
      );
    const all = await ids(200);
    expect(all.length).toBeGreaterThan(2);
    expect(await ids(1)).toEqual(all);
  });

  it('never write over what somebody else changed meanwhile', async () => {
    const change = eyrie.sites.edit(site.id, async () => {
      await eyrie.sites.edit(site.id, () => ({ name: 'theirs' }));
      return { name: 'ours' };
    });
    await expect(change).rejects.toMatchObject({ name: 'EyrieProblem', status: 412 });
    expect((await eyrie.sites.read(site.id)).name).toBe('theirs');
  });

  it('do a thing once under one key', async () => {
    const body = { name: 'Twice', latitude: 1, longitude: 2, time_zone: 'Etc/UTC' };
    const options = { idempotencyKey: randomUUID() };
    const [first, second] = [
      await eyrie.sites.create(body, options),
      await eyrie.sites.create(body, options),
    ];
    expect(second.id).toBe(first.id);
  });

  it('let a session do the same, and refuse a stranger by a problem', async () => {
    const theirs = createEyrie({ baseUrl: cloud.url, sessionCookie: person.cookie });
    expect((await theirs.sites.read(site.id)).id).toBe(site.id);
    const strange = createEyrie({ baseUrl: cloud.url, apiKey: 'eyrie_nobody' });
    const refusal: unknown = await strange.sites.read(site.id).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(EyrieProblem);
    expect(refusal).toMatchObject({ status: 401 });
    expect((refusal as EyrieProblem).requestId).toEqual(expect.any(String));
  });

  /** The site takes the next command and says that it is done, as its leader and the device do. */
  async function playCapture({ coordinator, worker, frameId }: FilledSite): Promise<void> {
    const leader = leaderOf(coordinator);
    let order: SignedCommand | undefined;
    const isOrdered = async () => {
      const answer = await leader.fetch('/edge/v1/site/commands?after=1&wait_seconds=1');
      const { commands } = (await answer.json()) as { commands: SignedCommand[] };
      return (order = commands[0]) !== undefined;
    };
    await eventually('the command reaches the leader', isOrdered, 20_000);
    const { id: commandId } = (await eyrie.commands.list(worker.enrolment.deviceId).first()) as {
      id: string;
    };
    expect(order).toBeDefined();
    await expectAnswer(leader, '/edge/v1/site/commands/verdicts', {
      method: 'POST',
      body: { verdicts: [{ commandId, refusal: null }] },
    });
    const at = new Date().toISOString();
    const data = {
      ...{ commandId, state: 'succeeded', percent: null, message: null, refusal: null },
      ...{ result: { frame_ids: [frameId] }, file: null },
    };
    const record = {
      ...{ bootEpoch: randomUUID(), sequence: 1, recordedAt: at, priority: 'high', kind: 'event' },
      body: {
        ...{ id: randomUUID(), type: commandReportType, timestamp: at, camera_id: null },
        ...{ sequence_number: 1, data, priority: 'high' },
      },
    };
    await expectAnswer(leader, '/edge/v1/records', {
      method: 'POST',
      body: { records: [{ deviceId: worker.enrolment.deviceId, record }] },
    });
  }
});
