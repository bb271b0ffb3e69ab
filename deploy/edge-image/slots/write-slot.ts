import { cp, mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run, succeeds } from './run.ts';
import { bootLabel, rootLabel, type Slot } from './slot.ts';
import { configurationFor, kernelLineFor, newestKernel } from './start-files.ts';

export interface SlotPlaces {
  /** The slot that is written. */
  readonly slot: Slot;
  readonly rootDevice: string;
  readonly bootDevice: string;
  /** The root that runs, without what lies over it. */
  readonly lower: string;
  /** Of the slot that runs: its configuration is taken over. */
  readonly runningBootDevice: string;
  /** Lists and packages of the archive, for apt in the new root. */
  readonly lists: string;
  readonly packages: string;
  /** Mounts are made below it. */
  readonly work: string;
  readonly say: (text: string) => void;
}

/** While this label is on it, no kernel line finds the root. */
const unfinished = 'eyrie-unfinished';
const chrootEnvironment = {
  DEBIAN_FRONTEND: 'noninteractive',
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  TMPDIR: '/tmp',
};

/**
 * Makes the slot out of the root that runs and what the archive has. The root's label is set last: until then
 * nothing can start it, and doing it again from the beginning is always right.
 * @throws where any of it fails; the slot then holds nothing
 */
export async function writeSlot(places: SlotPlaces): Promise<void> {
  const { slot, rootDevice, work, say } = places;
  const root = path.join(work, 'root');
  await mkdir(root, { recursive: true });
  say(`slot ${slot}: a file system, and a copy of the root`);
  await run('mkfs.ext4', [
    ...['-q', '-F', '-m', '1', '-O', '^has_journal', '-E', 'lazy_itable_init=1,nodiscard'],
    ...['-L', unfinished, rootDevice],
  ]);
  await run('mount', ['-o', 'noatime', ...loop(rootDevice), rootDevice, root]);
  try {
    await run('cp', ['-a', '--one-file-system', `${places.lower}/.`, root]);
    say(`slot ${slot}: the updates`);
    await upgrade(root, places);
    const version = await refreshStartFiles(root);
    await settleAfterUsr(root);
    say(`slot ${slot}: what starts it, Linux ${version}`);
    await writeBoot(root, version, places);
    await run('sync', ['-f', root]);
  } finally {
    await run('umount', ['--recursive', root]);
  }
  say(`slot ${slot}: is looked over`);
  await run('e2fsck', ['-f', '-n', rootDevice]);
  await run('fsck.fat', ['-n', places.bootDevice]);
  await run('sync', []);
  await run('e2label', [rootDevice, rootLabel(slot)]);
  await run('sync', []);
}

/** apt, in the new root alone: without network, without starting a service, from what was brought here. */
async function upgrade(root: string, { lists, packages }: SlotPlaces): Promise<void> {
  const binds = [
    ['/proc', 'proc'],
    ['/sys', 'sys'],
    ['/dev', 'dev'],
    ['/dev/pts', 'dev/pts'],
    [lists, 'var/lib/apt/lists'],
    [packages, 'var/cache/apt/archives'],
  ] as const;
  await mkdir(path.join(root, 'var/cache/apt/archives'), { recursive: true });
  await mkdir(path.join(root, 'var/lib/apt/lists'), { recursive: true });
  const mounted: string[] = [];
  const policy = path.join(root, 'usr/sbin/policy-rc.d');
  const sources = path.join(root, 'etc/apt/sources.list');
  const before = await readFile(sources);
  try {
    for (const [from, to] of binds) {
      await run('mount', ['--bind', from, path.join(root, to)]);
      mounted.push(path.join(root, to));
    }
    await run('mount', ['-t', 'tmpfs', 'tmpfs', path.join(root, 'run')]);
    mounted.push(path.join(root, 'run'));
    await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    // The list by which the archive was asked.
    await writeFile(sources, await readFile(path.join(path.dirname(lists), 'sources.list')));
    const inside = (...words: string[]): Promise<string> =>
      run('chroot', [root, ...words], { environment: chrootEnvironment });
    const install = ['--yes', '--quiet', '--no-download', '-o', 'Dpkg::Options::=--force-confold'];
    await inside('apt-get', ...install, 'upgrade', '--with-new-pkgs');
    await inside('apt-get', ...install, 'autoremove', '--purge');
    const audit = await inside('dpkg', '--audit');
    if (audit.trim() !== '') throw new Error(`Packages are not whole: ${audit.slice(0, 300)}`);
  } finally {
    for (const one of mounted.reverse()) await run('umount', ['--recursive', one]);
    await writeFile(sources, before);
    await rm(policy, { force: true });
  }
}

