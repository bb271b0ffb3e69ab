import { createPublicKey, generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  idFromUuid,
  passwordPlaceOf,
  workerConfigurationSchema,
  type ReportedConfiguration,
  type WorkerConfiguration,
} from '@eyrie/contracts';
import { readFileIfExists, SimulatedDisk } from '@eyrie/journal';
import { createLogger, sealForDevice } from '@eyrie/platform';
import { CameraPasswords } from './camera-passwords.ts';
import { ConfigurationFile } from './configuration-file.ts';
import { Settings } from './settings.ts';

const planted = 'canary-of-the-camera';
const deviceId = idFromUuid('device', randomUUID());
const cameraId = idFromUuid('camera', randomUUID());
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function configured(sealed: object, driver: object = {}): WorkerConfiguration {
  return workerConfigurationSchema.parse({
    place: { latitude: 0, longitude: 0, timeZone: 'UTC' },
    heartbeatSeconds: 30,
    keepFramesSeconds: 0,
    cameras: [
      {
        cameraId,
        name: 'C',
        driver: { type: 'rtsp', url: 'rtsp://192.168.7.9/live', user: 'eyrie', ...driver },
        schedules: [{ type: 'interval', name: 'all', intervalSeconds: 5 }],
        timelapse: null,
        ...sealed,
      },
    ],
  });
}
const sealedFor = (key: KeyObject) => ({
  sealedPassword: sealForDevice(planted, createPublicKey(key), passwordPlaceOf(deviceId, cameraId)),
});

function rig() {
  const disk = new SimulatedDisk({ seed: 1 });
  const state = { key: newKey() };
  const start = () => {
    const applied: unknown[] = [];
    const reported: ReportedConfiguration[] = [];
    const settings = new Settings({
      file: new ConfigurationFile('/settings/desired.json', disk),
      passwords: new CameraPasswords(deviceId, () =>
        state.key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      ),
      apply: async ({ cameras }) => {
        applied.push(cameras.map(({ driver }) => ('password' in driver ? driver.password : null)));
      },
      onReported: (message) => reported.push(message),
      log: createLogger({ name: 'test', level: 'silent' }),
    });
    const hear = (version: number, configuration: WorkerConfiguration) =>
      settings.hear(Buffer.from(JSON.stringify({ version, configuration })));
    return { settings, applied, reported, hear };
  };
  const onDisk = async (): Promise<string> => {
    const bytes = await readFileIfExists(disk, '/settings/desired.json');
    return Buffer.from(bytes ?? []).toString('utf8');
  };
  return { state, start, onDisk };
}

describe('the password of a network camera', () => {
  it('is opened for its driver alone, and lies sealed on the disk', async () => {
    const { state, start, onDisk } = rig();
    const { settings, applied, hear } = start();
    await hear(1, configured(sealedFor(state.key)));
    expect(applied).toEqual([[planted]]);
    expect(await onDisk()).toContain('"sealedPassword": "ds1.');
    expect(await onDisk()).not.toContain(planted);
    expect(JSON.stringify(settings.configuration)).not.toContain(planted);
    // A new start opens what the disk has.
    const again = start();
    await again.settings.start();
    expect(again.applied).toEqual([[planted]]);
  });

  it('that a cloud of before sends open is sealed before it is kept, and what was kept open too', async () => {
    const { start, onDisk } = rig();
    const { settings, applied, hear } = start();
    await hear(1, configured({}, { password: planted }));
    expect(applied).toEqual([[planted]]);
    expect([await onDisk(), JSON.stringify(settings.configuration)].join()).not.toContain(planted);
    const again = start();
    await again.settings.start();
    expect(again.applied).toEqual([[planted]]);
  });

  it('is sealed anew on the disk when the device gets another key', async () => {
    const { state, start, onDisk } = rig();
    const { settings, hear } = start();
    await hear(1, configured(sealedFor(state.key)));
    const before = await onDisk();
    state.key = newKey();
    await settings.rekeyed();
    expect(await onDisk()).not.toBe(before);
    const again = start();
    await again.settings.start();
    expect(again.applied).toEqual([[planted]]);
  });

  it('that is for another key is refused, and taken once the device has that key', async () => {
    const { state, start } = rig();
    const { settings, applied, reported, hear } = start();
    const next = newKey();
    await hear(2, configured(sealedFor(next)));
    expect([applied, reported.at(-1)]).toMatchObject([
      [],
      { applied: false, reason: expect.stringContaining('another key') },
    ]);
    state.key = next;
    await settings.rekeyed();
    expect([applied, reported.at(-1)]).toMatchObject([[[planted]], { applied: true, version: 2 }]);
  });

  it('of one camera opens for no other', async () => {
    const { state, start } = rig();
    const { reported, hear } = start();
    const other = idFromUuid('camera', randomUUID());
    await hear(1, configured({ ...sealedFor(state.key), cameraId: other }));
    expect(reported.at(-1)).toMatchObject({ applied: false });
  });
});
