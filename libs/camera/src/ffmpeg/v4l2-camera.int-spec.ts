import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Camera } from '../camera.ts';
import { validateFrame } from '../frame-check.ts';
import { openCamera } from '../open-camera.ts';

/**
 * No video device is at hand where this runs: in place of the input, the real ffmpeg gets its own test
 * picture. The words for the input are looked at by themselves.
 */
const standIn = (folder: string) => `#!/bin/sh
echo "$@" >> ${folder}/starts
exec ffmpeg -hide_banner -loglevel warning -re -f lavfi -i testsrc2=size=320x240:rate=25 \
  -c:v mjpeg -q:v 2 -f image2pipe pipe:1
`;

describe('a camera that the kernel shows', () => {
  let folder: string;
  let camera: Camera;
  let ffmpeg: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyrie-v4l2-'));
    ffmpeg = join(folder, 'ffmpeg');
    await writeFile(ffmpeg, standIn(folder));
    await chmod(ffmpeg, 0o755);
  });
  afterEach(async () => {
    await camera.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (device: string, keepOpen = false, format: 'mjpeg' | 'yuyv422' = 'mjpeg') => {
    const options = { driver: 'v4l2', device, width: 320, height: 240, format, keepOpen } as const;
    const environment = { ffmpeg: () => Promise.resolve(ffmpeg), scratchFolder: folder };
    camera = await openCamera('c1', options, environment);
  };
  const take = () => camera.capture({ slotAt: Date.now(), signal: AbortSignal.timeout(30_000) });
  const starts = async () => (await readFile(join(folder, 'starts'), 'utf8')).trim().split('\n');

  it('is asked for its own JPEGs, in the size that is wanted', async () => {
    await open('/dev/null');
    const frame = await take();
    expect(await validateFrame(frame.jpeg, camera.info)).toMatchObject({ ok: true });
    expect(await starts()).toEqual([
      '-hide_banner -loglevel warning -nostdin -f v4l2 -input_format mjpeg -video_size 320x240 ' +
        '-i /dev/null -an -c:v copy -bsf:v mjpeg2jpeg -f image2pipe pipe:1',
    ]);
  });

  it('makes JPEGs of bare pixels', async () => {
    await open('/dev/null', false, 'yuyv422');
    await take();
    expect((await starts())[0]).toContain('-input_format yuyv422');
    expect((await starts())[0]).toContain('-c:v mjpeg -q:v 2');
  });

  it('is started once when it is kept open', async () => {
    await open('/dev/null', true);
    const frames = [await take(), await take()];
    expect(frames[0]?.jpeg).not.toEqual(frames[1]?.jpeg);
    expect(await starts()).toHaveLength(1);
  });

  it('is unplugged, and says so at each frame', async () => {
    await open('/dev/video987');
    await expect(take()).rejects.toMatchObject({ kind: 'unplugged' });
    await expect(take()).rejects.toMatchObject({ kind: 'unplugged' });
  });

  it('tells what ffmpeg says of it', async () => {
    await writeFile(ffmpeg, '#!/bin/sh\necho "/dev/null: Device or resource busy" >&2\nexit 1\n');
    await open('/dev/null');
    await expect(take()).rejects.toMatchObject({
      kind: 'busy',
      message: 'ffmpeg ended with code 1: /dev/null: Device or resource busy',
    });
  });

  it('is a device and nothing else', async () => {
    await open('/dev/null');
    for (const device of ['/etc/passwd', '/dev/../etc/passwd', 'concat:/dev/null', '-i']) {
      await expect(open(device)).rejects.toThrow('no device');
    }
  });
});
