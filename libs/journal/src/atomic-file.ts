import { dirname } from 'node:path';
import { syncParents } from './directory.ts';
import { hasDiskCode, readWhole, type Disk, type DiskFile } from './disk.ts';

/**
 * Replaces the content of `path` so that after a power cut at any moment the file is the old one or
 * the new one, whole. Once it resolves the new content is durable. One writer per path at a time.
 */
export async function writeFileAtomically(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const existed = await exists(disk, path);
  const draft = await writeDraft(disk, path, bytes);
  // Whoever made the directory may not have synced its name, and the first file in it shows that.
  // Before the rename: once the file is seen, its directory is known to be durable.
  if (!existed) await syncParents(disk, dirname(path));
  await takeName(disk, draft, path);
}

/**
 * The same in a directory that is durable, its own name and those above it too (`makeDirectory`): a
 * file then costs its own syncs alone.
 */
export async function writeFileInDurableDirectory(
  disk: Disk,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  await takeName(disk, await writeDraft(disk, path, bytes), path);
}

async function writeDraft(disk: Disk, path: string, bytes: Uint8Array): Promise<string> {
  const draft = `${path}.tmp`;
  const file = await createAnew(disk, draft);
  try {
    await file.pwrite(bytes, 0);
    // Content before name: a rename may reach the disk ahead of the bytes it points to.
    await file.fdatasync();
  } finally {
    await file.close();
  }
  return draft;
}

async function takeName(disk: Disk, draft: string, path: string): Promise<void> {
  await disk.rename(draft, path);
  await disk.fsyncDirectory(dirname(path));
}

async function createAnew(disk: Disk, draft: string): Promise<DiskFile> {
  try {
    return await disk.open(draft, 'create');
  } catch (error) {
    if (!hasDiskCode(error, 'EEXIST')) throw error;
  }
  // Left by an earlier power cut, and never promised to anybody.
  await disk.unlink(draft);
  return disk.open(draft, 'create');
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
