import { mkdir, open, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { committedSlot, withCommitted } from './autoboot.ts';
import { run } from './run.ts';
import { bootPartition, isSlot, rootPartition, type Slot } from './slot.ts';

/** The card as the system sees it: its partitions, and what starts. */
export class Card {
  /** The partition that people and the firmware read. */
  private readonly first: string;
  /** Mounts are made below it; seen by this program alone (PrivateMounts). */
  private readonly work: string;

  constructor(first: string, work: string) {
    this.first = first;
    this.work = work;
  }

  /** @throws where there is no card of ours */
  static async find(work: string): Promise<Card> {
    return new Card(await realpath('/dev/disk/by-label/EYRIE'), work);
  }

  bootDevice(slot: Slot): string {
    return this.partition(bootPartition[slot]);
  }

  rootDevice(slot: Slot): string {
    return this.partition(rootPartition[slot]);
  }

  /** What a start without `tryboot` takes. @throws where the card does not say it */
  async committed(): Promise<Slot> {
    return this.withFirst('ro', async (folder) => {
      const slot = committedSlot(await readFile(path.join(folder, 'autoboot.txt'), 'utf8'));
      if (slot === null) throw new Error('autoboot.txt names no slot.');
      return slot;
    });
  }

  /** One sector, in its place and durable: `autoboot.txt` is as before, or names the slot. */
  async commit(slot: Slot): Promise<void> {
    await this.withFirst('rw,sync', async (folder) => {
      const file = path.join(folder, 'autoboot.txt');
      const next = withCommitted(await readFile(file, 'utf8'), slot);
      const handle = await open(file, 'r+');
      try {
        await handle.write(next, 0, 'utf8');
        await handle.sync();
      } finally {
        await handle.close();
      }
    });
  }

  private partition(number: number): string {
    return this.first.replace(/1$/, String(number));
  }

  private async withFirst<Answer>(
    how: string,
    work: (folder: string) => Promise<Answer>,
  ): Promise<Answer> {
    const folder = path.join(this.work, 'card');
    await mkdir(folder, { recursive: true });
    const options = `${how},noatime,nodev,nosuid,noexec,umask=0077`;
    await run('mount', ['-t', 'vfat', '-o', options, this.first, folder]);
    try {
      return await work(folder);
    } finally {
      await run('umount', [folder]);
    }
  }
}

/** The slot whose root the kernel was told to start. @throws where it was told of none */
export function runningSlot(kernelCommandLine: string): Slot {
  const named = /(?:^| )eyrie\.slot=(\S+)/.exec(kernelCommandLine)?.[1];
  if (!isSlot(named))
    throw new Error('The kernel was not told of a slot: this is no card of ours.');
  return named;
}
