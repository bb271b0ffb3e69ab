import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeImage } from '../../edge-image/build/disk-image.ts';
import {
  defaultSizes,
  imageBytes,
  offsetBytes,
  partitions,
} from '../../edge-image/build/layout.ts';
import { kernelLine } from '../../edge-image/slots/start-files.ts';

const small = partitions({ cardMib: 40, firmwareMib: 36, rootMib: 16 });

describe('the partitions of a card', () => {
  it('lie one after the other, and leave room on the smallest card', () => {
    const all = partitions(defaultSizes);
    for (const [index, partition] of all.entries()) {
      const next = all[index + 1];
      if (!next) continue;
      const end =
        partition.kind === 'extended'
          ? partition.startMib + 1
          : partition.startMib + partition.sizeMib;
      expect(next.startMib).toBeGreaterThanOrEqual(end);
    }
    // What is sold as 8 GB, with 2 GB of it for data.
    expect(imageBytes(all)).toBeLessThan(6e9);
  });

  it('start the root of their own slot, with its writes in memory', () => {
    for (const slot of ['a', 'b'] as const) {
      const words = kernelLine(slot, 'tty1').split(' ');
      expect(words).toEqual(
        expect.arrayContaining([`root=LABEL=eyrie-root-${slot}`, 'ro', 'eyrie.overlay=1']),
      );
    }
  });
});

describe('an image of a small root', () => {
  let folder: string;
  let image: string;
  const outputOf = (program: string, ...words: string[]) =>
    execFileSync(program, words, { encoding: 'utf8' });
  const place = (number: number) => {
    const found = small.find((one) => one.number === number);
    if (!found) throw new Error(`There is no partition ${number}.`);
    return found;
  };

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-small-image-'));
    image = path.join(folder, 'card.img');
    const root = path.join(folder, 'root');
    mkdirSync(path.join(root, 'boot/firmware'), { recursive: true });
    mkdirSync(path.join(root, 'etc'));
    writeFileSync(path.join(root, 'etc/hostname'), 'eyrie\n');
    for (const name of ['bootcode.bin', 'vmlinuz-6.12.0-arm64', 'initrd.img-6.12.0-arm64']) {
      writeFileSync(path.join(root, 'boot/firmware', name), name);
    }
    // Read once: a file's last reading is part of the image, and is noted at the first one after a change.
    execFileSync('sh', ['-c', 'find . -type f -exec cat {} + && find .'], {
      cwd: root,
      stdio: 'ignore',
    });
    writeImage(image, small, { root, card: { 'provision.txt': 'ROLE=worker\n' } });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has the table that was asked for, and file systems where it says', () => {
    const table = JSON.parse(outputOf('sfdisk', '--json', image)) as {
      partitiontable: { partitions: { start: number; size: number; type: string }[] };
    };
    expect(
      table.partitiontable.partitions.map(({ start, size }) => [start / 2048, size / 2048]),
    ).toEqual(small.map(({ startMib, sizeMib }) => [startMib, sizeMib]));
    for (const partition of small) {
      if (partition.kind === 'extended') continue;
      const label = outputOf(
        'blkid',
        '-p',
        '-O',
        String(offsetBytes(partition)),
        '-o',
        'value',
        '-s',
        'LABEL',
        image,
      );
      expect(label.trim()).toBe(partition.label);
    }
  });

  it('has roots that no journal makes anybody write to', () => {
    for (const number of [5, 6]) {
      const at = `${image}?offset=${offsetBytes(place(number))}`;
      const features = /^Filesystem features:.*$/m.exec(outputOf('dumpe2fs', '-h', at))?.[0];
      expect(features).toContain('metadata_csum');
      expect(features).not.toContain('has_journal');
    }
  });

  it('tells the firmware which slot is in use, and which is tried', () => {
    const text = (number: number, name: string) =>
      outputOf('mtype', '-i', `${image}@@${offsetBytes(place(number))}`, `::${name}`);
    expect(text(1, 'autoboot.txt')).toBe(
      '[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n#back=-\n',
    );
    expect(text(1, 'provision.txt')).toBe('ROLE=worker\n');
    expect(text(1, 'bootcode.bin')).toBe('bootcode.bin');
    expect(text(2, 'cmdline.txt')).toContain('root=LABEL=eyrie-root-a ');
    expect(text(3, 'cmdline.txt')).toContain('root=LABEL=eyrie-root-b ');
    expect(text(2, 'config.txt')).toContain(
      'kernel=vmlinuz-6.12.0-arm64\ninitramfs initrd.img-6.12.0-arm64 followkernel\n',
    );
    expect(text(2, 'config.txt')).toContain('dtparam=watchdog=on\n');
  });

  it('is the same byte for byte when it is made again', () => {
    const sum = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
    const again = path.join(folder, 'again.img');
    writeImage(again, small, {
      root: path.join(folder, 'root'),
      card: { 'provision.txt': 'ROLE=worker\n' },
    });
    expect(sum(again)).toBe(sum(image));
  });

  it('grows on a larger card, where its data partition fills the rest', () => {
    const card = path.join(folder, 'larger.img');
    execFileSync('cp', ['--sparse=always', image, card]);
    truncateSync(card, 400 * 1024 * 1024);
    // What is of the kernel and of udev is left out; a start in QEMU has it.
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    for (const name of ['partx', 'udevadm']) {
      writeFileSync(path.join(bin, name), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    }
    const script = path.resolve(
      import.meta.dirname,
      '../../edge-image/rootfs/usr/lib/eyrie/data-partition',
    );
    const start = () =>
      spawnSync('sh', [script, card], {
        encoding: 'utf8',
        env: { PATH: `${bin}:${process.env['PATH'] ?? ''}` },
      });
    expect(start()).toMatchObject({ stderr: '', stdout: expect.stringContaining('adds') });
    const first = outputOf('sfdisk', '--dump', card);
    // Cut off after the table was written: the table is left as it is the next time.
    expect(start().stdout).not.toContain('adds');
    expect(outputOf('sfdisk', '--dump', card)).toBe(first);
    const lines = first.split('\n').filter((line) => line.startsWith(card));
    expect(lines).toHaveLength(7);
    const [, start7 = 0, size7 = 0] = (
      /start= *(\d+), size= *(\d+)/.exec(lines[6] ?? '') ?? []
    ).map(Number);
    expect(start7 + size7).toBe(400 * 2048);
  });
});
