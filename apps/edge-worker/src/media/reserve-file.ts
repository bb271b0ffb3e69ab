import { randomBytes } from 'node:crypto';
import { open, rm, stat } from 'node:fs/promises';

const chunkBytes = 1024 * 1024;

/**
 * Space that is taken before it is needed, and given back when the disk is full, so that records and
 * the account can still be written down while everything else is refused. Random bytes: a file
 * system that stores no zeros would keep nothing free by them.
 */
export class ReserveFile {
  private held = false;

  constructor(
    private readonly file: string,
    private readonly bytes: number,
  ) {}

  get isHeld(): boolean {
    return this.held;
  }

  /** Whether it is held afterwards. Never rejects: without it the worker works as well. */
  async take(): Promise<boolean> {
    if (this.held || this.bytes === 0) return this.held;
    try {
      const found = await stat(this.file).catch(() => null);
      if (found?.size !== this.bytes) await this.fill();
      this.held = true;
    } catch {
      // Half a reserve would only take what others need.
      await rm(this.file, { force: true }).catch(() => undefined);
    }
    return this.held;
  }

  /** True where there was something to give back. Never rejects. */
  async release(): Promise<boolean> {
    const had = this.held || (await stat(this.file).catch(() => null)) !== null;
    this.held = false;
    if (!had) return false;
    return rm(this.file, { force: true }).then(
      () => true,
      () => false,
    );
  }

  private async fill(): Promise<void> {
    const handle = await open(this.file, 'w');
    try {
      for (let at = 0; at < this.bytes; at += chunkBytes) {
        await handle.write(randomBytes(Math.min(chunkBytes, this.bytes - at)));
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
