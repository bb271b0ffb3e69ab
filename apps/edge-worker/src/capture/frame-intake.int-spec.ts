import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { frameBodySchema, type CameraConfiguration, type FrameBody } from '@eyrie/contracts';
import { openCamera, type Camera, type CaptureControls } from '@eyrie/camera';
import { learnView } from '../commands/learn-view.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { noonMs, testCamera, testPlace } from '../testing/test-camera.ts';
import { WorkerStore } from '../testing/worker-store.ts';
import { cameraOptionsOf } from './camera-options.ts';
import { SceneFiles, sceneKeyOf } from './scene-files.ts';

const configuration: CameraConfiguration = testCamera();
let store: WorkerStore;
let camera: Camera;

beforeEach(async () => {
  store = await WorkerStore.open(new ManualClock(noonMs));
  camera = await openCamera('c', cameraOptionsOf(configuration, testPlace));
});
afterEach(async () => {
  await camera.close();
  await store.remove();
});

async function keep(
  slotAt: number,
  controls: CaptureControls | null = null,
): Promise<{ body: FrameBody; taken: Uint8Array }> {
  const frame = await camera.capture({ slotAt, controls, signal: AbortSignal.timeout(60_000) });
  const taken = { configuration, place: testPlace, slotAt, window: null };
  const { body } = await store.intake().keep(frame, camera, taken, null);
  return { body, taken: frame.jpeg };
}

describe('a frame that is kept', () => {
  it('says in its record how it was taken and what it shows', async () => {
    const { body, taken } = await keep(noonMs);
    expect(frameBodySchema.parse(body)).toEqual(body);
    const { histogram = [], ...details } = body.details ?? {};
    expect(histogram.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 2);
    expect(details).toMatchObject({ lens: null, ev: 0 });
    expect(details.lux).toBeGreaterThan(100);
    expect(details.colourTemperatureK).toBeGreaterThan(2_000);
    expect(details.unstampedSha256).toBe(createHash('sha256').update(taken).digest('hex'));
  });

  it('carries the same in its file, whose bytes are those of its hash', async () => {
    const { body } = await keep(noonMs);
    const bytes = await readFile(store.files.pathOf(body.image));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(body.image.sha256);
    const text = bytes.toString('latin1');
    expect(text).toContain('Exif\0\0');
    expect(text).toContain(`eyrie:frameId="${body.frameId}"`);
    expect(text).toContain('eyrie:clockTrusted="true"');
    expect(text).toContain('eyrie:sequence="1"');
    expect(text).toContain(`eyrie:sunAltitudeDeg="${body.sunAltitudeDeg}"`);
  });

  it('teaches what the camera usually sees, no more than three times an hour', async () => {
    for (const minutes of [0, 5, 19, 21, 45]) await keep(noonMs + minutes * 60_000);
    const { width, height } = camera.info;
    const key = sceneKeyOf(configuration.driver, width, height);
    const scenes = new SceneFiles(`${store.folder}/scenes`);
    expect((await scenes.read(configuration.cameraId, key))?.frames).toBe(3);
    expect(await scenes.read(configuration.cameraId, 'another camera')).toBeNull();
    const cameras = { ids: () => [configuration.cameraId] };
    await learnView({ cameras, scenes }, configuration.cameraId);
    await learnView({ cameras, scenes }, configuration.cameraId);
    expect(await scenes.read(configuration.cameraId, key)).toBeNull();
    expect(
      await new SceneFiles(`${store.folder}/scenes`).read(configuration.cameraId, key),
    ).toBeNull();
    await expect(learnView({ cameras, scenes }, 'camera_other')).rejects.toThrow('no such camera');
  });

  it('that is a bracket keeps what each of its exposures was', async () => {
    const bracket = [500, 2_000, 8_000].map((shutterUs) => ({ shutterUs, gain: 1 }));
    const { body } = await keep(noonMs, { shutterUs: 2_000, gain: 1, bracket });
    expect(frameBodySchema.parse(body)).toEqual(body);
    expect(body.shutterUs).toBe(2_000);
    const shots = body.details?.bracket ?? [];
    expect(shots.map(({ shutterUs }) => shutterUs)).toEqual([500, 2_000, 8_000]);
    const shown = shots.map(({ luminance }) => luminance);
    expect(shown).toEqual(shown.toSorted((a, b) => a - b));
  });
});
