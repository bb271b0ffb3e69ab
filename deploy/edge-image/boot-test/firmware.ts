import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { outputOf, run } from '../build/run.ts';
import { bootPartition, slots, type Slot } from '../slots/slot.ts';

/** The machine that QEMU makes; its device tree is that of this very machine. */
export const machineWords = ['-M', 'virt', '-cpu', 'cortex-a72', '-smp', '1', '-m', '1024'];

export interface Started {
  readonly slot: Slot;
  readonly kernel: string;
  readonly initramfs: string;
  readonly line: string;
  readonly deviceTree: string;
}

/**
 * Does what a Pi's firmware does before the kernel: reads `autoboot.txt`, then `config.txt` and `cmdline.txt` of
 * the partition that it names, and tells the kernel in the device tree how it was started. `copyOut` puts a
 * partition of the card into a file.
 */
export function startAsFirmware(
  folder: string,
  isTryboot: boolean,
  copyOut: (number: number, target: string) => void,
): Started {
  mkdirSync(folder, { recursive: true });
  const first = path.join(folder, 'partition-1');
  copyOut(1, first);
  const number = partitionToStart(textOf(first, 'autoboot.txt'), isTryboot);
  const slot = slots.find((one) => bootPartition[one] === number);
  if (slot === undefined) throw new Error(`autoboot.txt starts partition ${number}.`);
  const boot = path.join(folder, `partition-${number}`);
  copyOut(number, boot);
  const configuration = textOf(boot, 'config.txt');
  const kernelName = named(configuration, /^kernel=(\S+)$/m);
  const initramfsName = named(configuration, /^initramfs (\S+) followkernel$/m);
  const taken = (name: string, as: string): string => {
    const target = path.join(folder, as);
    run('mcopy', ['-n', '-o', '-i', boot, `::${name}`, target]);
    return target;
  };
  return {
    slot,
    kernel: taken(kernelName, 'kernel'),
    initramfs: taken(initramfsName, 'initramfs'),
    line: textOf(boot, 'cmdline.txt').trim(),
    deviceTree: deviceTree(folder, number, isTryboot),
  };
}

/** `[all]` holds always, `[tryboot]` goes over it where the flag is set; the last one counts. */
export function partitionToStart(autoboot: string, isTryboot: boolean): number {
  let holds = true;
  let number = 1;
  for (const line of autoboot.split('\n')) {
    const section = /^\[(\w+)\]$/.exec(line.trim())?.[1];
    if (section !== undefined) holds = section === 'all' || (section === 'tryboot' && isTryboot);
    const said = /^boot_partition=(\d+)$/.exec(line.trim())?.[1];
    if (holds && said !== undefined) number = Number(said);
  }
  return number;
}

function deviceTree(folder: string, partition: number, isTryboot: boolean): string {
  const target = path.join(folder, 'machine.dtb');
  const [, machine = '', ...others] = machineWords;
  run('qemu-system-aarch64', ['-M', `${machine},dumpdtb=${target}`, ...others, '-display', 'none']);
  const bootloader = '/chosen/bootloader';
  run('fdtput', ['-p', '-t', 'u', target, bootloader, 'partition', String(partition)]);
  run('fdtput', ['-p', '-t', 'u', target, bootloader, 'tryboot', isTryboot ? '1' : '0']);
  return target;
}

function textOf(partition: string, name: string): string {
  return outputOf('mtype', ['-i', partition, `::${name}`]);
}

function named(text: string, pattern: RegExp): string {
  const name = pattern.exec(text)?.[1];
  if (name === undefined) throw new Error(`config.txt does not say ${pattern.source}.`);
  return name;
}

/** The flag that a system has asked for with its last words; it is good for one start. */
export function asksForTryboot(console: string): boolean {
  return readLast(console).includes("with command '0 tryboot'");
}

/** Whether the machine was told to start anew, and did not end otherwise. */
export function asksForRestart(console: string): boolean {
  return readLast(console).includes('Restarting system');
}

function readLast(console: string): string {
  return console.slice(-2_000);
}
