import { chown, copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailure } from '../failure.ts';
import { megabytes, type ProgressBar } from '../terminal/progress-bar.ts';
import { copyMedia, type CopiedMedia } from './media-copy.ts';
import { findPostgres, serverUser, type SystemUser } from './postgres-tools.ts';
import { forgetRecovery, RecoveredServer, stagedWal } from './recovered-server.ts';
import type { Backup, BackupRepository } from './repository.ts';
import { unpack } from './unpack.ts';

export interface RestoreTarget {
  /** The new folder of the database. */
  readonly database: string;
  /** EYRIE_DATA of the restored cloud; null to leave pictures and videos alone. */
  readonly media: string | null;
  readonly at?: Date | undefined;
  readonly id?: string | undefined;
}

export interface Restored {
  readonly backup: Backup;
  readonly server: RecoveredServer;
  readonly media: CopiedMedia | null;
  /** How long each step took, in milliseconds. */
  readonly took: { readonly unpack: number; readonly replay: number; readonly media: number };
}

/**
 * The database as it was at a moment, in a folder of its own, running on the loopback. Base backup and files
 * are held against their hashes on the way. The caller stops the server.
 */
export async function restore(
  repository: BackupRepository,
  { database, media, at, id }: RestoreTarget,
  bar: ProgressBar,
): Promise<Restored> {
  const backup = await repository.choose({
    ...(id === undefined ? {} : { id }),
    ...(at === undefined ? {} : { at }),
  });
  const missing = await repository.missingWal(backup);
  if (missing !== null) {
    throw new CommandFailure(
      `The WAL after backup ${backup.id} has a hole: ${missing} is missing in ${repository.wal}. ` +
        'Moments before it can be restored with --at; make a new backup now.',
    );
  }
  const tools = findPostgres(backup.postgres_major);
  const as = serverUser();
  const timer = new Stopwatch();
  bar.show(`Unpacking ${backup.id}, ${megabytes(backup.packed_bytes)}`);
  await unpack(repository.folderOf(backup.id), database, { tools, as });
  const unpacked = timer.lap();
  await stageWal(repository, backup, database, as);
  const server = await RecoveredServer.start(database, {
    tools,
    as,
    superuser: backup.superuser,
    at,
    tell: (line) => bar.show(line),
  });
  await forgetRecovery(database);
  const replayed = timer.lap();
  const copied = media === null ? null : await restoreMedia(repository, media, bar);
  return {
    backup,
    server,
    media: copied,
    took: { unpack: unpacked, replay: replayed, media: timer.lap() },
  };
}

/** WAL since the backup, where the server's own user may read it: the repository is closed to everybody else. */
async function stageWal(
  repository: BackupRepository,
  backup: Backup,
  database: string,
  as: SystemUser,
): Promise<void> {
  const folder = path.join(database, stagedWal);
  await mkdir(folder, { mode: 0o700 });
  const names = (await readdir(repository.wal)).filter((name) => name >= backup.first_wal);
  for (const name of names) {
    await copyFile(path.join(repository.wal, name), path.join(folder, name));
  }
  if (as.uid === undefined) return;
  const { uid, gid = uid } = as;
  for (const name of ['', ...names]) await chown(path.join(folder, name), uid, gid);
}

async function restoreMedia(repository: BackupRepository, media: string, bar: ProgressBar) {
  const objects = path.join(media, 'objects');
  await mkdir(objects, { recursive: true });
  return copyMedia(repository.objects, objects, ({ copied, bytes }) =>
    bar.show(`Pictures and videos: ${copied} restored, ${megabytes(bytes)}`),
  );
}

class Stopwatch {
  private last = performance.now();

  lap(): number {
    const now = performance.now();
    const took = now - this.last;
    this.last = now;
    return took;
  }
}
