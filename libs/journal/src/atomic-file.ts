import { dirname } from 'node:path';
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

function unlessMissing(error: unknown): void {
  if (!hasDiskCode(error, 'ENOENT')) throw error;
}
