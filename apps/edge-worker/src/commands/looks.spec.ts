import { describe, expect, it } from '@jest/globals';
import { measureFrame, type CaptureControls, type CapturedFrame } from '@eyrie/camera';
import { testPicture } from '@eyrie/camera/testing';
import {
  commandParameters,
  focusLookSchema,
  foundCameraSchema,
  idFromUuid,
  liveViewSchema,
} from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import type { DeviceEvent } from '../records/device-events.ts';
import type { Clock } from '../clock.ts';
import { eventually } from '../testing/eventually.ts';
import { testCamera } from '../testing/test-camera.ts';
import { foundCameras } from './find-cameras.ts';
import { focusCurve } from './focus.ts';
import { LiveViews } from './live-view.ts';
import { RunningLooks } from './running-looks.ts';

const cameraId = testCamera().cameraId;
const commandId = idFromUuid('command', '0193f0c4-6d1e-7a4b-8a52-111111111111');

/** Whoever sleeps has slept at once. */
function leapingClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    sleep: (ms) => {
      now += ms;
      return Promise.resolve();
    },
    timeout: () => new AbortController().signal,
  };
}

/** A lens that is sharp at two dioptres. */
async function seenAt(lensPosition: number): Promise<CapturedFrame> {
  const jpeg = await testPicture({
    width: 640,
    height: 360,
    blur: 0.4 + Math.abs(lensPosition - 2) * 2,
  });
  return {
    ...{ jpeg, width: 640, height: 360, exposureStartedAt: 0, exposure: null, metadata: {} },
  };
}

describe('the focus helper', () => {
  const run = async (
    given: object,
    lensAt: (look: number) => number,
    looks = new RunningLooks(),
  ) => {
    const clock = leapingClock();
    const controls: (CaptureControls | null)[] = [];
    const said: string[] = [];
    const shown: DeviceEvent[] = [];
    const events = {
      emit: (event: DeviceEvent) => {
        shown.push(event);
        return Promise.resolve(true);
      },
    };
    const cameras = {
      lookNow: (_: string, wanted: CaptureControls | null) => {
        controls.push(wanted);
        return seenAt(wanted?.focus?.lensPosition ?? lensAt(controls.length));
      },
    };
    const parameters = commandParameters.focus.parse({ camera_id: cameraId, ...given });
    const progress = (_: number, message: string) => {
      said.push(message);
      return Promise.resolve();
    };
    const parts = { cameras, looks, events, clock };
    const outcome = await focusCurve(parts, { commandId, parameters, progress });
    return { outcome, controls, said, shown };
  };

  it('finds the sharpest of the positions of a lens', async () => {
    const { outcome, controls } = await run({ lens_positions: [0, 1, 2, 3, 4] }, () => 0);
    expect(controls.map((one) => one?.focus?.lensPosition)).toEqual([0, 1, 2, 3, 4]);
    expect(outcome.result).toMatchObject({ best: { lens_position: 2 } });
    expect(outcome.message).toContain('at 2 dioptres');
  });

  it('tells each look while somebody turns the lens', async () => {
    const { outcome, said, controls } = await run({ seconds: 5 }, (look) => look - 1);
    expect(controls.every((one) => one === null)).toBe(true);
    expect(said.length).toBeGreaterThanOrEqual(4);
    // Sharpest at the third look, and worse again after it.
    expect(said[2]).toContain('100 % of the best');
    expect(said[3]).not.toContain('100 % of the best');
    expect(outcome.result).toMatchObject({ best: { lens_position: null } });
  });

  it('shows each look, and the middle of each second picture as it is', async () => {
    const { shown, outcome } = await run({ seconds: 5 }, (look) => look - 1);
    const looks = shown.map(({ data }) => focusLookSchema.parse(data));
    expect(looks.map(({ sharpness }) => sharpness)).toEqual(
      (outcome.result['curve'] as { sharpness: number }[]).map(({ sharpness }) => sharpness),
    );
    expect(looks.map(({ jpeg }) => jpeg !== null)).toEqual([true, false, true, false, true]);
    expect(shown.every(({ priority, ttl }) => priority === 'low' && ttl === 10)).toBe(true);
    const detail = await measureFrame(Buffer.from(looks[2]?.jpeg ?? '', 'base64'));
    expect(detail.width).toBeLessThan(640);
  });

  it('ends when somebody ends it, with the curve that there is', async () => {
    const looks = new RunningLooks();
    const endsAt = (look: number): number => {
      if (look === 3) looks.end(cameraId);
      return look;
    };
    const { outcome } = await run({ seconds: 60 }, endsAt, looks);
    expect(outcome.result['curve']).toHaveLength(3);
    expect(looks.end(cameraId)).toBe(false);
  });

  it('gives way to another look through the same camera', async () => {
    const looks = new RunningLooks();
    const taken = looks.begin(cameraId);
    const { outcome } = await run({ seconds: 5 }, () => 2, looks);
    expect(taken.signal.aborted).toBe(true);
    expect(outcome.result['curve']).toHaveLength(5);
  });
});

