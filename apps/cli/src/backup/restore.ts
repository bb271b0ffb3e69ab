import { chown, copyFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailure, exitCodes } from '../failure.ts';
import { sizeText, type ProgressBar } from '../terminal/progress-bar.ts';
import { copyMedia, type CopiedMedia } from './media-copy.ts';
import { sendMedia } from './media-source.ts';
import { NewFolder } from './new-folder.ts';
import { findPostgres, serverUser, type SystemUser } from './postgres-tools.ts';
import { forgetRecovery, RecoveredServer, stagedWal } from './recovered-server.ts';
import type { Backup, BackupRepository } from './repository.ts';
import { unpack } from './unpack.ts';

export interface RestoreTarget {
  /** The new folder of the database. */
  readonly database: string;
  /** EYRIE_DATA of the restored cloud; null to leave pictures and videos alone. */
  readonly media: string | null;
  /** The environment of a bucket, in place of that folder. */
  readonly bucket?: NodeJS.ProcessEnv | undefined;
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
 * are held against their hashes on the way. The caller stops the server. Where it fails, nothing is left of it.
 */
export async function restore(
  repository: BackupRepository,
  { database, media, bucket, at, id }: RestoreTarget,
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
  const made = [await NewFolder.create(database)];
  let server: RecoveredServer | null = null;
  try {
    if (media !== null) made.push(await NewFolder.create(path.join(media, 'objects')));
    const tools = findPostgres(backup.postgres_major);
    const as = serverUser();
    const timer = new Stopwatch();
    bar.show(`Unpacking ${backup.id}, ${sizeText(backup.packed_bytes)}`);
    await unpack(repository.folderOf(backup.id), database, { tools, as });
    const unpacked = timer.lap();
    await stageWal(repository, backup, database, as);
    const { superuser } = backup;
    const tell = (line: string) => bar.show(line);
    server = await RecoveredServer.start(database, { tools, as, superuser, at, tell });
    await forgetRecovery(database);
    const replayed = timer.lap();
    let copied: CopiedMedia | null = null;
    if (bucket !== undefined) {
      bar.show(`Pictures and videos: to ${bucket['S3_BUCKET'] ?? ''}`);
      copied = await sendMedia(repository.objects, bucket);
    } else if (media !== null) copied = await restoreMedia(repository, media, bar);
    return {
      backup,
      server,
      media: copied,
      took: { unpack: unpacked, replay: replayed, media: timer.lap() },
    };
  } catch (error) {
    await server?.stop();
    throw await asCleared(made, error as Error);
  }
}

/** The failure, with what has become of the folders. */
async function asCleared(made: readonly NewFolder[], failure: Error): Promise<Error> {
  const told: string[] = [];
  for (const folder of made) told.push(await folder.clear());
  const code = failure instanceof CommandFailure ? failure.exitCode : exitCodes.failed;
  return new CommandFailure(`${failure.message} ${told.join(' ')}`, code, { cause: failure });
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
    bar.show(`Pictures and videos: ${copied} restored, ${sizeText(bytes)}`),
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
