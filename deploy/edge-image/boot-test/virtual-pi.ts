import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { defaultSizes, offsetBytes, partitions } from '../build/layout.ts';
import { outputOf, run } from '../build/run.ts';
import { endsWithUs } from './ends-with-us.ts';
import { asksForRestart, asksForTryboot, machineWords, startAsFirmware } from './firmware.ts';
import type { Slot } from '../slots/slot.ts';

const mebibyte = 1024 * 1024;
/** Of /proc: the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** One card in a virtual machine that QEMU emulates: 64 bit Arm, Debian's kernel, a card of 8 GB. */
export class VirtualPi {
  private readonly disk: string;
  /** What stands for the board's serial number. */
  private readonly board = randomBytes(16).toString('hex');
  private machine: ChildProcess | null = null;
  private starts = 0;
  private isOn = false;
  /** What the firmware has started, of each start. */
  readonly started: { readonly slot: Slot; readonly isTryboot: boolean }[] = [];

  /** `files`: what a person puts on the card's first partition. */
  constructor(
    image: string,
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

  /** It was not told to start anew, and nobody has cut it off. */
  get hasEnded(): boolean {
    return !this.isOn;
  }

  /** The console of all starts so far. */
  get consoles(): string {
    const all = Array.from({ length: this.starts }, (_, index) => this.consoleFile(index + 1));
    return all.map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : '')).join('\n');
  }

  /**
   * What the machine has used of this one's processors since it was started. On a busy machine this says how
   * far a start has come, and a clock does not.
   */
  get processorSeconds(): number {
    const stat = readFileSync(`/proc/${this.machine?.pid ?? 'none'}/stat`, 'utf8');
    // After the program's name in brackets; user and system time are the fields 14 and 15 of the whole line.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }

  /** Power on. A machine that starts anew by itself does so by its firmware again, as often as it likes. */
  start(isTryboot = false): void {
    const firmware = startAsFirmware(
      path.join(this.folder, 'firmware'),
      isTryboot,
      (number, target) => this.copyOut(number, target),
    );
    this.starts += 1;
    this.started.push({ slot: firmware.slot, isTryboot });
    const told = firmware.line.replace('console=tty1', 'console=ttyAMA0').replace(' quiet', '');
    const line = `${told} systemd.machine_id=${this.board} systemd.journald.forward_to_console=1 systemd.show_status=1`;
    const words = [
      // One processor, which leaves this machine's others to others.
      ...['-accel', 'tcg,tb-size=512', ...machineWords, '-no-reboot'],
      ...['-kernel', firmware.kernel, '-initrd', firmware.initramfs],
      ...['-dtb', firmware.deviceTree, '-append', line],
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
    const machine = spawn('nice', ['-n', '10', 'qemu-system-aarch64', ...words], {
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.machine = machine;
    this.isOn = true;
    endsWithUs(machine, 'SIGKILL');
    machine.once('exit', () => {
      if (this.machine !== machine || !this.isOn) return;
      this.isOn = false;
      if (asksForRestart(this.console)) this.start(asksForTryboot(this.console));
    });
  }

  /** As when somebody pulls the plug. */
  async kill(): Promise<void> {
    const machine = this.machine;
    this.isOn = false;
    if (!machine || machine.exitCode !== null || machine.signalCode !== null) return;
    const ended = once(machine, 'exit');
    machine.kill('SIGKILL');
    await ended;
  }

  /** `provision.txt` as it is on the card now. */
  provisionText(): string {
    return outputOf('mtype', ['-i', this.partitionFile(1), '::provision.txt']);
  }

  /** `autoboot.txt` as it is on the card now. */
  autobootText(): string {
    return outputOf('mtype', ['-i', this.partitionFile(1), '::autoboot.txt']);
  }

  /** A partition as it is on the card now, in a file. */
  partitionFile(number: number): string {
    const file = path.join(this.folder, `partition-${number}`);
    this.copyOut(number, file);
    return file;
  }

  /** Bytes of the root slot that were ever written, by the account of the disk's own map. */
  writtenRootBytes(): number {
    const [from, to] = extent(5);
    return this.written()
      .map(({ start, length }) => Math.min(start + length, to) - Math.max(start, from))
      .filter((bytes) => bytes > 0)
      .reduce((sum, bytes) => sum + bytes, 0);
  }

  /**
   * Where on the card the text is, in MiB from its beginning: in files, in what they left behind, in journals.
   * Only what was written since the image is looked through, which never held it.
   */
  placesOf(text: string): number[] {
    const places: number[] = [];
    const wanted = Buffer.from(text);
    const disk = openSync(this.disk, 'r');
    let before = { end: -1, bytes: Buffer.alloc(0) };
    for (const { start, length, offset } of this.written()) {
      const bytes = Buffer.alloc(length);
      readSync(disk, bytes, 0, length, offset);
      // A text may begin in one piece and go on in the next.
      const joined = before.end === start ? Buffer.concat([before.bytes, bytes]) : bytes;
      const joinedStart = start + length - joined.length;
      for (let at = joined.indexOf(wanted); at >= 0; at = joined.indexOf(wanted, at + 1)) {
        places.push((joinedStart + at) / mebibyte);
      }
      before = { end: start + length, bytes: joined.subarray(-(wanted.length - 1)) };
    }
    closeSync(disk);
    return places;
  }

  /** The pieces of the card that are not as in the image, in their order. */
  private written(): { start: number; length: number; offset: number }[] {
    const map = JSON.parse(outputOf('qemu-img', ['map', '--output=json', this.disk])) as {
      start: number;
      length: number;
      depth: number;
      data: boolean;
      offset?: number;
    }[];
    return map.flatMap(({ start, length, depth, data, offset }) =>
      depth === 0 && data && offset !== undefined ? [{ start, length, offset }] : [],
    );
  }

  private putFiles(files: Readonly<Record<string, string>>): void {
    const raw = path.join(this.folder, 'partition-1');
    this.copyOut(1, raw);
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(this.folder, name);
      writeFileSync(file, text);
      run('mcopy', ['-o', '-i', raw, file, `::${name}`]);
    }
    const [from, to] = extent(1);
    const target = ['-t', 'none', '-f', 'qcow2', '-c', `write -q -s ${raw} ${from} ${to - from}`];
    run('qemu-io', [...target, this.disk]);
  }

  private copyOut(number: number, target: string): void {
    const [from, to] = extent(number);
    const block = mebibyte;
    const place = [`skip=${from / block}`, `count=${to / block}`];
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

/** Where a partition begins and ends on the card, in bytes. */
function extent(number: number): [from: number, to: number] {
  const partition = partitions(defaultSizes).find((one) => one.number === number);
  if (!partition) throw new Error(`There is no partition ${number}.`);
  const from = offsetBytes(partition);
  return [from, from + partition.sizeMib * mebibyte];
}
