import { dirname } from 'node:path';
import { hasDiskCode, type Disk } from './disk.ts';

/**
 * Makes the directory and its parents, durably: a directory whose name was never synced takes all
 * that was synced inside it along when the power fails. Existing ones are synced too, as it may have
 * been an earlier process that made them and died before it could.
 */
export async function makeDirectory(disk: Disk, path: string): Promise<void> {
  await disk.mkdir(path);
  await syncParents(disk, path);
}

/** Makes the name of the directory durable, and those of the directories above it. */
export async function syncParents(disk: Disk, path: string): Promise<void> {
  let child = path;
  for (let parent = dirname(child); parent !== child; parent = dirname(child)) {
    // What may not be opened was not made by us.
    await disk.fsyncDirectory(parent).catch((error: unknown) => {
      if (!hasDiskCode(error, 'EACCES', 'EPERM')) throw error;
    });
    child = parent;
  }
}
