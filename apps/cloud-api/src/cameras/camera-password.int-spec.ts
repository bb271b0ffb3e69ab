import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  passwordPlaceOf,
  renewalProofText,
  type Camera,
  type Site,
  type SiteManifest,
} from '@eyrie/contracts';
import { openSealedForDevice } from '@eyrie/platform';
import { sign } from 'node:crypto';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { newDevice, newDeviceKey, newSite, type TestDevice } from '../testing/edge.ts';

const password = 'canary-of-the-camera';
const schedules = [{ type: 'interval', name: 'always', intervalSeconds: 5 }];
const driver = { type: 'rtsp', url: 'rtsp://192.168.7.9:554/live', user: 'eyrie' };

describe('the password of a camera', () => {
  let cloud: TestApp;
  let person: TestPerson;
  let site: Site;
  let leader: TestDevice;
  let worker: TestDevice;
  let camera: Camera;
  const answers: string[] = [];
  beforeAll(async () => {
    cloud = await startTestApp();
    person = await cloud.newPerson();
    site = await newSite(person);
    leader = await newDevice(cloud, person, site, 'coordinator');
    worker = await newDevice(cloud, person, site, 'worker');
    camera = await ask('/v1/cameras', 'POST', {
      device_id: worker.enrolment.deviceId,
      configuration: { name: 'North', driver: { ...driver, password }, schedules, timelapse: null },
    });
  }, 120_000);
  afterAll(() => cloud.close());

  const ask = async (path: string, method = 'GET', body?: unknown): Promise<Camera> => {
    const response = await person.fetch(path, {
      method,
      ...(body === undefined ? {} : { body }),
      ...(method === 'PATCH' ? { headers: { 'if-match': '*' } } : {}),
    });
    const text = await response.text();
    answers.push(text);
    if (!response.ok) throw new Error(text);
    return JSON.parse(text) as Camera;
  };
  const change = (changed: object) =>
    ask(`/v1/cameras/${camera.id}`, 'PATCH', { configuration: changed });
  /** What the camera's device is told. */
  const told = async (key = worker.key.privateKey): Promise<unknown> => {
    const text = await (await leader.fetch('/edge/v1/site')).text();
    // Whoever carries it there has it sealed.
    for (const secret of [password, 'another-canary']) expect(text).not.toContain(secret);
    const { desired } = JSON.parse(text) as SiteManifest;
    const { driver, sealedPassword, cameraId } = desired[0]!.configuration.cameras[0]!;
    expect(driver).not.toHaveProperty('password');
    if (sealedPassword === undefined) return driver;
    const place = passwordPlaceOf(worker.enrolment.deviceId, cameraId);
    return { ...driver, password: openSealedForDevice(sealedPassword, key, place) };
  };

  it('goes to its device, and is shown to nobody', async () => {
    expect(await told()).toMatchObject({ ...driver, password });
    expect(camera).toMatchObject({ driver: 'rtsp', password_set: true });
    expect(camera.driver_configuration).toMatchObject(driver);
    await ask(`/v1/cameras/${camera.id}`);
    await ask('/v1/cameras');
    await ask('/v1/audit');
    expect(answers.join()).not.toContain(password);
    const tables = await cloud.database.query<{ name: string }>(
      `SELECT c.oid::regclass::text AS name FROM pg_class c
       WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    for (const { name } of tables) {
      const rows = await cloud.database.query<{ text: string }>(`SELECT t::text FROM ${name} t`);
      expect([name, JSON.stringify(rows).includes(password)]).toEqual([name, false]);
    }
  });

  it('stays where its host and user stay', async () => {
    const moved = { ...driver, url: 'rtsp://192.168.7.9:554/other' };
    expect(await change({ driver: moved })).toMatchObject({ password_set: true });
    expect(await told()).toMatchObject({ ...moved, password });
    expect(await change({ name: 'South' })).toMatchObject({ password_set: true });
    expect(await change({ driver: { ...driver, password: 'another-canary' } })).toMatchObject({
      password_set: true,
    });
    expect(await told()).toMatchObject({ password: 'another-canary' });
  });

  it.each([
    ['host', { ...driver, url: 'rtsp://192.168.7.66:554/live' }],
    ['port', { ...driver, url: 'rtsp://192.168.7.9:8554/live' }],
    ['user', { ...driver, user: 'mallory' }],
    ['driver', { type: 'http-snapshot', url: 'http://192.168.7.9:554/', user: 'eyrie' }],
  ])('is told to no other %s', async (_, other) => {
    await change({ driver: { ...driver, password } });
    expect(await change({ driver: other })).toMatchObject({ password_set: false });
    expect(await told()).not.toHaveProperty('password');
    // Nor does it come back.
    expect(await change({ driver })).toMatchObject({ password_set: false });
  });

  it('is sealed anew when its device gets another key, and the device is told of it', async () => {
    await change({ driver: { ...driver, password } });
    const versions = async () => {
      const manifest = (await (await leader.fetch('/edge/v1/site')).json()) as SiteManifest;
      return [manifest.version, manifest.desired[0]?.version ?? 0] as const;
    };
    const before = await versions();
    const { deviceId } = worker.enrolment;
    const { certificateRequest, privateKey } = await newDeviceKey();
    const proof = sign('sha256', Buffer.from(renewalProofText(deviceId, certificateRequest)), {
      key: worker.key.privateKey,
      dsaEncoding: 'ieee-p1363',
    }).toString('base64url');
    const renewed = await worker.fetch('/edge/v1/certificate', {
      method: 'POST',
      body: { certificateRequest, proof },
    });
    expect(renewed.status).toBe(200);
    expect(await versions()).toEqual([before[0] + 1, before[1] + 1]);
    expect(await told(privateKey)).toMatchObject({ password });
    await expect(told()).rejects.toThrow('does not open here');
  });

  it('is no part of an address', async () => {
    const sly = { ...driver, url: 'rtsp://eyrie:secret@192.168.7.9/live' };
    const response = await person.fetch(`/v1/cameras/${camera.id}`, {
      method: 'PATCH',
      headers: { 'if-match': '*' },
      body: { configuration: { driver: sly } },
    });
    expect(response.status).toBe(422);
  });
});
