import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { FfmpegMissing, findFfmpeg } from './index.ts';
import { makeExecutable } from './find-ffmpeg.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eyrie-ffmpeg-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function fakeFfmpeg(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 'ffmpeg'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

describe('finding ffmpeg', () => {
  it('takes the first one on the PATH that works and has libx264', async () => {
    const broken = await fakeFfmpeg('broken', 'exit 1');
    const poor = await fakeFfmpeg('poor', 'echo "ffmpeg version 7.0 Copyright"');
    const bundled = await findFfmpeg({ path: '' });
    const good = join(folder, 'good');
    await mkdir(good);
    await symlink(bundled.path, join(good, 'ffmpeg'));
    const path = [join(folder, 'absent'), broken, poor, good].join(delimiter);
    expect(await findFfmpeg({ path })).toEqual({
      path: join(good, 'ffmpeg'),
      version: bundled.version,
      source: 'system',
    });
  });

  it('falls back to the bundled one', async () => {
    const poor = await fakeFfmpeg('poor', 'echo "ffmpeg version 7.0 Copyright"');
    expect(await findFfmpeg({ path: poor })).toMatchObject({ source: 'bundled' });
  });

  it('makes a binary executable whose install script did not run', async () => {
    const path = join(folder, 'binary');
    await writeFile(path, '#!/bin/sh\n', { mode: 0o644 });
    expect(await makeExecutable(path, join(folder, 'cache'), [])).toBe(path);
    expect((await stat(path)).mode & 0o111).not.toBe(0);
  });

  it('says why a binary cannot be used', async () => {
    const tried: string[] = [];
    expect(await makeExecutable(join(folder, 'none'), folder, tried)).toBeNull();
    expect(tried.join()).toContain('not executable, and no copy could be made');
    expect(new FfmpegMissing(tried).message).toContain('apt install ffmpeg');
  });
});
