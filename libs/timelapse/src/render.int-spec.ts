import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  access,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import sharp from 'sharp';
import {
  findFfmpeg,
  makePoster,
  NothingToRender,
  RenderAborted,
  RenderFailed,
  RenderNotVerified,
  renderTimelapse,
  type Ffmpeg,
  type Frame,
  type RenderOptions,
  type RenderProgress,
} from './index.ts';
import { inspectVideo } from './verify-video.ts';

let folder: string;
let bundled: Ffmpeg;
let frames: Frame[];

async function jpeg(path: string, luma: number, width = 321, height = 181): Promise<string> {
  const noise = { type: 'gaussian' as const, mean: luma, sigma: 20 };
  const create = { width, height, channels: 3 as const, background: 'black', noise };
  await sharp({ create }).jpeg().toFile(path);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyrie-timelapse-'));
  bundled = await findFfmpeg({ path: '' });
  frames = [];
  for (let i = 0; i < 12; i += 1) {
    // Frame 8 is the brightest.
    const path = await jpeg(join(folder, `frame ${i} 100%.jpg`), i === 8 ? 220 : 40 + 5 * i);
    frames.push({ path, capturedAt: 1_000 * i });
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

function render(output: string, more: Partial<RenderOptions> = {}) {
  const fixed = { frames, fps: 6, preset: 'ultrafast' as const, workFolder: folder };
  return renderTimelapse({ ...fixed, output: join(folder, output), ffmpeg: bundled, ...more });
}

/** Names left in the folder besides the frames. */
async function leftovers(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /part$|^eyrie-render/.test(name));
}

/** Of our children, as the kernel says it: T stands still. */
async function stateOfFfmpeg(): Promise<string> {
  const words = ['-o', 'stat=', '--ppid', String(process.pid)];
  return (await promisify(execFile)('ps', words).catch(() => ({ stdout: '' }))).stdout;
}

/** Replaces frame 5 by what `spoil` makes of a copy of it. */
async function withSpoiled(name: string, spoil: (path: string) => Promise<unknown>) {
  const path = join(folder, name);
  await copyFile(frames[5]!.path, path);
  await spoil(path);
  return frames.map((frame, index) => (index === 5 ? { ...frame, path } : frame));
}

describe('rendering with the bundled ffmpeg', () => {
  it('finds the bundled binary when the PATH has none', () => {
    expect(bundled.source).toBe('bundled');
    expect(bundled.version).not.toBe('');
  });

  it('gives the planned count, rate, length and even size, hashed and published', async () => {
    const progress: RenderProgress[] = [];
    const video = await render('plain.mp4', { onProgress: (report) => progress.push(report) });
    expect(video).toMatchObject({ frames: 12, fps: 6, width: 320, height: 180, codec: 'h264' });
    expect(video.durationSeconds).toBeCloseTo(2, 1);
    expect(video.skipped).toEqual([]);
    const bytes = await readFile(join(folder, 'plain.mp4'));
    expect(video.bytes).toBe(bytes.length);
    expect(video.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    // +faststart: the index comes before the pictures.
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(await leftovers()).toEqual([]);
    const percents = progress.map((report) => report.percent);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ step: 'verifying', done: 12, total: 12, percent: 100 });
    expect(new Set(progress.map((report) => report.step)).size).toBe(3);
  });

  it('puts frames in the order of capture', async () => {
    const reversed = [...frames].reverse();
    await render('reversed.mp4', { frames: reversed, quality: 10 });
    await makePoster(join(folder, 'reversed.mp4'), join(folder, 'bright.jpg'), {
      pick: 'brightest',
      ffmpeg: bundled,
    });
    await makePoster(join(folder, 'reversed.mp4'), join(folder, 'middle.jpg'), { ffmpeg: bundled });
    const lumaOf = async (name: string) =>
      (await sharp(join(folder, name)).greyscale().stats()).channels[0]!.mean;
    expect(await lumaOf('bright.jpg')).toBeGreaterThan(190);
    // Frame 6 of 12 was made with a mean of 70; full range in, limited inside, full range out.
    const middle = await lumaOf('middle.jpg');
    expect(Math.abs(middle - (await lumaOf('frame 6 100%.jpg')))).toBeLessThan(4);
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    { fps: 1, count: 1 },
    { fps: 12.5, count: 12 },
    { fps: 29.97, count: 12 },
    { fps: 120, count: 3 },
  ])('keeps $fps frames a second with $count frames', async ({ fps, count }) => {
    const video = await render(`rate-${fps}.mp4`, { fps, frames: frames.slice(0, count) });
    expect(video.frames).toBe(count);
    expect(Math.abs(video.durationSeconds - count / fps)).toBeLessThan(0.05);
  });

  it('scales to the width asked for and keeps the aspect', async () => {
    expect(await render('small.mp4', { width: 161 })).toMatchObject({ width: 160, height: 90 });
  });

  it.each([
    ['empty', (path: string) => truncate(path, 0), /empty/],
    ['truncated', (path: string) => truncate(path, 9_000), /truncated/],
    ['missing', (path: string) => rm(path), /cannot be read/],
    ['garbage', (path: string) => writeFile(path, Buffer.alloc(5_000, 7)), /not a JPEG/],
    ['other-size', (path: string) => jpeg(path, 50, 320, 200), /320x200 pixels, not 321x181/],
    [
      'truncated, with an end marker',
      async (path: string) => {
        const bytes = await readFile(path);
        await writeFile(path, Buffer.concat([bytes.subarray(0, 9_000), Buffer.from([0xff, 0xd9])]));
      },
      /damaged/,
    ],
    ['one byte', (path: string) => writeFile(path, 'x'), /not a JPEG/],
  ])('skips and reports a frame in the middle that is %s', async (name, spoil, reason) => {
    const spoiled = await withSpoiled(`${name}.jpg`, spoil);
    const video = await render(`${name}.mp4`, { frames: spoiled });
    expect(video.frames).toBe(11);
    expect(video.durationSeconds).toBeCloseTo(11 / 6, 1);
    expect(video.skipped).toEqual([
      { path: join(folder, `${name}.jpg`), reason: expect.stringMatching(reason) },
    ]);
  });

  it('skips a frame whose bytes are not those that were recorded', async () => {
    const hashed = frames.map((frame, i) => (i === 3 ? { ...frame, hash: '0'.repeat(64) } : frame));
    const video = await render('hashed.mp4', { frames: hashed });
    expect(video.skipped.map((frame) => frame.path)).toEqual([frames[3]!.path]);
  });

  it('says clearly that there is nothing to render', async () => {
    await expect(render('none.mp4', { frames: [] })).rejects.toThrow('There are no frames');
    const broken = [{ path: join(folder, 'nowhere.jpg'), capturedAt: 0 }];
    const failure = await render('none.mp4', { frames: broken }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(NothingToRender);
    expect((failure as NothingToRender).skipped).toHaveLength(1);
  });

  it('refuses options out of range before it does anything', async () => {
    await expect(render('x.mp4', { fps: 0 })).rejects.toThrow(RangeError);
    await expect(render('x.mp4', { threads: 1.5 })).rejects.toThrow(RangeError);
  });

  it('leaves no file and no process when it is aborted in the middle', async () => {
    const many = Array.from({ length: 400 }, (_, i) => ({ ...frames[i % 12]!, capturedAt: i }));
    const abort = new AbortController();
    const failure = await render('aborted.mp4', {
      frames: many,
      preset: 'slow',
      width: 1920,
      signal: abort.signal,
      onProgress: (report) => {
        if (report.step === 'encoding') abort.abort();
      },
    }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RenderAborted);
    await expect(access(join(folder, 'aborted.mp4'))).rejects.toThrow('ENOENT');
    expect(await leftovers()).toEqual([]);
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'args']);
    expect(stdout).not.toContain('aborted.mp4');
  });

  it('stands still while it is paused, its process too, and goes on where it was', async () => {
    const listeners = new Set<() => void>();
    const pauses = {
      isPaused: true,
      onChange: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const pause = (isPaused: boolean): void => {
      pauses.isPaused = isPaused;
      for (const listener of [...listeners]) listener();
    };
    const steps: string[] = [];
    let isHeld = false;
    const video = render('paused.mp4', {
      pauses,
      onProgress: ({ step }) => {
        steps.push(step);
        // Once the process is there it is stopped, and let go when it was seen to stand still.
        if (step === 'encoding' && !isHeld) {
          isHeld = true;
          pause(true);
        }
      },
    });
    await delay(100);
    expect(steps).toEqual([]);
    pause(false);
    const deadline = Date.now() + 20_000;
    while (!(await stateOfFfmpeg()).includes('T')) {
      if (Date.now() > deadline) throw new Error('ffmpeg never stood still.');
      await delay(10);
    }
    pause(false);
    expect((await video).frames).toBe(12);
    expect(listeners.size).toBe(0);
  });

  it('keeps an older video when the new one fails, and tells what ffmpeg said', async () => {
    const path = join(folder, 'older.mp4');
    await writeFile(path, 'older');
    const failing = { ...bundled, path: '/bin/false' };
    await expect(render('older.mp4', { ffmpeg: failing })).rejects.toThrow(RenderFailed);
    const absent = { ...bundled, path: join(folder, 'no-such-binary') };
    await expect(render('older.mp4', { ffmpeg: absent })).rejects.toThrow(/ENOENT/);
    expect(await readFile(path, 'utf8')).toBe('older');
    const noFolder = join(folder, 'no', 'folder', 'x.mp4');
    const failure = await render('x', { output: noFolder }).catch((error: unknown) => error);
    expect((failure as RenderFailed).stderr.join('\n')).toContain('No such file or directory');
  });

  it('publishes nothing when the video is shorter than planned', async () => {
    // An encoder that succeeds and loses frames, as ffmpeg does at a gap in its input.
    const lossy = join(folder, 'lossy-ffmpeg');
    const script =
      `#!/bin/sh\nfor a; do case $a in *.jpg) lose=1;; esac; done\n` +
      `[ -n "$lose" ] && rm 00000009.jpg\nexec ${bundled.path} "$@"\n`;
    await writeFile(lossy, script, { mode: 0o755 });
    const failure = await render('lossy.mp4', { ffmpeg: { ...bundled, path: lossy } }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(RenderNotVerified);
    expect((failure as RenderNotVerified).mismatches[0]).toBe('frames: planned 12, found 9');
    await expect(access(join(folder, 'lossy.mp4'))).rejects.toThrow('ENOENT');
    expect(await leftovers()).toEqual([]);
  });

  it('refuses a video that was damaged after it was written', async () => {
    await render('damaged.mp4', { quality: 5 });
    const path = join(folder, 'damaged.mp4');
    const bytes = await readFile(path);
    bytes.fill(0x55, Math.floor(bytes.length * 0.5), Math.floor(bytes.length * 0.6));
    await writeFile(path, bytes);
    await expect(inspectVideo(path, { binary: bundled.path })).rejects.toThrow(RenderFailed);
  });
});

it('renders with the ffmpeg of the system where there is one', async () => {
  const found = await findFfmpeg();
  const video = await render('found.mp4', { ffmpeg: found });
  expect(video.frames).toBe(12);
  expect(['system', 'bundled']).toContain(found.source);
});
