import { mkdir, open, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { committedSlot, withCommitted, withOnce, withoutOnce } from './autoboot.ts';
import { run, succeeds } from './run.ts';
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
  commit(slot: Slot): Promise<void> {
    return this.rewrite((text) => withCommitted(text, slot));
  }

  /** The next start is that slot's, and the one after it that of the present one. As durable. */
  startOnce(slot: Slot): Promise<void> {
    return this.rewrite((text) => withOnce(text, slot));
  }

  /** Whatever was to be started once is not any more. */
  putBack(): Promise<void> {
    return this.rewrite(withoutOnce);
  }

  /** Whether what both slots are started with is the same, byte by byte, but for the kernel's line. */
  async startsAlike(): Promise<boolean> {
    const [a, b] = [path.join(this.work, 'boot-a'), path.join(this.work, 'boot-b')];
    return this.mounted('ro', this.bootDevice('a'), a, () =>
      this.mounted('ro', this.bootDevice('b'), b, () =>
        succeeds('diff', ['--recursive', '--brief', '--exclude=cmdline.txt', a, b]),
      ),
    );
  }

  private async rewrite(change: (text: string) => string): Promise<void> {
    await this.withFirst('rw,sync', async (folder) => {
      const file = path.join(folder, 'autoboot.txt');
      const next = change(await readFile(file, 'utf8'));
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

  private withFirst<Answer>(
    how: string,
    work: (folder: string) => Promise<Answer>,
  ): Promise<Answer> {
    return this.mounted(how, this.first, path.join(this.work, 'card'), work);
  }

  private async mounted<Answer>(
    how: string,
    device: string,
    folder: string,
    work: (folder: string) => Promise<Answer>,
  ): Promise<Answer> {
    await mkdir(folder, { recursive: true });
    const options = `${how},noatime,nodev,nosuid,noexec,umask=0077`;
    await run('mount', ['-t', 'vfat', '-o', options, device, folder]);
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
