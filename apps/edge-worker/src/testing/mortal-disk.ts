import type { Disk, DiskFile, DiskLock } from '@eyrie/journal';

/**
 * A disk as one process sees it. Two processes never run on one card: when this one dies, its calls
 * under way come to their end unheard, and every later one rejects, so that what is left of it
 * cannot write under the feet of the process that follows.
 */
export class MortalDisk implements Disk {
  readonly #disk: Disk;
  readonly #underWay = new Set<Promise<unknown>>();
  #dead = false;

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  /** Resolves when no call is under way any more. */
  async die(): Promise<void> {
    this.#dead = true;
    await Promise.allSettled(this.#underWay);
  }

  async open(path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> {
    const file = await this.#call(() => this.#disk.open(path, mode));
    return {
      pread: (target, offset) => this.#call(() => file.pread(target, offset)),
      pwrite: (bytes, offset) => this.#call(() => file.pwrite(bytes, offset)),
      fdatasync: () => this.#call(() => file.fdatasync()),
      truncate: (sizeBytes) => this.#call(() => file.truncate(sizeBytes)),
      size: () => this.#call(() => file.size()),
      close: () => this.#call(() => file.close()),
    };
  }
  fsyncDirectory(path: string): Promise<void> {
    return this.#call(() => this.#disk.fsyncDirectory(path));
  }
  rename(from: string, to: string): Promise<void> {
    return this.#call(() => this.#disk.rename(from, to));
  }
  unlink(path: string): Promise<void> {
    return this.#call(() => this.#disk.unlink(path));
  }
  list(path: string): Promise<string[]> {
    return this.#call(() => this.#disk.list(path));
  }
  mkdir(path: string): Promise<void> {
    return this.#call(() => this.#disk.mkdir(path));
  }
  freeBytes(path: string): Promise<number> {
    return this.#call(() => this.#disk.freeBytes(path));
  }
  lock(path: string): Promise<DiskLock> {
    return this.#call(() => this.#disk.lock(path));
  }

  async #call<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#requireLife();
    const answer = call();
    this.#underWay.add(answer);
    try {
      const result = await answer;
      this.#requireLife();
      return result;
    } finally {
      this.#underWay.delete(answer);
    }
  }

  #requireLife(): void {
    if (this.#dead) throw new Error('The process is dead.');
  }
}