describe('a live view', () => {
  it('shows small pictures of low priority that are soon worth nothing', async () => {
    const clock = leapingClock();
    const shown: DeviceEvent[] = [];
    const events = {
      emit: (event: DeviceEvent) => {
        shown.push(event);
        return Promise.resolve(true);
      },
    };
    const wanted = { camera_id: cameraId, seconds: 10, interval_seconds: 2 };
    const log = createLogger({ name: 'test', level: 'silent' });
    const cameras = { lookNow: () => seenAt(2) };
    const looks = new RunningLooks();
    const views = new LiveViews({ cameras, looks, events, clock, log });
    const outcome = await views.begin(commandParameters.live_view.parse(wanted));
    expect(outcome.result).toEqual({ seconds: 10 });
    await eventually(
      () => clock.now() >= 8_000 && shown.length === 5,
      () => `${shown.length} pictures`,
    );
    expect(shown).toHaveLength(5);
    for (const event of shown) {
      expect(event).toMatchObject({ type: 'camera.live', cameraId, priority: 'low', ttl: 10 });
      const { jpeg } = liveViewSchema.parse(event.data);
      // Of noise a smaller one: a picture has its bound in bytes, too.
      const { width } = await measureFrame(Buffer.from(jpeg, 'base64'));
      expect(width).toBeGreaterThan(100);
      expect(width).toBeLessThanOrEqual(480);
    }
  });

  it('ends when somebody ends it', async () => {
    let pictures = 0;
    const events = {
      emit: () => {
        pictures += 1;
        return Promise.resolve(true);
      },
    };
    const log = createLogger({ name: 'test', level: 'silent' });
    const cameras = { lookNow: () => seenAt(2) };
    const looks = new RunningLooks();
    const clock = leapingClock();
    const views = new LiveViews({ cameras, looks, events, clock, log });
    await views.begin(
      commandParameters.live_view.parse({ camera_id: cameraId, seconds: 120, interval_seconds: 1 }),
    );
    expect(looks.end(cameraId)).toBe(true);
    const atEnd = clock.now();
    // One may be under way; the others of the two minutes never come.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(pictures).toBeLessThanOrEqual(2);
    expect(clock.now()).toBeLessThanOrEqual(atEnd + 2_000);
  });

  it('ends by itself, whatever is asked', () => {
    const parse = (given: object) =>
      commandParameters.live_view.safeParse({ camera_id: cameraId, ...given }).success;
    expect([parse({}), parse({ seconds: 121 }), parse({ interval_seconds: 0.5 })]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('cameras that are found', () => {
  it('are ready to be added, and say who uses them', async () => {
    const used = { ...testCamera(), driver: { type: 'rpicam', camera: 1 } as never };
    const outcome = await foundCameras({
      environment: {},
      cameras: () => [used],
      find: () =>
        Promise.resolve({
          cameras: [
            { driver: 'rpicam', camera: 0, name: 'imx477', width: 4056, height: 3040 },
            { driver: 'rpicam', camera: 1, name: 'ov5647', width: 1296, height: 972 },
            { driver: 'v4l2', device: '/dev/video0', name: 'Webcam' },
          ],
          notes: ['Something was not looked at.'],
        }),
    });
    const found = foundCameraSchema.array().parse(outcome.result['cameras']);
    expect(found.map(({ name, camera_id: id }) => [name, id])).toEqual([
      ['imx477', null],
      ['ov5647', used.cameraId],
      ['Webcam', null],
    ]);
    expect(found[0]?.driver).toMatchObject({ widthPx: 2028, heightPx: 1520 });
    expect(found[1]?.driver).toMatchObject({ widthPx: 1296, heightPx: 972 });
    expect(outcome.message).toBe('3 cameras are plugged in. Something was not looked at.');
  });
});
