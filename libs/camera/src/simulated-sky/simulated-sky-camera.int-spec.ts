import { afterEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Camera, CapturedFrame } from '../camera.ts';
import type { CaptureControls } from '../capture-controls.ts';
import { validateFrame } from '../frame-check.ts';
import { measureFrame } from '../frame-measure.ts';
import { openCamera } from '../open-camera.ts';
import type { SimulatedSkyOptions } from './options.ts';

const place = { latitude: 39.6333, longitude: -105.3167, timeZone: 'America/Denver' };
const noon = Date.UTC(2026, 5, 21, 19);
const midnight = Date.UTC(2026, 5, 21, 7);
const size = { width: 640, height: 360 };
const opened: Camera[] = [];

async function open(change: Partial<SimulatedSkyOptions> = {}): Promise<Camera> {
  const camera = await openCamera('c1', {
    driver: 'simulated-sky',
    seed: 'ridge',
    place,
    ...size,
    ...change,
  });
  opened.push(camera);
  return camera;
}

function take(
  camera: Camera,
  slotAt = noon,
  signal = new AbortController().signal,
): Promise<CapturedFrame> {
  return camera.capture({ slotAt, signal });
}

const same = (a: CapturedFrame, b: CapturedFrame): boolean => Buffer.compare(a.jpeg, b.jpeg) === 0;

afterEach(async () => {
  await Promise.all(opened.splice(0).map((camera) => camera.close()));
});

describe('a frame of the simulated sky', () => {
  it('is the same to the byte for the same seed, place and time, in any thread', async () => {
    const first = await take(await open());
    const other = await open();
    await take(other, midnight);
    expect(same(await take(other), first)).toBe(true);
  });

  it('is another for another seed, place or time', async () => {
    const camera = await open();
    const first = await take(camera);
    expect(same(await take(camera, noon + 1000), first)).toBe(false);
    expect(same(await take(await open({ seed: 'valley' })), first)).toBe(false);
    const south = { ...place, latitude: -39.6333 };
    expect(same(await take(await open({ place: south })), first)).toBe(false);
  });

  it('is a valid picture at every hour of the day and in every weather', async () => {
    for (const weather of ['clear', 'broken', 'overcast', 'fog', 'storm'] as const) {
      const camera = await open({ weather });
      let previous;
      for (let hour = 0; hour < 24; hour += 4) {
        const frame = await take(camera, noon + hour * 3_600_000);
        expect(frame.metadata['weather']).toBe(weather);
        const check = await validateFrame(frame.jpeg, { ...size, previous });
        expect(check).toMatchObject({ ok: true });
        if (check.ok) previous = check.measure;
      }
    }
  });

  it('is bright by day and dark by night, and its exposure shows why', async () => {
    const camera = await open({ weather: 'clear' });
    const day = await take(camera, noon);
    const night = await take(camera, midnight);
    const [bright, dark] = [await measureFrame(day.jpeg), await measureFrame(night.jpeg)];
    expect(bright.luminance).toBeGreaterThan(dark.luminance * 1.5);
    const light = ({ exposure }: CapturedFrame) =>
      (exposure?.shutterUs ?? 0) * (exposure?.gain ?? 0);
    expect(light(night)).toBeGreaterThan(light(day) * 300);
    expect(day.metadata).toMatchObject({ simulated: true, sceneTime: noon });
  });

  it('is not frozen from one second of a still night to the next', async () => {
    const camera = await open({ weather: 'clear' });
    const previous = await measureFrame((await take(camera, midnight)).jpeg);
    const next = await take(camera, midnight + 1000);
    expect(await validateFrame(next.jpeg, { ...size, previous })).toMatchObject({ ok: true });
  });

  it('shows the time of a scene that runs faster, from an anchor that outlives restarts', async () => {
    const fast = await open({ timeScale: 600, timeAnchorMs: noon });
    const frame = await take(fast, noon + 10_000);
    expect(frame.metadata['sceneTime']).toBe(noon + 6_000_000);
    expect(same(frame, await take(await open(), noon + 6_000_000))).toBe(true);
    await expect(open({ timeScale: 600 })).rejects.toThrow(RangeError);
  });
});

