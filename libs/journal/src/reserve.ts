import { join } from 'node:path';
import { hasDiskCode, type Disk } from './disk.ts';

const NAME = 'reserve';

/**
 * Space held by a file of no meaning, given back when the disk is full, so that the little that must
 * be written to get out of there (a truncation) still fits.
 */
export class Reserve {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #bytes: number;
  #held = false;

  constructor(disk: Disk, directory: string, bytes: number) {
    this.#disk = disk;
    this.#directory = directory;
    this.#bytes = bytes;
  }

  /** Takes the space when there is enough of it; a full disk is no reason to fail. */
  async fill(): Promise<void> {
    if (this.#held || this.#bytes === 0) return;
    try {
      this.#held = await this.#fill();
    } catch {
      // Without a reserve the journal works as well. A disk that is ill will say so again to the
      // write that matters.
      this.#held = false;
    }
  }

  /** Gives the space back; false when there was none. */
  async release(): Promise<boolean> {
    if (!this.#held) return false;
    this.#held = false;
    await this.#disk.unlink(join(this.#directory, NAME));
    await this.#disk.fsyncDirectory(this.#directory);
    return true;
  }

  async #fill(): Promise<boolean> {
    const path = join(this.#directory, NAME);
    const existing = await this.#disk.open(path, 'write').catch((error: unknown) => {
      if (hasDiskCode(error, 'ENOENT')) return null;
      throw error;
    });
    const file = existing ?? (await this.#disk.open(path, 'create'));
    try {
      if ((await file.size()) >= this.#bytes) return true;
      await file.pwrite(new Uint8Array(this.#bytes).fill(0xa5), 0);
      await file.fdatasync();
      return true;
    } catch (error) {
      // Half a reserve would only take what others need.
      if (hasDiskCode(error, 'ENOSPC', 'EDQUOT')) await this.#disk.unlink(path);
      throw error;
    } finally {
      await file.close();
    }
  }
}
