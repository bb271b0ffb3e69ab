import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { timelapseCompletedSchema, type DeviceRecord } from '@eyrie/contracts';
import { ManualClock } from '../testing/manual-clock.ts';
import { noonMs, testCamera, testPlace } from '../testing/test-camera.ts';
import { WorkerStore } from '../testing/worker-store.ts';
import { TimelapseRunner, type TimelapseRunnerOptions } from './timelapse-runner.ts';

const stores: WorkerStore[] = [];

afterEach(async () => {
  for (const store of stores.splice(0)) {
    await store.close();
    await store.remove();
  }
});

function runnerOf(store: WorkerStore, extra: Partial<TimelapseRunnerOptions> = {}) {
  const { ledger, files, outbox, events, clock, log, folder } = store;
  const workFolder = path.join(folder, 'renders');
  return new TimelapseRunner({ ledger, files, outbox, events, clock, log, workFolder, ...extra });
}

const events = (records: readonly DeviceRecord[], type: string) =>
  records.flatMap((record) =>
    record.kind === 'event' && record.body.type === type ? [record] : [],
  );

describe('the timelapse runner', () => {
  it('renders a window that has ended, once, also when the process starts anew', async () => {
    const clock = new ManualClock(noonMs + 20_000);
    const store = await WorkerStore.open(clock);
    const camera = testCamera();
    const slots = [0, 5, 10, 15].map((s) => noonMs + s * 1000);
    await store.capture(camera, testPlace, slots);
    expect(await runnerOf(store).renderNext()).toBe(false);
    clock.jump(60_000);
    await store.close();

    // Where a window ended while nobody was there, it is rendered at the next start.
    const again = await WorkerStore.open(clock, store.folder);
    stores.push(again);
    const runner = runnerOf(again);
    expect(await runner.renderNext()).toBe(true);
    expect(await runner.renderNext()).toBe(false);
    expect(runner.rendered).toBe(1);
    const [record, ...more] = events(await again.unsent(), 'timelapse.completed');
    expect(more).toEqual([]);
    const data = timelapseCompletedSchema.parse(record?.body.data);
    expect(data).toMatchObject({ cameraId: camera.cameraId, frames: 4, skippedFrames: 0, fps: 5 });
    expect(data.from).toBe(new Date(noonMs).toISOString());
    for (const reference of [data.video, data.poster]) {
      expect(await again.files.sizeOf(reference)).toBe(reference.bytes);
      expect(again.ledger.find(reference.sha256)).toMatchObject({ stored: false });
    }
  });

  it('tries three times, always for the same timelapse, then says that it failed', async () => {
    const clock = new ManualClock(noonMs + 60_000);
    const store = await WorkerStore.open(clock);
    stores.push(store);
    const camera = testCamera();
    await store.capture(camera, testPlace, [noonMs, noonMs + 5_000]);
    const outputs = new Set<string>();
    const runner = runnerOf(store, {
      render: async ({ output }) => {
        outputs.add(output);
        throw new Error('no memory');
      },
    });
    for (let tries = 1; tries <= 3; tries += 1) {
      expect(await runner.renderNext()).toBe(true);
      expect(await runner.renderNext()).toBe(false);
      clock.jump(1_000_000);
    }
    expect(await runner.renderNext()).toBe(false);
    expect(outputs.size).toBe(1);
    const failures = events(await store.unsent(), 'system.error');
    expect(failures).toHaveLength(1);
    expect(failures[0]?.body.data).toMatchObject({ code: 'timelapse.failed', attempts: 3 });
  });

  it('passes over a window of a single frame', async () => {
    const store = await WorkerStore.open(new ManualClock(noonMs + 60_000));
    stores.push(store);
    await store.capture(testCamera(), testPlace, [noonMs]);
    const runner = runnerOf(store);
    expect(await runner.renderNext()).toBe(true);
    expect(await runner.renderNext()).toBe(false);
    expect(runner.rendered).toBe(0);
    const [blob] = [...store.ledger.all()].filter(({ kind }) => kind === 'original');
    expect(store.ledger.isNeededByWindow(blob!)).toBe(false);
  });

  it('renders a stretch that somebody asks for, of the pictures that are here, and tells of it', async () => {
    const clock = new ManualClock(noonMs + 20_000);
    const store = await WorkerStore.open(clock);
    stores.push(store);
    const camera = testCamera();
    const slots = [0, 5, 10, 15].map((s) => noonMs + s * 1000);
    await store.capture(camera, testPlace, slots);
    const runner = runnerOf(store);
    const percents: number[] = [];
    const wanted = {
      cameraId: camera.cameraId,
      from: noonMs,
      to: noonMs + 15_000,
      fps: 5,
      crf: 30,
    };
    const made = await runner.renderWanted(wanted, ({ percent }) => percents.push(percent));
    expect(made).toMatchObject({ frames: 3, skippedFrames: 0, fps: 5 });
    expect(made.to).toBe(new Date(noonMs + 15_000).toISOString());
    expect(percents.at(-1)).toBe(100);
    const [record] = events(await store.unsent(), 'timelapse.completed');
    expect(timelapseCompletedSchema.parse(record?.body.data)).toEqual(made);
    expect(await store.files.sizeOf(made.video)).toBe(made.video.bytes);
    expect(store.ledger.find(made.video.sha256)).toMatchObject({ kind: 'video', stored: false });
    // The window is not over by that: its own video comes when it has ended.
    clock.jump(60_000);
    expect(await runner.renderNext()).toBe(true);
    expect(runner.rendered).toBe(2);
  });

  it('renders nothing of what is not here, and one video at a time', async () => {
    const store = await WorkerStore.open(new ManualClock(noonMs + 60_000));
    stores.push(store);
    const camera = testCamera();
    await store.capture(camera, testPlace, [noonMs, noonMs + 5_000]);
    let running = 0;
    let most = 0;
    const runner = runnerOf(store, {
      render: async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running -= 1;
        throw new Error('no memory');
      },
    });
    const all = { cameraId: camera.cameraId, from: noonMs, to: noonMs + 60_000, fps: 5, crf: 30 };
    const wish = (change: Partial<typeof all>) =>
      runner.renderWanted({ ...all, ...change }, () => undefined);
    await expect(wish({ from: noonMs + 20_000 })).rejects.toThrow('no frame');
    await expect(wish({ cameraId: 'cam_01h455vb4pex5vsknk084sn02q' })).rejects.toThrow('no frame');
    const both = await Promise.allSettled([wish({}), wish({})]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(most).toBe(1);
    expect(runner.progress).toBeNull();
  });
});
