import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readProvisionFile, wipeProvisionFile } from './provision-file.ts';

describe('provision.txt', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyrie-provision-'));
    path = join(folder, 'provision.txt');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read with comments, spaces, quotes and the line ends of Windows', async () => {
    const text =
      '# Eyrie\r\n PROVISION_URL = "https://cloud.example.org"\r\nPROVISION_TOKEN=abcdefghijklmnop\r\n';
    await writeFile(path, text);
    expect(await readProvisionFile(path)).toEqual({
      url: 'https://cloud.example.org',
      token: 'abcdefghijklmnop',
    });
  });

  it('loses its token and nothing else, in its place', async () => {
    const before = 'PROVISION_URL=https://c.example\nPROVISION_TOKEN=abcdefghijklmnop\nWIFI=mine\n';
    await writeFile(path, before);
    expect(await wipeProvisionFile(path)).toBe(true);
    const after = await readFile(path, 'utf8');
    expect(after).toBe(before.replace('abcdefghijklmnop', '-'.repeat(16)));
    expect(await readProvisionFile(path)).toEqual({ url: 'https://c.example', token: null });
    expect(await wipeProvisionFile(path)).toBe(false);
  });

  it('says nothing where it is not there', async () => {
    expect(await readProvisionFile(path)).toEqual({ url: null, token: null });
    expect(await wipeProvisionFile(path)).toBe(false);
  });
});
