import { mkdirSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Files in a folder that lies in memory (a tmpfs), within a bound. Synchronous on purpose: a disk that
 * hangs may hold all threads that would do it, and memory does not let anybody wait.
 */
export class MemoryFiles {
  private readonly sizes = new Map<string, number>();
  private total = 0;

  constructor(
    private readonly folder: string,
    readonly bytesMax: number,
  ) {
    try {
      for (const name of readdirSync(folder)) this.count(name, statSync(this.pathOf(name)).size);
    } catch {
      // Nothing was left there.
    }
  }

  get bytes(): number {
    return this.total;
  }

  names(): string[] {
    return [...this.sizes.keys()];
  }

  has(name: string): boolean {
    return this.sizes.has(name);
  }

  sizeOf(name: string): number | null {
    return this.sizes.get(name) ?? null;
  }

  pathOf(name: string): string {
    return path.join(this.folder, name);
  }

  hasRoomFor(bytes: number): boolean {
    return this.total + bytes <= this.bytesMax;
  }

  /** False where there is no room for it. */
  write(name: string, bytes: Uint8Array): boolean {
    if (this.has(name)) return true;
    if (!this.hasRoomFor(bytes.length)) return false;
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.pathOf(name), bytes);
    this.count(name, bytes.length);
    return true;
  }

  delete(name: string): void {
    const size = this.sizes.get(name);
    if (size === undefined) return;
    try {
      unlinkSync(this.pathOf(name));
    } catch {
      // Whoever keeps the memory clean was there before.
    }
    this.sizes.delete(name);
    this.total -= size;
  }

  clear(): void {
    for (const name of this.names()) this.delete(name);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private count(name: string, bytes: number): void {
    this.sizes.set(name, bytes);
    this.total += bytes;
  }
}
