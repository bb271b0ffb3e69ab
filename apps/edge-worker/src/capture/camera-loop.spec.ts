import { describe, expect, it } from '@jest/globals';
import { CameraError, type Camera, type CapturedFrame, type CaptureRequest } from '@eyrie/camera';
import { idFromUuid, type CameraConfiguration, type FrameBody } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import { ManualClock } from '../testing/manual-clock.ts';
import { newUuid } from '../uuid.ts';
import { CameraLoop } from './camera-loop.ts';
import { NoRoom, type Miss } from './capture-failure.ts';

const startMs = Date.parse('2026-06-01T12:00:00.250Z');
const cameraId = idFromUuid('camera', newUuid(startMs));
const place = { latitude: 47, longitude: 11, timeZone: 'Europe/Vienna' };
const configuration: CameraConfiguration = {
  cameraId,
  name: 'Test',
  driver: {
    type: 'simulated-sky',
    seed: 's',
    widthPx: 320,
    heightPx: 180,
    facingDeg: 180,
    timeScale: 1,
    anchorAt: '2026-01-01T00:00:00.000Z',
  },
  schedules: [{ type: 'interval', name: 'all', enabled: true, priority: 0, intervalSeconds: 2 }],
  thumbnailWidthPx: 160,
  timelapse: null,
};

/** A camera that does as the test says; the frames themselves are of no interest here. */
function rig(capture: (request: CaptureRequest, clock: ManualClock) => Promise<void>) {
  const clock = new ManualClock(startMs);
  const frames: number[] = [];
  const misses: (Miss & { slotAt: number; slots: number })[] = [];
  const room = { is: true };
  let captures = 0;
  const camera: Camera = {
    id: cameraId,
    info: { driver: 'simulated-sky', model: 'Test', simulated: true, width: 320, height: 180 },
    async capture(request): Promise<CapturedFrame> {
      captures += 1;
      await capture(request, clock);
      return { exposureStartedAt: clock.now() } as CapturedFrame;
    },
    close: async () => undefined,
  };
  const loop = new CameraLoop({
    camera,
    configuration,
    place,
    clock,
    exposure: null,
    log: createLogger({ name: 'test', level: 'silent' }),
    intake: {
      requireRoom() {
        if (!room.is) throw new NoRoom();
      },
      async keep(_frame, _camera, { slotAt }) {
        return { body: { slotAt } as unknown as FrameBody, measure: {} as never };
      },
    },
    report: {
      onFrame: (body) => frames.push(body.slotAt as unknown as number),
      onMiss: (_id, slotAt, slots, miss) => misses.push({ ...miss, slotAt, slots }),
    },
  });
  return { clock, frames, misses, room, loop, captures: () => captures };
}

const slot = (n: number): number => Date.parse('2026-06-01T12:00:00.000Z') + n * 2_000;

describe('the loop of a camera', () => {
  it('captures on the slots of the wall clock, however long a frame takes', async () => {
    const { clock, frames, misses, loop } = rig((_request, time) => time.sleep(700));
    loop.start();
    await clock.advance(19_000);
    expect(frames).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(slot));
    expect(misses).toEqual([]);
    await loop.stop();
  });

  it('reports the slots that passed during a long exposure as busy', async () => {
    const { clock, frames, misses, loop } = rig((_request, time) => time.sleep(4_500));
    loop.start();
    await clock.advance(13_000);
    expect(frames).toEqual([1, 4].map(slot));
    expect(misses.map(({ reason, slotAt }) => [reason, slotAt])).toEqual([
      ['busy', slot(2)],
      ['busy', slot(3)],
      ['busy', slot(5)],
      ['busy', slot(6)],
    ]);
    await loop.stop();
  });

  it('gives up a driver that hangs, even one that does not hear its signal, and goes on', async () => {
    let captures = 0;
    const { clock, frames, misses, loop } = rig(async () => {
      captures += 1;
      if (captures === 2) await new Promise(() => undefined);
    });
    loop.start();
    await clock.advance(20_000);
    expect(frames[0]).toBe(slot(1));
    expect(misses[0]).toMatchObject({ reason: 'hang', slotAt: slot(2) });
    expect(misses.slice(1).map(({ reason }) => reason)).toEqual(['busy', 'busy']);
    expect(frames.slice(1)).toEqual([5, 6, 7, 8, 9, 10].map(slot));
    await loop.stop();
  });

  it('reports why a slot has no frame, and takes the next one', async () => {
    let captures = 0;
    const { clock, frames, misses, loop } = rig(async () => {
      captures += 1;
      if (captures === 1) throw new CameraError('unplugged', 'The camera is not there.');
      if (captures === 2) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    });
    loop.start();
    await clock.advance(6_000);
    expect(misses.map(({ reason }) => reason)).toEqual(['unplugged', 'disk']);
    expect(frames).toEqual([slot(3)]);
    await loop.stop();
  });

  it('does not open the shutter while there is no room, and goes on when there is', async () => {
    const { clock, frames, misses, room, loop, captures } = rig(async () => undefined);
    room.is = false;
    loop.start();
    await clock.advance(4_000);
    expect(captures()).toBe(0);
    expect(misses.map(({ reason }) => reason)).toEqual(['disk', 'disk']);
    room.is = true;
    await clock.advance(2_000);
    expect(frames).toEqual([slot(3)]);
    await loop.stop();
  });

  it('speaks of a leap of the clock once, and captures by the new time', async () => {
    const { clock, frames, misses, loop } = rig(async () => undefined);
    loop.start();
    await clock.advance(3_000);
    clock.jump(10 * 365 * 86_400_000);
    await clock.advance(5_000);
    expect(misses).toHaveLength(1);
    expect(misses[0]).toMatchObject({ reason: 'clock' });
    expect(frames.length).toBeGreaterThanOrEqual(3);
    expect(frames.at(-1)).toBeGreaterThan(slot(0) + 10 * 365 * 86_400_000);
    await loop.stop();
  });

  it('does not wait for the old time when the clock is set back', async () => {
    const { clock, frames, loop } = rig(async () => undefined);
    loop.start();
    await clock.advance(5_000);
    const before = frames.length;
    clock.jump(-86_400_000);
    await clock.advance(5_000);
    expect(frames.length).toBeGreaterThanOrEqual(before + 2);
    expect(frames.at(-1)).toBeLessThan(slot(0) - 80_000_000);
    await loop.stop();
  });

  it('ends in the middle of a capture when it is told to', async () => {
    const { clock, misses, loop } = rig(
      ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new CameraError('aborted', 'Given up.')));
        }),
    );
    loop.start();
    await clock.advance(2_000);
    await loop.stop();
    expect(misses).toEqual([]);
  });

  it('takes a frame out of turn at once, waits for a driver that is busy, and misses no slot', async () => {
    let busy = 2;
    const { clock, frames, misses, loop } = rig(async ({ slotAt }, time) => {
      if (slotAt === slot(1) || busy === 0) return time.sleep(100);
      busy -= 1;
      throw new CameraError('busy', 'A frame is under way.');
    });
    loop.start();
    await clock.advance(2_500);
    const asked = loop.captureNow();
    await clock.advance(600);
    const at = (await asked).slotAt as unknown as number;
    expect(at).toBe(startMs + 2_500);
    await clock.advance(2_000);
    expect(frames).toEqual([slot(1), at, slot(2)]);
    expect(misses).toEqual([]);
    await loop.stop();
    await expect(loop.captureNow()).rejects.toThrow('closed');
  });
});
