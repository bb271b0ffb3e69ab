import { mkdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Types of file systems that keep nothing when the power goes (statfs(2)): tmpfs and ramfs. */
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/** Where temporary folders go: a sync must reach a disk, or every figure on durability is void. */
export function folderOnDisk(): string {
  if (!inMemory.has(statfsSync(tmpdir()).type)) return tmpdir();
  const own = path.resolve(import.meta.dirname, '../../.eyrie');
  mkdirSync(own, { recursive: true });
  return own;
}
