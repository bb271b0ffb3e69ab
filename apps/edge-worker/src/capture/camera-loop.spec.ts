import { describe, expect, it } from '@jest/globals';
import { CameraError, type Camera, type CapturedFrame, type CaptureRequest } from '@eyrie/camera';
import { idFromUuid, type CameraConfiguration, type FrameBody } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import { ManualClock } from '../testing/manual-clock.ts';
import { newUuid } from '../uuid.ts';
import { CameraLoop } from './camera-loop.ts';
import { NoRoom } from './capture-failure.ts';
import type { Resumption } from './capture-report.ts';
import type { MissRun } from './miss-runs.ts';

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
function rig(
  capture: (request: CaptureRequest, clock: ManualClock) => Promise<void>,
  resumption: Resumption | null = null,
) {
  const clock = new ManualClock(startMs);
  const frames: number[] = [];
  const misses: MissRun[] = [];
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
    resumption,
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
      onMiss: (_id, missed, miss) => misses.push({ ...miss, ...missed }),
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
    expect(
      misses.map(({ reason, slotAt, until, slots }) => [reason, slotAt, until, slots]),
    ).toEqual([
      ['busy', slot(2), slot(3), 2],
      ['busy', slot(5), slot(6), 2],
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
    expect(misses.slice(1)).toMatchObject([{ reason: 'busy', slots: 2 }]);
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

  it('speaks of a leap of the clock by hours until a month back, and captures by the new time', async () => {
    const { clock, frames, misses, loop } = rig(async () => undefined);
    loop.start();
    await clock.advance(3_000);
    clock.jump(3 * 3_600_000);
    await clock.advance(5_000);
    expect(new Set(misses.map(({ reason }) => reason))).toEqual(new Set(['clock']));
    expect(misses).toHaveLength(4);
    const missed = misses.reduce((sum, { slots }) => sum + slots, 0);
    // From the first frame to the last each slot is one or the other.
    expect(missed + frames.length).toBe((frames.at(-1)! - frames[0]!) / 2_000 + 1);
    expect(frames.length).toBeGreaterThanOrEqual(3);
    await loop.stop();
  });

  it('neither doubles nor loses a slot when the clock leaps by years and comes back', async () => {
    const { clock, frames, misses, loop } = rig(async () => undefined);
    loop.start();
    await clock.advance(5_000);
    clock.jump(10 * 365 * 86_400_000);
    await clock.advance(20_000);
    clock.jump(-10 * 365 * 86_400_000);
    await clock.advance(10_000);
    const real = frames.filter((at) => at < slot(1_000));
    expect(new Set(real).size).toBe(real.length);
    const explained = misses
      .filter(({ slotAt }) => slotAt < slot(1_000))
      .filter(({ slotAt, until }) => until < slot(1_000) && slotAt <= until);
    const lost = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]
      .map(slot)
      .filter((at) => !real.includes(at))
      .filter((at) => !explained.some(({ slotAt, until }) => at >= slotAt && at <= until));
    expect(lost).toEqual([]);
    expect(real).toContain(slot(16));
    await loop.stop();
  });

  it('accounts for the slots while nobody was there, and why', async () => {
    const resumption: Resumption = {
      afterMs: slot(-100),
      gaps: [
        { untilMs: slot(-40) + 1, miss: { reason: 'power', detail: 'Off.' } },
        { untilMs: startMs, miss: { reason: 'restart', detail: 'Not running.' } },
      ],
    };
    const { clock, frames, misses, loop } = rig(async () => undefined, resumption);
    loop.start();
    await clock.advance(2_000);
    expect(
      misses.map(({ reason, slotAt, until, slots }) => [reason, slotAt, until, slots]),
    ).toEqual([
      ['power', slot(-99), slot(-40), 60],
      ['restart', slot(-39), slot(-1), 39],
      ['restart', slot(0), slot(0), 1],
    ]);
    expect(frames).toEqual([slot(1)]);
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
