import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eyrieHere } from '../apps/cli/src/testing/eyrie-here.ts';
import { eventually } from './local-fleet.ts';

const bin = path.resolve(import.meta.dirname, '../apps/cli/bin/eyrie.mjs');
const hasTools = ['mkfs.fat', 'mcopy'].every(
  (tool) => spawnSync(tool, ['--help']).error === undefined,
);
const partitionAt = 2_048;

/** `eyrie image flash` where a card does not come out whole, in the words of a cloud that runs already. */
export function describeImageFlash(site: string): void {
  (hasTools ? describe : describe.skip)('eyrie image flash', () => {
    let folder: string;
    let image: string;
    beforeAll(() => {
      folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-cards-'));
      image = path.join(folder, 'small.img');
      makeImage(image);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    const words = (name: string) => [
      ...['image', 'flash', '--image', image, '--count', '3', '--site', site, '--name', name],
      ...['--cloud', 'https://cloud.example.org', '--no-labels', '--out', path.join(folder, name)],
    ];
    /** Which of the three claims are good. */
    const good = async (name: string): Promise<string[]> => {
      const { out } = await eyrieHere(['token', 'list', '--json']);
      const { items } = JSON.parse(out) as {
        items: { device_name: string; revoked_at: string | null }[];
      };
      const ours = items.filter(({ device_name }) => device_name.startsWith(name));
      expect(ours).toHaveLength(3);
      return ours.flatMap(({ device_name, revoked_at }) => (revoked_at ? [] : [device_name]));
    };
    /** In place of the second card. */
    const second = (name: string, place: (file: string) => void): void => {
      mkdirSync(path.join(folder, name));
      place(path.join(folder, name, `${name}-2.img`));
    };

    it('revokes the claims of a card that fills up half-way, and of those after it', async () => {
      second('full', (file) => symlinkSync('/dev/full', file));
      const { code, out, error } = await eyrieHere(words('full'));
      expect([code, error]).toEqual([1, expect.stringMatching(/No space left on device/)]);
      expect(error).toContain('1 of 3 cards are written; the claims of the other 2 are revoked.');
      const [first = ''] = out.split('\t');
      expect(await good('full')).toEqual([first]);
    });

    it('revokes them where a person ends it in the middle of a card', async () => {
      second('ended', (file) => execFileSync('mkfifo', [file]));
      const child = spawn(process.execPath, [bin, ...words('ended')], {
        env: { ...process.env, NODE_OPTIONS: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let [out, error] = ['', ''];
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stderr.on('data', (chunk: Buffer) => (error += chunk.toString()));
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      // Nobody reads the second card: its writer stands still.
      await eventually('the first card is written', () => out.includes('\t'), 60_000);
      child.kill('SIGINT');
      expect([await ended, error]).toEqual([130, expect.stringContaining('1 of 3 cards')]);
      const [first = ''] = out.split('\t');
      expect(await good('ended')).toEqual([first]);
    }, 120_000);
  });
}

/** As small as an image may be: a table, and a FAT partition with something in its last sectors. */
function makeImage(file: string): void {
  const sectors = 4_096;
  const bytes = Buffer.alloc((partitionAt + sectors) * 512);
  const entry = 446;
  bytes.writeUInt8(0x0c, entry + 4);
  bytes.writeUInt32LE(partitionAt, entry + 8);
  bytes.writeUInt32LE(sectors, entry + 12);
  bytes.writeUInt16LE(0xaa55, 510);
  writeFileSync(file, bytes);
  execFileSync('mkfs.fat', ['--offset', String(partitionAt), file, String(sectors / 2)]);
}
