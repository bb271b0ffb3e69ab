import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { measureFrame, openCamera, type Camera } from '@eyrie/camera';
import type { CameraConfiguration } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import { noonMs, testCamera, testPlace } from '../testing/test-camera.ts';
import { CameraExposure } from './camera-exposure.ts';
import { cameraOptionsOf } from './camera-options.ts';
import { ExposureFiles } from './exposure-files.ts';

const log = createLogger({ name: 'test', level: 'silent' });
let folder: string;
let camera: Camera;
const configuration: CameraConfiguration = { ...testCamera(), profile: { preset: 'b' } };

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'eyrie-exposure-'));
  camera = await openCamera('c', cameraOptionsOf(configuration, testPlace));
});
afterEach(async () => {
  await camera.close();
  await rm(folder, { recursive: true });
});

async function started(own = configuration): Promise<CameraExposure> {
  const store = new ExposureFiles(path.join(folder, 'exposure'));
  const exposure = new CameraExposure({ configuration: own, place: testPlace, store, log });
  await exposure.start();
  return exposure;
}

async function shoot(exposure: CameraExposure, slotAt: number): Promise<number> {
  const controls = exposure.controlsFor(slotAt);
  const signal = AbortSignal.timeout(60_000);
  const frame = await camera.capture({ slotAt, signal, controls });
  const measure = await measureFrame(frame.jpeg);
  exposure.learn(slotAt, frame, measure);
  return measure.luminance;
}

describe("a camera's exposure", () => {
  it('ramps, and goes on after a restart where it was', async () => {
    const first = await started();
    expect(first.controlsFor(noonMs)!.shutterUs).toBeUndefined();
    for (let n = 0; n < 12; n += 1) await shoot(first, noonMs + n * 5_000);
    const next = noonMs + 60_000;
    const told = first.controlsFor(next)!;
    expect(told).toMatchObject({ colourTemperatureK: 5500, gain: 1 });
    await first.stop();
    const again = await started();
    expect(again.controlsFor(next)).toEqual(told);
    expect(await shoot(again, next)).toBeGreaterThan(0.3);
  });

  it('meters anew where what was remembered cannot be read', async () => {
    const first = await started();
    await shoot(first, noonMs);
    await first.stop();
    const files = path.join(folder, 'exposure');
    const [name] = await readdir(files);
    await writeFile(path.join(files, name!), '{"version":1,"ramp":');
    const again = await started();
    expect(again.controlsFor(noonMs)!.shutterUs).toBeUndefined();
  });

  it('leaves all to a camera without a profile', async () => {
    const plain = await started({ ...configuration, profile: null });
    expect(plain.controlsFor(noonMs)).toBeNull();
    await shoot(plain, noonMs);
    await plain.stop();
    expect(await readdir(folder)).toEqual([]);
  });
});
