import { dirname } from 'node:path';
import { syncParents } from './directory.ts';
import { hasDiskCode, readWhole, type Disk } from './disk.ts';

/**
 * Replaces the content of `path` so that after a power cut at any moment the file is the old one or
 * the new one, whole. Once it resolves the new content is durable. One writer per path at a time.
 */
export async function writeFileAtomically(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const draft = `${path}.tmp`;
  const existed = await exists(disk, path);
  // A draft left by an earlier power cut was never promised to anybody.
  await disk.unlink(draft).catch(unlessMissing);
  const file = await disk.open(draft, 'create');
  try {
    await file.pwrite(bytes, 0);
    // Content before name: a rename may reach the disk ahead of the bytes it points to.
    await file.fdatasync();
  } finally {
    await file.close();
  }
  // Whoever made the directory may not have synced its name, and the first file in it shows that.
  // Before the rename: once the file is seen, its directory is known to be durable.
  if (!existed) await syncParents(disk, dirname(path));
  await disk.rename(draft, path);
  await disk.fsyncDirectory(dirname(path));
}

/** The whole file, or null when there is none. */
export async function readFileIfExists(disk: Disk, path: string): Promise<Uint8Array | null> {
  try {
    const file = await disk.open(path, 'read');
    try {
      return await readWhole(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasDiskCode(error, 'ENOENT')) return null;
    throw error;
  }
}

async function exists(disk: Disk, path: string): Promise<boolean> {
  try {
    await (await disk.open(path, 'read')).close();
    return true;
  } catch (error) {
    unlessMissing(error);
    return false;
  }
}

function unlessMissing(error: unknown): void {
  if (!hasDiskCode(error, 'ENOENT')) throw error;
}
