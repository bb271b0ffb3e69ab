import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ProgressBar } from '../terminal/progress-bar.ts';
import { objectsBelow } from './media-copy.ts';
import { findPostgres } from './postgres-tools.ts';
import type { Backup, BackupRepository } from './repository.ts';
import { unpack } from './unpack.ts';

export interface Verdict {
  readonly backup: string;
  /** Sentences; none where all is well. */
  readonly troubles: readonly string[];
}

/**
 * Reads what was written: unpacks each base backup beside itself and holds every file against the manifest's
 * SHA-256, looks for holes in the WAL, and reads every picture and video against its name.
 */
export async function verifyBackups(
  repository: BackupRepository,
  backups: readonly Backup[],
  bar: ProgressBar,
): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const backup of backups) {
    bar.show(`Reading ${backup.id}`);
    const missing = await repository.missingWal(backup);
    verdicts.push({
      backup: backup.id,
      troubles: [
        ...(await filesOf(repository, backup)),
        ...(missing === null ? [] : [`WAL ${missing} is missing or not whole.`]),
      ],
    });
  }
  const damaged: string[] = [];
  let read = 0;
  for await (const file of objectsBelow(repository.objects)) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path.join(repository.objects, file)), hash);
    if (hash.digest('hex') !== path.basename(file)) damaged.push(`${file} is damaged.`);
    read += 1;
    bar.show(`Pictures and videos: ${read} read`);
  }
  return [...verdicts, { backup: 'objects', troubles: damaged }];
}

async function filesOf(repository: BackupRepository, backup: Backup): Promise<string[]> {
  const folder = await mkdtemp(path.join(repository.folder, 'verify-'));
  try {
    const tools = findPostgres(backup.postgres_major);
    await unpack(repository.folderOf(backup.id), path.join(folder, 'data'), { tools, as: {} });
    return [];
  } catch (error) {
    return [(error as Error).message];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
