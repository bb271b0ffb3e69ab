import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { StandIn } from '../../testing/stand-in.ts';
import type { Camera, CapturedFrame } from '../camera.ts';
import { validateFrame } from '../frame-check.ts';
import { openCamera } from '../open-camera.ts';

const opened: Camera[] = [];
let standIn: StandIn | null = null;
afterEach(async () => {
  await Promise.all(opened.splice(0).map((camera) => camera.close()));
  await standIn?.remove();
  standIn = null;
});

const fixed = { gain: 1, colourGains: [1.7, 2.2] as const };
const bracket = [1_000, 4_000, 16_000].map((shutterUs) => ({ shutterUs, gain: 1 }));

async function piCamera(): Promise<Camera> {
  standIn = await StandIn.rpicam();
  const camera = await openCamera(
    'c1',
    { driver: 'rpicam', camera: 0, width: 320, height: 240, keepOpen: true },
    { rpicamStill: standIn.command, scratchFolder: await standIn.scratch() },
  );
  opened.push(camera);
  return camera;
}

const take = (camera: Camera, more: object = {}): Promise<CapturedFrame> =>
  camera.capture({
    slotAt: Date.UTC(2026, 5, 21, 17, 40),
    signal: AbortSignal.timeout(60_000),
    controls: { ...fixed, shutterUs: 4_000, bracket },
    ...more,
  });

describe('a bracket of the camera of a Pi', () => {
  it('is three starts of the program, each with its exposure, and one frame', async () => {
    const camera = await piCamera();
    const frame = await take(camera);
    const shutters = (await standIn?.starts())?.map((line) => / --shutter (\d+)us/.exec(line)?.[1]);
    expect(shutters).toEqual(['1000', '4000', '16000']);
    expect(await validateFrame(frame.jpeg, camera.info)).toMatchObject({ ok: true });
    expect(frame.bracket?.map(({ exposure }) => exposure?.shutterUs)).toEqual([
      1_000, 3_999, 15_997,
    ]);
    expect(frame.exposure?.shutterUs).toBe(3_999);
    expect(frame.exposureStartedAt).toBe(frame.bracket?.[0]?.exposureStartedAt);
  });

  it('is no frame where one of its exposures is half a file', async () => {
    const camera = await piCamera();
    await standIn?.fault('half');
    await expect(take(camera)).rejects.toMatchObject({ kind: 'bad-frame' });
    await standIn?.fault('');
    expect((await take(camera)).bracket).toHaveLength(3);
  });

  it('ends with the patience of who asked for it, and the camera is free again', async () => {
    const camera = await piCamera();
    const impatient = { signal: AbortSignal.timeout(100) };
    await expect(take(camera, impatient)).rejects.toMatchObject({ kind: 'hang' });
    const deadline = Date.now() + 10_000;
    for (;;) {
      const frame = await take(camera).catch((error: unknown) => {
        if (Date.now() > deadline) throw error;
        return null;
      });
      if (frame) break;
      await delay(50);
    }
  });
});

describe('a bracket of the simulated sky', () => {
  /** Shares of the pixels that are white or black, and show nothing. */
  async function lost(jpeg: Uint8Array): Promise<{ white: number; black: number }> {
    const grey = await sharp(jpeg).greyscale().raw().toBuffer();
    const share = (isLost: (level: number) => boolean) => grey.filter(isLost).length / grey.length;
    return { white: share((level) => level > 250), black: share((level) => level < 14) };
  }

  it('shows both the land against the evening sun and the sky, as no exposure of it does', async () => {
    const place = { latitude: 46.5, longitude: 8, timeZone: 'UTC' };
    const camera = await openCamera('sky', {
      driver: 'simulated-sky',
      seed: 'evening',
      place,
      width: 480,
      height: 270,
      facingDeg: 295,
      weather: 'clear',
    });
    opened.push(camera);
    const usual = await take(camera, { controls: {} });
    const { shutterUs = 1_000, gain = 1 } = usual.exposure ?? {};
    const steps = [-3, 0, 3].map((stops) => ({ shutterUs: shutterUs * 2 ** stops, gain }));
    const fused = await take(camera, { controls: { shutterUs, gain, bracket: steps } });
    const [dark, bright] = [
      await take(camera, { controls: steps[0] }),
      await take(camera, { controls: steps[2] }),
    ];
    const [inFused, inDark, inBright] = [
      await lost(fused.jpeg),
      await lost(dark.jpeg),
      await lost(bright.jpeg),
    ];
    expect(inDark.black).toBeGreaterThan(0.1);
    expect(inBright.white).toBeGreaterThan(0.05);
    expect(inFused.black).toBeLessThan(inDark.black / 5);
    expect(inFused.white).toBeLessThan(inBright.white / 5);
    expect(fused.bracket?.map(({ measure }) => measure.luminance)).toEqual(
      fused.bracket?.map(({ measure }) => measure.luminance).sort((a, b) => a - b),
    );
  });
});
