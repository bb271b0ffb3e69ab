import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultSizes, kernelLine, offsetBytes, partitions } from '../build/layout.ts';
import { outputOf, run } from '../build/run.ts';

const mebibyte = 1024 * 1024;

/** One card in a virtual machine that QEMU emulates: 64 bit Arm, Debian's kernel, a card of 8 GB. */
export class VirtualPi {
  private readonly disk: string;
  /** What stands for the board's serial number. */
  private readonly board = randomBytes(16).toString('hex');
  private machine: ChildProcess | null = null;
  private starts = 0;

  /** `files`: what a person puts on the card's first partition. */
  constructor(
    private readonly image: string,
    private readonly folder: string,
    files: Readonly<Record<string, string>>,
  ) {
    const flashed = path.join(folder, 'card.qcow2');
    run('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'raw', '-b', image, flashed, '8G']);
    this.disk = flashed;
    this.putFiles(files);
  }

  /** Everything that the machine's console has shown at its last start. */
  get console(): string {
    const file = this.consoleFile();
    return existsSync(file) ? readFileSync(file, 'latin1') : '';
  }

  consoleFile(start = this.starts): string {
    return path.join(this.folder, `console-${start}.log`);
  }

  get hasEnded(): boolean {
    return this.machine === null || this.machine.exitCode !== null;
  }

  start(): void {
    this.starts += 1;
    const line = `${kernelLine('a', 'ttyAMA0').replace(' quiet', '')} systemd.machine_id=${this.board} systemd.journald.forward_to_console=1 systemd.show_status=1`;
    const words = [
      ...['-M', 'virt', '-cpu', 'cortex-a72', '-smp', '2', '-m', '1024', '-no-reboot'],
      ...[
        '-kernel',
        `${this.image}.vmlinuz`,
        '-initrd',
        `${this.image}.initrd.img`,
        '-append',
        line,
      ],
      ...[
        '-drive',
        `if=none,id=card,file=${this.disk},format=qcow2`,
        '-device',
        'virtio-blk-pci,drive=card',
      ],
      ...['-netdev', 'user,id=net', '-device', 'virtio-net-pci,netdev=net,romfile='],
      ...['-display', 'none', '-monitor', 'none', '-serial', `file:${this.consoleFile()}`],
    ];
    const log = openSync(path.join(this.folder, 'qemu.log'), 'a');
    this.machine = spawn('nice', ['-n', '2', 'qemu-system-aarch64', ...words], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
  }

  /** As when somebody pulls the plug. */
  async kill(): Promise<void> {
    const machine = this.machine;
    if (!machine || machine.exitCode !== null || machine.signalCode !== null) return;
    const ended = once(machine, 'exit');
    machine.kill('SIGKILL');
    await ended;
  }

  /** A partition as it is on the card now, for looking at while the machine is off. */
  partition(number: number): Buffer {
    const raw = path.join(this.folder, `partition-${number}`);
    this.copyOut(number, raw);
    return readFileSync(raw);
  }

  /** `provision.txt` as it is on the card now. */
  provisionText(): string {
    this.copyOut(1, path.join(this.folder, 'partition-1'));
    return outputOf('mtype', ['-i', path.join(this.folder, 'partition-1'), '::provision.txt']);
  }

  /** Bytes of the root slot that were ever written, by the account of the disk's own map. */
  writtenRootBytes(): number {
    const all = partitions(defaultSizes);
    const root = all.find(({ number }) => number === 5);
    if (!root) throw new Error('There is no root slot.');
    const [from, to] = [offsetBytes(root), offsetBytes(root) + root.sizeMib * mebibyte];
    const map = JSON.parse(outputOf('qemu-img', ['map', '--output=json', this.disk])) as {
      start: number;
      length: number;
      depth: number;
      present: boolean;
    }[];
    return map
      .filter(({ depth, present }) => depth === 0 && present)
      .map(({ start, length }) => Math.min(start + length, to) - Math.max(start, from))
      .filter((bytes) => bytes > 0)
      .reduce((sum, bytes) => sum + bytes, 0);
  }

  private putFiles(files: Readonly<Record<string, string>>): void {
    const raw = path.join(this.folder, 'partition-1');
    this.copyOut(1, raw);
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      writeFileSync(file, text);
      run('mcopy', ['-o', '-i', raw, file, `::${name}`]);
    }
    const [card] = partitions(defaultSizes);
    if (!card) throw new Error('There is no first partition.');
    const target = [
      '-t',
      'none',
      '-f',
      'qcow2',
      '-c',
      `write -q -s ${raw} ${offsetBytes(card)} ${card.sizeMib}M`,
    ];
    run('qemu-io', [...target, this.disk]);
  }

  private copyOut(number: number, target: string): void {
    const partition = partitions(defaultSizes).find((one) => one.number === number);
    if (!partition) throw new Error(`There is no partition ${number}.`);
    const block = mebibyte;
    const place = [
      `skip=${offsetBytes(partition) / block}`,
      `count=${partition.sizeMib + offsetBytes(partition) / block}`,
    ];
    run('qemu-img', [
      'dd',
      '-f',
      'qcow2',
      '-O',
      'raw',
      `bs=${block}`,
      ...place,
      `if=${this.disk}`,
      `of=${target}`,
    ]);
  }
}
