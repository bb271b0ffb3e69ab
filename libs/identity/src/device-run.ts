import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { hasDiskCode, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';

/**
 * One start of a device's program, as its assertions show it: a count that lives on the card and only
 * grows, and an id that lives in memory. A card that was copied counts on from where it was copied, so
 * that the cloud sees a count come back under another id.
 */
export interface DeviceRun {
  /** 1 at the first start of the identity. */
  readonly start: number;
  /** UUID. */
  readonly id: string;
}

/**
 * Counts this start. It is on the disk before it is used: a count that came back after a power cut would
 * look like a copy. Where the card takes nothing any more the device goes on by the count it can read:
 * a camera is worth more than the count, and what the cloud then sees it tells a person first.
 */
export async function beginRun(
  disk: Disk,
  directory: string,
  onNotKept?: (error: unknown) => void,
): Promise<DeviceRun> {
  const path = join(directory, 'starts.json');
  const start = (await readStarts(disk, path)) + 1;
  try {
    await disk.mkdir(directory);
    await writeFileAtomically(disk, path, Buffer.from(`${JSON.stringify({ starts: start })}\n`));
  } catch (error) {
    if (!hasDiskCode(error, 'EROFS', 'ENOSPC', 'EIO')) throw error;
    onNotKept?.(error);
  }
  return { start, id: randomUUID() };
}

/** 0 where nothing was counted, or it cannot be read: the cloud will say that it went back. */
async function readStarts(disk: Disk, path: string): Promise<number> {
  const bytes = await readFileIfExists(disk, path);
  if (bytes === null) return 0;
  try {
    const { starts } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { starts?: unknown };
    return typeof starts === 'number' && Number.isSafeInteger(starts) && starts > 0 ? starts : 0;
  } catch {
    return 0;
  }
}
