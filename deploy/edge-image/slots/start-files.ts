import { rootLabel, type Slot } from './slot.ts';

/** What the kernel is told at the start, of the root in this slot. */
export function kernelLine(slot: Slot, console: string): string {
  return [
    `console=${console}`,
    `root=LABEL=${rootLabel(slot)}`,
    'rootfstype=ext4',
    'ro',
    'rootwait',
    'fsck.mode=auto',
    'fsck.repair=yes',
    'eyrie.overlay=1',
    `eyrie.slot=${slot}`,
    'panic=10',
    'quiet',
  ].join(' ');
}

/** The line of one slot for another one, with whatever else somebody has put there. */
export function kernelLineFor(slot: Slot, line: string): string {
  const words = line.trim().split(/\s+/);
  const moved = words.map((word) => {
    if (word.startsWith('root=')) return `root=LABEL=${rootLabel(slot)}`;
    return word.startsWith('eyrie.slot=') ? `eyrie.slot=${slot}` : word;
  });
  for (const needed of [`root=LABEL=${rootLabel(slot)}`, `eyrie.slot=${slot}`]) {
    if (!moved.includes(needed)) throw new Error(`cmdline.txt has nothing to say ${needed} with.`);
  }
  return moved.join(' ');
}

/** Of the Pi's firmware: the kernel and initramfs of Debian, cameras, the watchdog, no more than is needed. */
export function firmwareConfiguration(kernel: string, initramfs: string): string {
  return [
    '[all]',
    'arm_64bit=1',
    `kernel=${kernel}`,
    `initramfs ${initramfs} followkernel`,
    'camera_auto_detect=1',
    'dtparam=watchdog=on',
    'dtparam=i2c_arm=on',
    'disable_splash=1',
    'gpu_mem=64',
    '',
  ].join('\n');
}

/** The configuration of one slot with the kernel of another, with whatever else somebody has put there. */
export function configurationFor(text: string, kernel: string, initramfs: string): string {
  const next = text
    .replace(/^kernel=.*$/m, `kernel=${kernel}`)
    .replace(/^initramfs .*$/m, `initramfs ${initramfs} followkernel`);
  if (!next.includes(`kernel=${kernel}`) || !next.includes(`initramfs ${initramfs} `)) {
    throw new Error('config.txt names no kernel, or no initramfs.');
  }
  return next;
}

/** Of names such as vmlinuz-6.12.117+deb13-arm64 the one of the newest version; null where there is none. */
export function newestKernel(names: readonly string[]): string | null {
  const versions = names.flatMap((name) => /^vmlinuz-(\d.*)$/.exec(name)?.[1] ?? []);
  return versions.sort(byVersion).at(-1) ?? null;
}

function byVersion(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
