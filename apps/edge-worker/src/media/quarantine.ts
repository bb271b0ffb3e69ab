import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

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

  private async prune(): Promise<void> {
    const names = (await readdir(this.folder)).sort();
    for (const name of names.slice(0, Math.max(0, names.length - this.filesMax))) {
      await rm(path.join(this.folder, name), { force: true });
    }
  }
}
