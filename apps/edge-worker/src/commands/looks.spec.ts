import { describe, expect, it } from '@jest/globals';
import { measureFrame, type CaptureControls, type CapturedFrame } from '@eyrie/camera';
import { testPicture } from '@eyrie/camera/testing';
import { commandParameters, foundCameraSchema, liveViewSchema } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import type { DeviceEvent } from '../records/device-events.ts';
import type { Clock } from '../clock.ts';
import { eventually } from '../testing/eventually.ts';
import { testCamera } from '../testing/test-camera.ts';
import { foundCameras } from './find-cameras.ts';
import { focusCurve } from './focus.ts';
import { LiveViews } from './live-view.ts';

const cameraId = testCamera().cameraId;

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
  const run = async (given: object, lensAt: (look: number) => number) => {
    const clock = leapingClock();
    const controls: (CaptureControls | null)[] = [];
    const said: string[] = [];
    const cameras = {
      lookNow: (_: string, wanted: CaptureControls | null) => {
        controls.push(wanted);
        return seenAt(wanted?.focus?.lensPosition ?? lensAt(controls.length));
      },
    };
    const parameters = commandParameters.focus.parse({ camera_id: cameraId, ...given });
    const outcome = await focusCurve({ cameras, clock }, parameters, (_, message) => {
      said.push(message);
      return Promise.resolve();
    });
    return { outcome, controls, said };
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
    const views = new LiveViews({ cameras: { lookNow: () => seenAt(2) }, events, clock, log });
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
