import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { thisMachine } from './machine-access.ts';

describe('this machine', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'eyrie-machine-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const program = async (name: string, text: string): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    await chmod(file, 0o755);
    return file;
  };

  it('says what a program prints, and nothing where it fails, each time that it is asked', async () => {
    const file = await program('fails', '#!/bin/sh\necho no\nexit 1\n');
    expect(await thisMachine.run(file, [])).toBeNull();
    await program('fails', '#!/bin/sh\necho "$1"\n');
    expect(await thisMachine.run(file, ['throttled=0x0'])).toBe('throttled=0x0\n');
  });

  it('does not look each time for a program that is not there', async () => {
    const file = path.join(folder, 'comes-later');
    expect(await thisMachine.run(file, [])).toBeNull();
    await program('comes-later', '#!/bin/sh\necho here\n');
    expect(await thisMachine.run(file, [])).toBeNull();
  });
});
