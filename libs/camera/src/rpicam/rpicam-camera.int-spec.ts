import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StandIn } from '../../testing/stand-in.ts';
import { validateFrame } from '../frame-check.ts';
import type { Camera, CaptureRequest } from '../camera.ts';
import { openCamera } from '../open-camera.ts';
import { noteProcess } from '../process/process-note.ts';

const fixed = { shutterUs: 8_000, gain: 2, colourGains: [1.7, 2.2] as const };

describe('a camera of the Pi', () => {
  let standIn: StandIn;
  let camera: Camera;
  beforeEach(async () => {
    standIn = await StandIn.rpicam();
  });
  afterEach(async () => {
    await camera.close();
    await standIn.remove();
  });

  const open = async (keepOpen = false): Promise<void> => {
    const options = { driver: 'rpicam', camera: 0, width: 320, height: 240, keepOpen } as const;
    const scratchFolder = await standIn.scratch();
    camera = await openCamera('c1', options, { rpicamStill: standIn.command, scratchFolder });
  };
  const take = (given: Partial<CaptureRequest> = {}) =>
    camera.capture({
      slotAt: Date.now(),
      signal: AbortSignal.timeout(30_000),
      controls: fixed,
      ...given,
    });
  const isAlive = (pid: number): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  const lastPid = async (): Promise<number> =>
    Number.parseInt((await standIn.starts()).at(-1) ?? '', 10);
  const eventually = async (look: () => boolean | Promise<boolean>): Promise<void> => {
    const deadline = Date.now() + 30_000;
    while (!(await look())) {
      if (Date.now() > deadline) throw new Error('It did not come to pass.');
      await delay(20);
    }
  };

  it('gives a frame with the exposure it really had', async () => {
    await open();
    const before = Date.now();
    const frame = await take();
    expect(await validateFrame(frame.jpeg, camera.info)).toMatchObject({ ok: true });
    expect(frame.exposure).toEqual({ shutterUs: 7_998, gain: 2, colourGains: [1.7, 2.2] });
    expect(frame.metered).toEqual({ lux: 402.5, colourTemperatureK: 5_120 });
    expect(frame.metadata).toEqual({ focusFom: 811 });
    expect([frame.width, frame.height]).toEqual([320, 240]);
    expect(frame.exposureStartedAt).toBeGreaterThanOrEqual(before - 20);
    expect(frame.exposureStartedAt).toBeLessThanOrEqual(Date.now());
    expect(camera.info).toMatchObject({ driver: 'rpicam', simulated: false });
  });

  it('leaves no files behind, and no process', async () => {
    await open();
    await take();
    expect(await readdir(join(await standIn.scratch(), 'c1'))).toEqual([]);
    expect(isAlive(await lastPid())).toBe(false);
  });

  it('ends a program that hangs, and takes the next frame', async () => {
    await open();
    await standIn.fault('hang');
    const signal = AbortSignal.timeout(1_500);
    await expect(take({ signal })).rejects.toMatchObject({ kind: 'hang' });
    await standIn.fault('');
    await eventually(async () => !isAlive(await lastPid()));
    await eventually(() =>
      take().then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ kind: 'busy' });
          return false;
        },
      ),
    );
  });

  it('ends one that does not listen, with all that it started', async () => {
    await open();
    await standIn.fault('deaf');
    await expect(take({ signal: AbortSignal.timeout(1_500) })).rejects.toMatchObject({
      kind: 'hang',
    });
    await expect(take()).rejects.toMatchObject({ kind: 'busy' });
    const group = await lastPid();
    await eventually(() => !isAlive(-group));
  });

  it.each([
    ['no-cameras', 'unplugged', 'no cameras available'],
    ['held', 'busy', 'failed to acquire camera'],
    ['odd-exit', 'failed', 'ended with code 3'],
    ['dies', 'failed', 'was ended by SIGKILL'],
    ['nothing-written', 'bad-frame', 'left no picture'],
    ['no-metadata', 'bad-frame', 'not there'],
    ['half-metadata', 'bad-frame', 'only half of it'],
    ['stale-metadata', 'bad-frame', 'of an earlier frame'],
  ])('tells what is wrong: %s', async (fault, kind, words) => {
    await open();
    await standIn.fault(fault);
    await expect(take()).rejects.toMatchObject({ kind, message: expect.stringContaining(words) });
    await standIn.fault('');
    await expect(take()).resolves.toMatchObject({ width: 320 });
  });

  it.each([
    ['half', 'truncated'],
    ['black', 'black'],
    ['wrong-size', 'wrong-size'],
  ])('hands on what it got for judgement: %s', async (fault, reason) => {
    await open();
    await standIn.fault(fault);
    const frame = await take();
    expect(await validateFrame(frame.jpeg, camera.info)).toMatchObject({ ok: false, reason });
  });

  it('waits out a restart of the device', async () => {
    await open();
    await standIn.fault('device-timeout');
    await expect(take()).resolves.toMatchObject({ width: 320 });
  });

  it('is not opened where the program is missing, nor is anything else in its place', async () => {
    await open();
    const options = { driver: 'rpicam', camera: 0, width: 320, height: 240 } as const;
    const missing = openCamera('c2', options, { rpicamStill: join(standIn.folder, 'absent') });
    await expect(missing).rejects.toThrow('install rpicam-apps');
  });

  it('ends what an earlier life left running, and nothing else', async () => {
    await open();
    const folder = join(await standIn.scratch(), 'c1');
    const left = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    const gone = new Promise((resolve) => left.once('exit', (_, signal) => resolve(signal)));
    noteProcess(folder, left.pid ?? 0);
    await open();
    expect(await gone).toBe('SIGKILL');
    // A process of the same number that started at another time is not ours.
    const other = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    noteProcess(folder, other.pid ?? 0);
    const { readFile, writeFile } = await import('node:fs/promises');
    const note = JSON.parse(await readFile(join(folder, 'process.json'), 'utf8')) as object;
    await writeFile(join(folder, 'process.json'), JSON.stringify({ ...note, startTicks: '1' }));
    await open();
    expect(isAlive(other.pid ?? 0)).toBe(true);
    other.kill('SIGKILL');
  });

  describe('kept open', () => {
    const startsSince = async (before: number) => (await standIn.starts()).slice(before);

    it('starts the program once for frames of the same controls', async () => {
      await open(true);
      await take();
      const before = (await standIn.starts()).length;
      const frames = [await take(), await take(), await take()];
      const starts = await startsSince(before);
      expect(starts).toHaveLength(1);
      expect(starts[0]).toContain('--signal --zsl --timeout 0');
      expect(new Set(frames.map(({ jpeg }) => Buffer.from(jpeg).toString('base64'))).size).toBe(3);
      expect(frames.every(({ exposure }) => exposure?.shutterUs === 7_998)).toBe(true);
    });

    it('takes other controls by a start of their own, with the camera let go before', async () => {
      await open(true);
      await take();
      await take();
      const kept = await lastPid();
      const frame = await take({ controls: { ...fixed, shutterUs: 4_000 } });
      expect(frame.exposure?.shutterUs).toBe(3_999);
      expect(isAlive(kept)).toBe(false);
      expect((await standIn.starts()).at(-1)).toContain('--immediate');
    });

    it('takes no frame that was exposed before it was asked for', async () => {
      await open(true);
      await standIn.set('queue-ms', '400');
      await take();
      const before = Date.now();
      const { exposureStartedAt } = await take();
      expect(exposureStartedAt).toBeGreaterThanOrEqual(before - 30);
    });

    it('waits for a picture that is still being written', async () => {
      await open(true);
      await take();
      await standIn.fault('slow-write');
      const frame = await take();
      expect(await validateFrame(frame.jpeg, camera.info)).toMatchObject({ ok: true });
    });

    it.each([
      ['hang', 'hang'],
      ['dies', 'failed'],
      ['odd-exit', 'failed'],
      ['no-metadata', 'hang'],
      ['stale-metadata', 'hang'],
    ])('begins anew after: %s', async (fault, kind) => {
      await open(true);
      await take();
      await take();
      await standIn.fault(fault);
      // Only what hangs has to be given up.
      const signal = AbortSignal.timeout(kind === 'hang' ? 1_500 : 30_000);
      await expect(take({ signal })).rejects.toMatchObject({ kind });
      await standIn.fault('');
      await eventually(() =>
        take().then(
          () => true,
          () => false,
        ),
      );
    });

    it('begins anew when the program died while nobody asked for a frame', async () => {
      await open(true);
      await take();
      await take();
      await standIn.fault('dies-idle');
      const pid = await lastPid();
      await eventually(() => !isAlive(pid));
      await standIn.fault('');
      await expect(take()).resolves.toMatchObject({ width: 320 });
    });

    it('lets the camera go when it is closed', async () => {
      await open(true);
      await take();
      await take();
      const pid = await lastPid();
      await camera.close();
      expect(isAlive(pid)).toBe(false);
      await expect(take()).rejects.toMatchObject({ kind: 'closed' });
    });
  });
});
