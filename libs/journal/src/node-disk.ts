import { constants } from 'node:fs';
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

  async appendDurably(bytes: Uint8Array, offset: number): Promise<void> {
    this.#durable ??= await open(this.#path, O_RDWR | O_DSYNC);
    let end = offset;
    try {
      await writeAll(this.#durable, bytes, offset, (written) => {
        end += written;
      });
    } catch (cause) {
      // A write that is refused leaves the file as it is; one that grows it has failed in its sync.
      const isGrown = hasDiskCode(cause, 'ENOSPC', 'EDQUOT') && (await this.size()) > end;
      throw isGrown ? new Error('The sync of a write found no space.', { cause }) : cause;
    }
  }

  fdatasync(): Promise<void> {
    return this.#handle.datasync();
  }

  truncate(sizeBytes: number): Promise<void> {
    return this.#handle.truncate(sizeBytes);
  }

  async size(): Promise<number> {
    return (await this.#handle.stat()).size;
  }

  async close(): Promise<void> {
    await this.#durable?.close();
    await this.#handle.close();
  }
}

/** The kernel may write less than asked when the disk is nearly full; the next call says why. */
async function writeAll(
  handle: FileHandle,
  bytes: Uint8Array,
  offset: number,
  onWritten: (count: number) => void = () => undefined,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
    onWritten(bytesWritten);
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
