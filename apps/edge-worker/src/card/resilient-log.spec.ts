import { describe, expect, it } from '@jest/globals';
import { Journal, SimulatedDisk, type Disk, type DiskFile } from '@eyrie/journal';
import { ResilientLog, type LogTrouble } from './resilient-log.ts';

const directory = '/log';
const text = (...words: string[]) => words.map((word) => new TextEncoder().encode(word));
const bounds = { bytesMax: 1_000, stallMs: 50 };

/** A disk that can be made to refuse or to hang, as a card does. */
class FailingDisk {
  error: string | null = null;
  hang: Promise<void> | null = null;
  readonly real = new SimulatedDisk({ seed: 1 });

  get disk(): Disk {
    const trouble = () => this.error !== null;
    const refuse = (): never => {
      throw Object.assign(new Error(`${this.error}: refused`), { code: this.error });
    };
    return new Proxy(this.real, {
      get: (disk, name: keyof Disk) => {
        if (name === 'open') {
          return async (path: string, mode: 'read' | 'write' | 'create') => {
            if (trouble() && mode !== 'read') refuse();
            return this.file(await disk.open(path, mode), refuse);
          };
        }
        const method = (disk[name] as (...parts: unknown[]) => unknown).bind(disk);
        return async (...parts: unknown[]) => {
          if (
            trouble() &&
            this.error !== 'ENOSPC' &&
            ['rename', 'unlink', 'fsyncDirectory'].includes(name)
          )
            refuse();
          return method(...parts);
        };
      },
    });
  }

  private file(file: DiskFile, refuse: () => never): DiskFile {
    return new Proxy(file, {
      get: (real, name: keyof DiskFile) => {
        const method = (real[name] as ((...parts: unknown[]) => unknown) | undefined)?.bind(real);
        if (!method) return undefined;
        return async (...parts: unknown[]) => {
          const isWrite = ['pwrite', 'writeDurably', 'fdatasync', 'truncate'].includes(name);
          if (isWrite) await this.hang;
          // A full disk refuses what grows, and nothing else.
          const isRefused = this.error === 'ENOSPC' ? name !== 'fdatasync' : true;
          if (isWrite && this.error !== null && isRefused && name !== 'truncate') refuse();
          return method(...parts);
        };
      },
    });
  }
}

async function rig(failing = new FailingDisk()) {
  const troubles: LogTrouble[] = [];
  const open = async () => (await Journal.open({ directory, disk: failing.disk })).journal;
  const onTrouble = (trouble: LogTrouble) => void troubles.push(trouble);
  return { failing, troubles, log: await ResilientLog.open({ ...bounds, open, onTrouble }) };
}

async function wordsOf(log: Pick<Journal, 'first' | 'last' | 'read'>): Promise<string[]> {
  const words: string[] = [];
  for (let from = log.first; from <= log.last;) {
    const entries = await log.read(from);
    if (entries.length === 0) break;
    for (const { position, payload } of entries) {
      words.push(`${position} ${new TextDecoder().decode(payload)}`);
      from = position + 1;
    }
  }
  return words;
}

async function onDisk({ real }: FailingDisk): Promise<string[]> {
  const { journal } = await Journal.open({ directory, disk: real });
  const words = await wordsOf(journal);
  await journal.close();
  return words;
}

describe('a log whose disk is not well', () => {
  it.each(['EIO', 'EROFS', 'ENOSPC'])(
    'goes on in memory after %s, and brings all to the disk, once, at its place',
    async (code) => {
      const { failing, log, troubles } = await rig();
      await log.append(text('a'));
      failing.error = code;
      expect(await log.append(text('b', 'c'))).toEqual({ first: 2, last: 3 });
      expect(await log.append(text('d'))).toEqual({ first: 4, last: 4 });
      expect(troubles[0]).toBe(code === 'ENOSPC' ? 'full' : 'failed');
      expect(log.inMemory.entries).toBe(3);
      expect((await log.read(2)).map(({ position }) => position)).toEqual([2, 3, 4]);
      await expect(log.recover()).rejects.toThrow();
      failing.error = null;
      await log.recover();
      expect(log.inMemory).toEqual({ entries: 0, bytes: 0 });
      await log.append(text('e'));
      await log.close();
      expect(await onDisk(failing)).toEqual(['1 a', '2 b', '3 c', '4 d', '5 e']);
    },
  );

  it('does not wait for a disk that hangs, and has everything once when it answers', async () => {
    const { failing, log, troubles } = await rig();
    await log.append(text('a'));
    let release = (): void => undefined;
    failing.hang = new Promise((resolve) => (release = resolve));
    expect(await log.append(text('b'))).toEqual({ first: 2, last: 2 });
    expect(await log.append(text('c'))).toEqual({ first: 3, last: 3 });
    expect(troubles).toEqual(['stalled']);
    failing.hang = null;
    release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await log.recover();
    await log.append(text('d'));
    await log.close();
    expect(await onDisk(failing)).toEqual(['1 a', '2 b', '3 c', '4 d']);
  });

  it('forgets in memory what is confirmed meanwhile, and on the disk afterwards', async () => {
    const { failing, log } = await rig();
    await log.append(text('a', 'b'));
    failing.error = 'EROFS';
    await log.append(text('c', 'd', 'e'));
    await log.truncateBefore(4);
    expect(await wordsOf(log)).toEqual(['4 d', '5 e']);
    failing.error = null;
    await log.recover();
    await log.close();
    expect(await onDisk(failing)).toEqual(['4 d', '5 e']);
  });

  it('has a bound in memory, above which it refuses', async () => {
    const { failing, log } = await rig();
    failing.error = 'EIO';
    await log.append([new Uint8Array(900)]);
    await expect(log.append([new Uint8Array(200)])).rejects.toMatchObject({ code: 'journal.full' });
    expect(log.inMemory.entries).toBe(1);
  });

  it('begins in memory on a disk that takes no writes, and leaves what is on it alone', async () => {
    const failing = new FailingDisk();
    const first = await rig(failing);
    await first.log.append(text('a'));
    await first.log.close();
    failing.error = 'EROFS';
    const { log } = await rig(failing);
    expect(log.isUnread).toBe(true);
    await log.append(text('b'));
    expect((await wordsOf(log)).map((word) => word.split(' ')[1])).toEqual(['b']);
    failing.error = null;
    await log.recover();
    await log.close();
    expect(await onDisk(failing)).toEqual(['1 a', '2 b']);
  });
});
