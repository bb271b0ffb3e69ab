import {
  cpSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { installEdgeSoftware } from './edge-software.ts';
import { run, step } from './run.ts';

const recipe = path.resolve(import.meta.dirname, '..');
const ourUnits = [
  'eyrie-data-partition.service',
  'eyrie-provision.service',
  'eyrie-worker.service',
  'eyrie-coordinator.service',
  'eyrie-reboot.path',
  'eyrie-slots.timer',
  'eyrie-trial-limit.timer',
];
const theirUnits = [
  'nftables.service',
  'NetworkManager.service',
  'systemd-timesyncd.service',
  'systemd-resolved.service',
];
/** What would change a root whose changes are gone at the next start: ours writes the other slot (slots/). */
const changesRoot = [
  'apt-daily.timer',
  'apt-daily-upgrade.timer',
  'unattended-upgrades.service',
  'e2scrub_all.timer',
  'e2scrub_reap.service',
  'fstrim.timer',
];
/** Nobody logs in, and nothing of ours asks for these: each costs a slow processor part of its start. */
const unneeded = [
  'getty@.service',
  'serial-getty@.service',
  'systemd-logind.service',
  'NetworkManager-wait-online.service',
  'dev-hugepages.mount',
  'dev-mqueue.mount',
  'sys-kernel-debug.mount',
  'sys-kernel-tracing.mount',
  'sys-fs-fuse-connections.mount',
  'modprobe@fuse.service',
  'modprobe@drm.service',
];

/** The root file system as a Pi has it, in a folder. */
export function makeRoot(root: string, layers: string, cache: string): void {
  step('the root file system is unpacked');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  run('tar', ['-xpf', layers, '--numeric-owner', '--xattrs', '-C', root]);
  step('our files go over it');
  for (const part of ['etc', 'usr']) {
    run('cp', ['-R', '--no-preserve=ownership', `${recipe}/rootfs/${part}/.`, `${root}/${part}`]);
  }
  for (const program of ['provision', 'slots']) {
    const target = path.join(root, 'usr/lib/eyrie', program);
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(path.join(recipe, program))) {
      cpSync(path.join(recipe, program, name), path.join(target, name));
    }
    // Node reads these as modules by themselves.
    writeFileSync(path.join(target, 'package.json'), '{"type":"module"}\n');
  }
  installEdgeSoftware(root, cache);
  settle(root);
}

/** What else makes a root out of packages: users, services, and nothing that two Pis must not share. */
function settle(root: string): void {
  step('users and services');
  mkdirSync(path.join(root, 'data'), { recursive: true });
  run('chroot', [root, 'systemd-sysusers']);
  run('chroot', [root, 'ldconfig']);
  run('chroot', [root, 'systemctl', 'enable', '--quiet', ...ourUnits, ...theirUnits]);
  run('chroot', [root, 'systemctl', 'mask', '--quiet', ...changesRoot, ...unneeded]);
  // Nobody logs in at a Pi: it has no password, no keys and no door for either.
  run('chroot', [root, 'passwd', '--quiet', '--lock', 'root']);
  writeFileSync(path.join(root, 'etc/machine-id'), '');
  writeFileSync(path.join(root, 'etc/hostname'), 'eyrie\n');
  writeFileSync(
    path.join(root, 'etc/hosts'),
    '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 eyrie\n',
  );
  for (const name of ['etc/resolv.conf', 'var/lib/dbus/machine-id', 'usr/sbin/policy-rc.d']) {
    rmSync(path.join(root, name), { force: true });
  }
  // What systemd does once after /usr has changed (the linker's cache and others) is done; in a root whose changes
  // are gone it would be done again at each start.
  const aSecondAfterUsr = new Date(statSync(path.join(root, 'usr')).mtimeMs + 1000);
  for (const name of ['etc/.updated', 'var/.updated']) {
    const file = path.join(root, name);
    writeFileSync(file, '');
    utimesSync(file, aSecondAfterUsr, aSecondAfterUsr);
  }
  symlinkSync('../run/systemd/resolve/stub-resolv.conf', path.join(root, 'etc/resolv.conf'));
  for (const folder of ['var/lib/apt/lists', 'var/cache/apt', 'var/log', 'tmp']) {
    for (const name of readdirSync(path.join(root, folder))) {
      rmSync(path.join(root, folder, name), { recursive: true, force: true });
    }
  }
}
