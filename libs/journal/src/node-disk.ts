import { constants, write } from 'node:fs';
import { mkdir, open, readdir, rename, statfs, unlink, type FileHandle } from 'node:fs/promises';
import { type Disk, type DiskFile, hasDiskCode } from './disk.ts';
import { lockFile } from './disk-lock.ts';

const { O_CREAT, O_DIRECTORY, O_DSYNC, O_EXCL, O_RDONLY, O_RDWR } = constants;
const FLAGS = { read: O_RDONLY, write: O_RDWR, create: O_RDWR | O_CREAT | O_EXCL } as const;

class NodeFile implements DiskFile {
  readonly #handle: FileHandle;
  readonly #path: string;
  /** The same file, of which each write is a sync too. */
  #durable: FileHandle | null = null;
  /** The file's size, as far as durable writes have to know it. */
  #sizeBytes = 0;

  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  async pread(target: Uint8Array, offset: number): Promise<number> {
    let done = 0;
    while (done < target.length) {
      const { bytesRead } = await this.#handle.read(
        target,
        done,
        target.length - done,
        offset + done,
      );
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  pwrite(bytes: Uint8Array, offset: number): Promise<void> {
    return writeAll(this.#handle, bytes, offset);
  }

  writeDurably(bytes: Uint8Array, offset: number): Promise<void> {
    const file = this.#durable;
    return file === null
      ? this.#openDurable().then((opened) => this.#writeDurably(opened, bytes, offset))
      : this.#writeDurably(file, bytes, offset);
  }

  fdatasync(): Promise<void> {
    return this.#handle.datasync();
  }

  async truncate(sizeBytes: number): Promise<void> {
    await this.#handle.truncate(sizeBytes);
    this.#sizeBytes = sizeBytes;
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async close(): Promise<void> {
    await this.#durable?.close();
    await this.#handle.close();
  }

  async #openDurable(): Promise<FileHandle> {
    this.#durable = await open(this.#path, O_RDWR | O_DSYNC);
    this.#sizeBytes = await this.size();
    return this.#durable;
  }

  /** By callbacks: on the way of each commit, a promise for every step is felt. */
  #writeDurably({ fd }: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (done: number): void => {
        write(fd, bytes, done, bytes.length - done, offset + done, (error, count) => {
          if (error) {
            this.#judge(error, offset + bytes.length, offset + done).then(reject, reject);
            return;
          }
          // The kernel may write less than asked when the disk is nearly full.
          if (done + count < bytes.length) {
            go(done + count);
            return;
          }
          this.#sizeBytes = Math.max(this.#sizeBytes, offset + bytes.length);
          resolve();
        });
      };
      go(0);
    });
  }

  /**
   * A write that is refused leaves the file as it is; one that grows it has failed in its sync. Of
   * one that would not have grown it nobody can tell: that counts as failed in its sync too.
   */
  async #judge(cause: Error, end: number, writtenEnd: number): Promise<Error> {
    if (!hasDiskCode(cause, 'ENOSPC', 'EDQUOT')) return cause;
    const isGrowing = end > this.#sizeBytes;
    if (isGrowing && (await this.size()) <= Math.max(this.#sizeBytes, writtenEnd)) return cause;
    return new Error('The sync of a write found no space.', { cause });
  }
}

/** The kernel may write less than asked when the disk is nearly full; the next call says why. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}

/** The real disk. */
export function nodeDisk(): Disk {
  return {
    async open(path, mode) {
      return new NodeFile(await open(path, FLAGS[mode], 0o600), path);
    },
    async fsyncDirectory(path) {
      const handle = await open(path, O_RDONLY | O_DIRECTORY);
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
    rename,
    unlink,
    async list(path) {
      return (await readdir(path)).sort();
    },
    async mkdir(path) {
      await mkdir(path, { recursive: true, mode: 0o700 });
    },
    async freeBytes(path) {
      const { bavail, bsize } = await statfs(path);
      return bavail * bsize;
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- rejects where it would throw
    async lock(path) {
      return lockFile(path);
    },
  };
}
