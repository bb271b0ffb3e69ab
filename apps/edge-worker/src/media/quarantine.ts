import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hasDiskCode } from '@eyrie/journal';

const noLimit = { keepMs: Infinity, bytesMax: Infinity };

/**
 * Files that something was wrong with, for whoever looks into it: the last few only, so that a
 * broken camera cannot fill the disk.
 */
export class Quarantine {
  private sequence = 0;

  constructor(
    private readonly folder: string,
    private readonly now: () => number,
    private readonly filesMax = 20,
  ) {}

  async keepBytes(bytes: Uint8Array, reason: string, ending = 'jpg'): Promise<string> {
    const file = await this.place(reason, ending);
    await writeFile(file, bytes);
    await this.prune();
    return file;
  }

  /** Moves a file here. */
  async take(from: string, reason: string): Promise<string> {
    const file = await this.place(reason, path.extname(from).slice(1) || 'bin');
    await rename(from, file);
    await this.prune();
    return file;
  }

  private async place(reason: string, ending: string): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    const time = new Date(this.now()).toISOString().replaceAll(/[-:]/g, '');
    this.sequence += 1;
    const number = String(this.sequence).padStart(6, '0');
    return path.join(this.folder, `${time}-${number}-${reason}.${ending}`);
  }

  /** Removes what is too old or too much, and all but the last few. */
  async prune(limit: { keepMs: number; bytesMax: number } = noLimit): Promise<void> {
    const files = await this.list();
    let left = files.length;
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files) {
      const isOld = Math.abs(this.now() - file.at) > limit.keepMs;
      if (!isOld && left <= this.filesMax && bytes <= limit.bytesMax) continue;
      await rm(file.path, { force: true });
      left -= 1;
      bytes -= file.bytes;
    }
  }

  async usage(): Promise<{ files: number; bytes: number; oldestAt: number | null }> {
    const files = await this.list();
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const oldestAt = files.length === 0 ? null : Math.min(...files.map(({ at }) => at));
    return { files: files.length, bytes, oldestAt };
  }

  /** In the order of their names, which is that of their coming. */
  private async list(): Promise<{ path: string; bytes: number; at: number }[]> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (hasDiskCode(error, 'ENOENT')) return [];
      throw error;
    });
    const found: { path: string; bytes: number; at: number }[] = [];
    for (const name of names.sort()) {
      const file = path.join(this.folder, name);
      const is = await stat(file).catch(() => null);
      if (is?.isFile()) found.push({ path: file, bytes: is.size, at: is.mtimeMs });
    }
    return found;
  }
}
