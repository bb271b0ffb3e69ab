import { describe, expect, it } from '@jest/globals';
import type { CaptureMissed, FrameBody } from '@eyrie/contracts';
import { captureMissedSchema } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import type { DeviceEvent } from '../records/device-events.ts';
import { WorkerMetrics } from '../status/worker-metrics.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { CaptureLog } from './capture-log.ts';

const startMs = Date.parse('2026-06-01T12:30:00.000Z');
const cameraId = 'camera_01h455vb4pex5vsknk084sn02q';
const slot = (n: number) => startMs + n * 5_000;

function rig(known: { mark?: number; newestFrame?: number; bootedAt?: number } = {}) {
  const clock = new ManualClock(startMs);
  const events: DeviceEvent[] = [];
  const marks: number[] = known.mark === undefined ? [] : [known.mark];
  const log = new CaptureLog({
    events: { emit: async (event) => events.push(event) > 0 },
    metrics: new WorkerMetrics(),
    marks: {
      read: async () => marks.at(-1) ?? null,
      write: async (_id, at) => void marks.push(at),
    },
    newestFrameSlot: () => known.newestFrame ?? null,
    bootedAt: () => known.bootedAt ?? 0,
    clock,
    log: createLogger({ name: 'test', level: 'silent' }),
  });
  const missed = (): CaptureMissed[] =>
    events
      .filter(({ type }) => type === 'capture.missed')
      .map(({ data }) => captureMissedSchema.parse(data));
  const miss = (n: number, reason: 'hang' | 'busy' | 'disk' = 'hang') =>
    log.onMiss(cameraId, { slotAt: slot(n), until: slot(n), slots: 1 }, { reason, detail: 'Why.' });
  const frame = (n: number) =>
    log.onFrame({
      frameId: 'frame_x',
      cameraId,
      slotAt: new Date(slot(n)).toISOString(),
      capturedAt: new Date(slot(n) + 12).toISOString(),
      image: { sha256: 'a'.repeat(64), bytes: 1, mediaType: 'image/jpeg' },
    } as unknown as FrameBody);
  return { clock, log, marks, events, missed, miss, frame };
}

it('says that a camera was turned, where the frame that made it known says so', () => {
  const { log, events } = rig();
  const details = { lens: null, shift: { x: 0.1, y: 0 }, isNewView: true };
  log.onFrame({
    frameId: 'frame_x',
    cameraId,
    slotAt: new Date(slot(0)).toISOString(),
    capturedAt: new Date(slot(0) + 12).toISOString(),
    image: { sha256: 'a'.repeat(64), bytes: 1, mediaType: 'image/jpeg' },
    details,
  } as unknown as FrameBody);
  expect(events).toMatchObject([
    { type: 'capture.view_changed', cameraId, data: { frame_id: 'frame_x', shift: details.shift } },
  ]);
});

describe('the account of slots', () => {
  it('tells the first miss at once, what follows together, and each slot once', async () => {
    const { clock, events, missed, miss, frame } = rig();
    miss(0);
    expect(missed()).toMatchObject([{ reason: 'hang', slots: 1 }]);
    for (let n = 1; n <= 20; n += 1) {
      await clock.advance(5_000);
      miss(n, n % 3 === 0 ? 'hang' : 'busy');
    }
    frame(21);
    const told = missed();
    expect(told.length).toBeLessThanOrEqual(6);
    expect(told.reduce((sum, { slots }) => sum + slots, 0)).toBe(21);
    // A capture that was tried and failed is told of by its old name too.
    expect(events.some(({ type }) => type === 'capture.failed')).toBe(true);
    miss(22);
    expect(missed().length).toBe(told.length + 1);
  });

  it('makes no report across the hour', () => {
    const { missed, miss, frame } = rig();
    for (let n = 355; n < 365; n += 1) miss(n);
    frame(365);
    expect(missed().map(({ slot_at, slots }) => [slot_at.slice(11, 16), slots])).toEqual([
      ['12:59', 1],
      ['12:59', 4],
      ['13:00', 5],
    ]);
  });

  it('remembers where it stood, so that a power cut is told from a restart', async () => {
    const off = rig({ mark: slot(-100), newestFrame: slot(-90), bootedAt: slot(-20) });
    expect(await off.log.resume(cameraId)).toEqual({
      afterMs: slot(-90),
      gaps: [
        { untilMs: slot(-20), miss: { reason: 'power', detail: 'The device was off.' } },
        { untilMs: startMs, miss: { reason: 'restart', detail: 'The worker did not run.' } },
      ],
    });
    const restarted = rig({ mark: slot(-100), bootedAt: slot(-5_000) });
    expect((await restarted.log.resume(cameraId))?.gaps).toHaveLength(1);
    expect(await rig().log.resume(cameraId)).toBeNull();
    // A clock that stands before what was captured explains nothing.
    expect(await rig({ mark: slot(100) }).log.resume(cameraId)).toBeNull();
  });

  it('goes on from its own account while the worker runs', async () => {
    const { clock, log, frame } = rig({ mark: slot(-100) });
    frame(0);
    await clock.advance(30_000);
    expect(await log.resume(cameraId)).toMatchObject({
      afterMs: slot(0),
      gaps: [{ miss: { reason: 'configuration' } }],
    });
  });

  it('writes the mark after the report, seldom for frames, and at the end', async () => {
    const { log, marks, miss, frame } = rig();
    for (let n = 0; n < 24; n += 1) frame(n);
    await log.stop();
    expect(marks.length).toBeLessThanOrEqual(4);
    expect(marks.at(-1)).toBe(slot(23));
    miss(24);
    miss(25);
    await log.stop();
    expect(marks.at(-1)).toBe(slot(25));
  });
});