describe('the controls of a capture', () => {
  const light = async (camera: Camera, controls: CaptureControls) => {
    const signal = new AbortController().signal;
    const frame = await camera.capture({ slotAt: noon, signal, controls });
    return { frame, measure: await measureFrame(frame.jpeg) };
  };

  it('decide the exposure, up to the saturation of the sensor', async () => {
    const camera = await open({ weather: 'clear' });
    const auto = await take(camera);
    const { shutterUs, gain } = auto.exposure!;
    const same = await light(camera, { shutterUs, gain });
    const dark = await light(camera, { shutterUs: shutterUs / 4, gain });
    const blown = await light(camera, { shutterUs: shutterUs * 1000, gain });
    expect(dark.measure.luminance).toBeLessThan(same.measure.luminance * 0.7);
    expect(blown.measure.luminance).toBeGreaterThan(0.97);
    expect(dark.frame.exposure).toMatchObject({ shutterUs: Math.round(shutterUs / 4), gain });
    expect(auto.metered?.lux).toBeGreaterThan(5_000);
    expect((await take(camera, midnight)).metered?.lux).toBeLessThan(10);
  });

  it('change nothing of the frames after, and the colours of their own', async () => {
    const camera = await open({ weather: 'clear' });
    const before = await take(camera);
    const { frame } = await light(camera, { colourTemperatureK: 2500, saturation: 1.4, ev: 1 });
    const { channels } = await sharp(frame.jpeg).stats();
    expect(channels[2]!.mean).toBeGreaterThan(channels[0]!.mean * 1.5);
    expect(same(await take(camera), before)).toBe(true);
  });

  it('blur what the lens is not focused on, and trade shutter for noise', async () => {
    const camera = await open({ weather: 'overcast' });
    const far = await light(camera, { focus: { mode: 'manual', lensPosition: 0.2 } });
    const near = await light(camera, { focus: { mode: 'manual', lensPosition: 6 } });
    expect(near.measure.sharpness).toBeLessThan(far.measure.sharpness / 3);
    const { shutterUs } = (await take(camera)).exposure!;
    const grainy = await light(camera, { shutterUs: shutterUs / 12, gain: 12 });
    expect(grainy.measure.luminance).toBeCloseTo(far.measure.luminance, 1);
    expect(grainy.measure.sharpness).toBeGreaterThan(far.measure.sharpness);
  });
});

describe('a capture', () => {
  it('is refused as busy while one is under way', async () => {
    const camera = await open();
    const first = take(camera);
    await expect(take(camera)).rejects.toMatchObject({ code: 'camera.busy' });
    await first;
    await take(camera);
  });

  it('is a hang when the time given runs out, and the camera recovers', async () => {
    const camera = await open({ faults: { everyNth: { hang: 2 } } });
    await take(camera);
    await expect(take(camera, noon, AbortSignal.timeout(50))).rejects.toMatchObject({
      kind: 'hang',
    });
    await expect(take(camera)).resolves.toMatchObject(size);
    const caller = new AbortController();
    const waiting = take(camera, noon, caller.signal);
    caller.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('ends as closed when the camera is closed, and after', async () => {
    const camera = await open({ faults: { everyNth: { hang: 1 } } });
    const waiting = take(camera);
    const ended = expect(waiting).rejects.toMatchObject({ kind: 'closed' });
    await camera.close();
    await ended;
    await expect(take(camera)).rejects.toMatchObject({ kind: 'closed' });
    await camera.close();
  });
});

describe('the faults of the simulated camera', () => {
  it('are found by the judgement of frames', async () => {
    const everyNth = { frozenFrame: 2, blackFrame: 3, halfFile: 5, unplugged: 7 };
    const camera = await open({ faults: { everyNth } });
    const seen: string[] = [];
    let previous;
    for (let n = 1; n <= 7; n += 1) {
      try {
        const frame = await take(camera, noon + n * 1000);
        const check = await validateFrame(frame.jpeg, { ...size, previous });
        seen.push(check.ok ? 'good' : check.reason);
        if (check.measure) previous = check.measure;
      } catch (error) {
        seen.push((error as { code: string }).code);
      }
    }
    expect(seen).toEqual([
      'good',
      'frozen',
      'black',
      'black',
      'truncated',
      'black',
      'camera.unplugged',
    ]);
  });
});