/** Kernel, initramfs and device trees where the Pi's firmware looks. Resolves with the kernel's version. */
async function refreshStartFiles(root: string): Promise<string> {
  const boot = path.join(root, 'boot');
  const version = newestKernel(await readdir(boot));
  if (version === null) throw new Error('The new root has no kernel.');
  const modules = path.join(root, 'usr/lib/modules', version, 'modules.dep');
  if ((await stat(modules)).size === 0) throw new Error(`Linux ${version} has no modules.`);
  const firmware = path.join(boot, 'firmware');
  for (const name of await readdir(firmware)) {
    if (/^(vmlinuz|initrd\.img)-/.test(name)) await rm(path.join(firmware, name));
  }
  const trees = path.join(root, 'usr/lib', `linux-image-${version}`, 'broadcom');
  const sources = [
    path.join(boot, `vmlinuz-${version}`),
    path.join(boot, `initrd.img-${version}`),
    ...(await filesIn(trees, /\.dtb$/)),
    ...(await filesIn(path.join(root, 'usr/lib/raspi-firmware'), /\.(elf|dat|bin)$/)),
  ];
  for (const source of sources) {
    if ((await stat(source)).size === 0) throw new Error(`${path.basename(source)} is empty.`);
    await cp(source, path.join(firmware, path.basename(source)));
  }
  return version;
}

/** What systemd would do at each start of a root whose changes are gone, because /usr is newer than its marks. */
async function settleAfterUsr(root: string): Promise<void> {
  const aSecondAfter = new Date((await stat(path.join(root, 'usr'))).mtimeMs + 1000);
  for (const name of ['etc/.updated', 'var/.updated']) {
    await writeFile(path.join(root, name), '');
    await utimes(path.join(root, name), aSecondAfter, aSecondAfter);
  }
}

async function filesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => pattern.test(name)).map((name) => path.join(folder, name));
}

/** The slot's FAT, made anew. */
async function writeBoot(root: string, version: string, places: SlotPlaces): Promise<void> {
  const { slot, bootDevice, runningBootDevice, work } = places;
  const [target, running] = [path.join(work, 'boot'), path.join(work, 'running-boot')];
  for (const folder of [target, running]) await mkdir(folder, { recursive: true });
  await run('mount', [
    '-t',
    'vfat',
    '-o',
    'ro',
    ...loop(runningBootDevice),
    runningBootDevice,
    running,
  ]);
  const firmware = path.join(root, 'boot/firmware');
  await run('mkfs.vfat', ['-F', '32', '-s', '1', '-n', bootLabel(slot), bootDevice]);
  await run('mount', ['-t', 'vfat', ...loop(bootDevice), bootDevice, target]);
  try {
    const line = kernelLineFor(slot, await readFile(path.join(running, 'cmdline.txt'), 'utf8'));
    if (await isStartSame(running, firmware, version)) {
      // What is known to start is kept, its initramfs too, so that it can be tried without the firmware's help.
      await run('cp', ['-R', `${running}/.`, target]);
    } else {
      const text = await readFile(path.join(running, 'config.txt'), 'utf8');
      const next = configurationFor(text, `vmlinuz-${version}`, `initrd.img-${version}`);
      await run('cp', ['-R', `${firmware}/.`, target]);
      await writeFile(path.join(target, 'config.txt'), next);
    }
    await writeFile(path.join(target, 'cmdline.txt'), `${line}\n`);
    await run('sync', ['-f', target]);
  } finally {
    await run('umount', [target]);
    await run('umount', [running]);
  }
}

/** Whether kernel and firmware are those that run; an initramfs made of the same is another one each time. */
async function isStartSame(running: string, firmware: string, version: string): Promise<boolean> {
  const names = (await readdir(firmware)).filter((name) =>
    /^vmlinuz|\.(elf|dat|bin|dtb)$/.test(name),
  );
  if (!names.includes(`vmlinuz-${version}`)) return false;
  const same = names.map((name) =>
    succeeds('cmp', ['--quiet', path.join(running, name), path.join(firmware, name)]),
  );
  return (await Promise.all(same)).every(Boolean);
}

/** A file in place of a device, in tests. */
function loop(device: string): string[] {
  return device.startsWith('/dev/') ? [] : ['-o', 'loop'];
}
