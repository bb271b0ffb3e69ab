import { setTimeout as delay } from 'node:timers/promises';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { keepState } from './backup-state.ts';
import { createBackup, type Source } from './create.ts';
import { fetchMedia, type MediaSource } from './media-source.ts';
import type { PostgresTools } from './postgres-tools.ts';
import type { BackupRepository } from './repository.ts';
import { WalPosition } from './wal-position.ts';
import { WalStream } from './wal-stream.ts';

export interface Schedule {
  readonly everyHours: number;
  readonly keepDays: number;
}

const mediaEveryMs = 60_000;
/** A bucket is listed as a whole, and each page of a thousand names costs. */
const bucketEveryMs = 300_000;
const dayMs = 86_400_000;

/**
 * Keeps backups until it is told to end: WAL as it is written, pictures and videos each minute, a base backup
 * each day, and none for longer than it is wanted. What fails is told, and tried again a minute later.
 */
export async function keepBackups(
  repository: BackupRepository,
  source: Source,
  { tools, schedule, ended }: { tools: PostgresTools; schedule: Schedule; ended: AbortSignal },
): Promise<void> {
  const tell = (event: string, more: object = {}) =>
    console.log(JSON.stringify({ time: new Date().toISOString(), event, ...more }));
  const stream = new WalStream(tools, source.databaseUrl, repository, (line) =>
    tell('backup_wal', { said: line }),
  );
  await stream.start();
  const state = keepState(new WalPosition(tools, source.databaseUrl), repository, {
    everyHours: schedule.everyHours,
    ended,
    tell,
  });
  try {
    while (!ended.aborted) {
      await round(repository, source, { tools, schedule, tell }).catch((error: unknown) =>
        tell('backup_failed', { reason: (error as Error).message }),
      );
      await delay(mediaEveryMs, undefined, { signal: ended }).catch(() => undefined);
    }
  } finally {
    await state;
    await stream.stop();
  }
}

let bucketReadMs = -Infinity;
function isMediaDue({ kind }: MediaSource): boolean {
  if (kind === 'folder') return true;
  if (performance.now() - bucketReadMs < bucketEveryMs) return false;
  bucketReadMs = performance.now();
  return true;
}

async function round(
  repository: BackupRepository,
  source: Source,
  {
    tools,
    schedule,
    tell,
  }: { tools: PostgresTools; schedule: Schedule; tell: (event: string, more: object) => void },
): Promise<void> {
  const newest = (await repository.list()).at(-1);
  const age = newest ? Date.now() - Date.parse(newest.finished_at) : Infinity;
  if (age >= schedule.everyHours * 3_600_000) {
    const { backup, media } = await createBackup(
      repository,
      source,
      tools,
      new ProgressBar(process.stderr, true),
    );
    tell('backup_made', {
      backup: backup.id,
      bytes: backup.packed_bytes,
      unpacked: backup.bytes,
      media: media?.copied ?? 0,
    });
    const gone = await repository.prune(new Date(Date.now() - schedule.keepDays * dayMs));
    if (gone.length > 0) tell('backup_pruned', { backups: gone });
  } else if (source.media !== null && isMediaDue(source.media)) {
    const { copied, bytes, damaged } = await fetchMedia(source.media, repository.objects);
    if (copied > 0) tell('backup_media', { copied, bytes });
    if (damaged.length > 0) tell('backup_media_damaged', { damaged });
  }
}
