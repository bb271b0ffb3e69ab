import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run, step } from './run.ts';

const recipe = path.resolve(import.meta.dirname, '..');
const suite = 'trixie';
const sources = [
  `deb http://deb.debian.org/debian ${suite} main non-free-firmware`,
  `deb http://deb.debian.org/debian ${suite}-updates main non-free-firmware`,
  `deb http://deb.debian.org/debian-security ${suite}-security main non-free-firmware`,
];
/** Nothing of these is read by anybody on a Pi; who has rights to what is kept. */
const withoutPaths = [
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
];

export function packagesOf(list: string): string[] {
  return readFileSync(path.join(recipe, 'packages', list), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/**
 * The root file system before anything of ours is in it, as a tar in the cache: each layer stands on the one
 * before and is made again where its content, or that of one below it, has changed.
 */
export function rootLayers(cache: string): string {
  mkdirSync(cache, { recursive: true });
  const system = packagesOf('10-system.list');
  const camera = packagesOf('20-camera.list');
  const first = layer(cache, 'system', [suite, ...sources, ...withoutPaths, ...system], (target) =>
    bootstrap(target, system),
  );
  const second = layer(cache, 'camera', [first.key, ...camera], (target) =>
    above(cache, first, target, (root) => installPackages(root, camera)),
  );
  const startFiles = folderText(path.join(recipe, 'rootfs/etc/initramfs-tools'));
  const third = layer(cache, 'start', [second.key, startFiles], (target) =>
    above(cache, second, target, makeStart),
  );
  return third.file;
}

interface Layer {
  readonly key: string;
  readonly file: string;
}

function layer(
  cache: string,
  name: string,
  parts: readonly string[],
  make: (target: string) => void,
): Layer {
  const key = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  const file = path.join(cache, `${name}-${key}.tar`);
  if (existsSync(file)) {
    step(`layer "${name}" is in the cache (${key})`);
    return { key, file };
  }
  step(`layer "${name}" is made (${key}); this takes minutes`);
  const next = path.join(cache, `${name}-${key}.next.tar`);
  make(next);
  renameSync(next, file);
  return { key, file };
}

/** A layer out of the one below it. */
function above(cache: string, below: Layer, target: string, change: (root: string) => void): void {
  const root = path.join(cache, 'root');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root);
  run('tar', ['-xpf', below.file, '--numeric-owner', '--xattrs', '-C', root]);
  change(root);
  run('tar', ['-cpf', target, '--numeric-owner', '--xattrs', '--sort=name', '-C', root, '.']);
  rmSync(root, { recursive: true, force: true });
}

/** Emulated, so that the many packages take a quarter of an hour. */
function bootstrap(target: string, packages: readonly string[]): void {
  const words = [
    '--arch=arm64',
    '--variant=minbase',
    '--mode=root',
    `--include=${packages.join(',')}`,
    '--dpkgopt=force-unsafe-io',
    ...withoutPaths.map((option) => `--dpkgopt=${option}`),
    '--aptopt=APT::Install-Recommends "false"',
    // Under emulation each run of it takes minutes, and many packages ask for one: it runs once, at the end.
    '--essential-hook=chroot "$1" dpkg-divert --local --rename --add /usr/sbin/update-initramfs',
    '--essential-hook=mkdir -p "$1/usr/sbin" "$1/boot/firmware" && ln -s /bin/true "$1/usr/sbin/update-initramfs"',
    suite,
    target,
    ...sources,
  ];
  run('mmdebstrap', words);
}

function installPackages(root: string, packages: readonly string[]): void {
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const resolver = path.join(root, 'etc/resolv.conf');
  rmSync(resolver, { force: true });
  run('cp', ['/etc/resolv.conf', resolver]);
  run('chroot', [root, 'apt-get', 'update', '-qq'], { environment });
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages];
  run('chroot', [root, ...install], { environment });
  run('chroot', [root, 'apt-get', 'clean'], { environment });
}

/** Debian's program for the Pi's boot partition wants it mounted; here it is a folder. */
const firmwareHooks = [
  '/etc/kernel/postinst.d/z50-raspi-firmware',
  '/etc/initramfs/post-update.d/z50-raspi-firmware',
];

/** The initramfs with our overlay in it; kernel, initramfs and device trees where the Pi's firmware looks. */
function makeStart(root: string): void {
  const ours = path.join(recipe, 'rootfs/etc/initramfs-tools');
  run('cp', ['-R', '--no-preserve=ownership', `${ours}/.`, `${root}/etc/initramfs-tools`]);
  rmSync(path.join(root, 'usr/sbin/update-initramfs'));
  const divert = ['dpkg-divert', '--local', '--rename'];
  run('chroot', [root, ...divert, '--remove', '/usr/sbin/update-initramfs']);
  for (const hook of firmwareHooks) run('chroot', [root, ...divert, '--add', hook]);
  run('chroot', [root, 'update-initramfs', '-c', '-k', 'all']);
  const copy =
    'cp boot/vmlinuz-* boot/initrd.img-* usr/lib/linux-image-*/broadcom/*.dtb boot/firmware/';
  run('sh', ['-c', copy], { cwd: root });
}

/** Names and contents, for the key of a layer. */
function folderText(folder: string): string {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return files
    .map((file) => `${path.relative(folder, file)}\n${readFileSync(file, 'utf8')}`)
    .join('\n');
}
