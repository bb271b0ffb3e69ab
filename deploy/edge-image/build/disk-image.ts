import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { autobootText } from '../slots/autoboot.ts';
import { firmwareConfiguration, kernelLine } from '../slots/start-files.ts';
import type { Slot } from '../slots/slot.ts';
import { imageBytes, offsetBytes, partitionTable, type Partition } from './layout.ts';
import { run, step } from './run.ts';

/** So that two images from the same root are the same byte for byte. */
const epoch = { SOURCE_DATE_EPOCH: '1767225600', E2FSPROGS_FAKE_TIME: '1767225600', TZ: 'UTC' };
const fatDate = '2026-01-01T00:00:00Z';

export interface ImageContent {
  /** The root file system; its boot/firmware becomes the partition that the Pi's firmware reads. */
  readonly root: string;
  /** Files of the first partition, by name. */
  readonly card: Readonly<Record<string, string>>;
}

/** Writes the image without mounts and loop devices: file systems are made in files, and put into their places. */
export function writeImage(
  image: string,
  all: readonly Partition[],
  { root, card }: ImageContent,
): void {
  step('the image is put together');
  const work = `${image}.parts`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  rmSync(image, { force: true });
  sparseFile(image, imageBytes(all));
  run('sfdisk', ['--quiet', image], { input: partitionTable(all) });
  for (const partition of all) {
    if (partition.kind === 'extended') continue;
    const part = path.join(work, String(partition.number));
    sparseFile(part, partition.sizeMib * 1024 * 1024);
    if (partition.kind === 'fat') {
      const folder = path.join(work, `files-${partition.number}`);
      mkdirSync(folder);
      if (partition.number === 1) cardFiles(folder, root, card);
      else firmwareFiles(folder, root, partition.number === 2 ? 'a' : 'b');
      makeFat(part, folder, partition);
    } else {
      const seed = ['-E', `hash_seed=${partition.uuid},lazy_itable_init=1`];
      const content = partition.number === 5 ? ['-d', root] : [];
      const words = [
        '-q',
        '-F',
        '-m',
        '1',
        // Never written after this, so that there is nothing that a journal could say.
        '-O',
        '^has_journal',
        '-L',
        partition.label,
        '-U',
        partition.uuid,
        ...seed,
        ...content,
        part,
      ];
      run('mkfs.ext4', words, { environment: epoch });
    }
    const offset = String(offsetBytes(partition));
    const copy = [
      `if=${part}`,
      `of=${image}`,
      'bs=4M',
      `seek=${offset}`,
      'oflag=seek_bytes',
      'conv=notrunc,sparse',
    ];
    run('dd', [...copy, 'status=none']);
    rmSync(part);
  }
  rmSync(work, { recursive: true });
}

/** What people put on the card, and what tells the firmware which slot is in use. */
function cardFiles(folder: string, root: string, card: ImageContent['card']): void {
  for (const [name, text] of Object.entries(card)) writeFileSync(path.join(folder, name), text);
  writeFileSync(path.join(folder, 'autoboot.txt'), autobootText('a'));
  // A Pi 3 has its first program on the card, and looks for it in the first partition.
  const first = path.join(root, 'boot/firmware/bootcode.bin');
  if (existsSync(first)) run('cp', [first, folder]);
}

function firmwareFiles(folder: string, root: string, slot: Slot): void {
  const firmware = path.join(root, 'boot/firmware');
  if (existsSync(firmware)) run('cp', ['-R', `${firmware}/.`, folder]);
  writeFileSync(path.join(folder, 'cmdline.txt'), `${kernelLine(slot, 'tty1')}\n`);
  writeFileSync(path.join(folder, 'config.txt'), piConfiguration(root));
}

function piConfiguration(root: string): string {
  const boot = path.join(root, 'boot/firmware');
  const names = existsSync(boot) ? readdirSync(boot) : [];
  const kernel = names.find((name) => name.startsWith('vmlinuz')) ?? 'vmlinuz';
  const initramfs = names.find((name) => name.startsWith('initrd.img')) ?? 'initrd.img';
  return firmwareConfiguration(kernel, initramfs);
}

function makeFat(
  part: string,
  folder: string,
  { label, volumeId }: { label: string; volumeId: string },
): void {
  run('mkfs.vfat', ['--invariant', '-F', '32', '-s', '1', '-n', label, '-i', volumeId, part], {
    environment: epoch,
  });
  run('find', [folder, '-exec', 'touch', '-d', fatDate, '{}', '+']);
  const names = readdirSync(folder).sort();
  if (names.length === 0) return;
  const sources = names.map((name) => path.join(folder, name));
  run('mcopy', ['-s', '-m', '-i', part, ...sources, '::'], { environment: epoch });
}

function sparseFile(file: string, bytes: number): void {
  const handle = openSync(file, 'w');
  ftruncateSync(handle, bytes);
  closeSync(handle);
}
