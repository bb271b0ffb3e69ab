import { mkdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import { sizeText, type ProgressBar, progressLine } from '../terminal/progress-bar.ts';
import type { CopiedMedia } from './media-copy.ts';
import { fetchMedia, type MediaSource } from './media-source.ts';
import { connectionEnvironment, type PostgresTools } from './postgres-tools.ts';
import { type Backup, type BackupRepository, walFileOf } from './repository.ts';

export interface Source {
  readonly databaseUrl: string;
  /** Null where nobody said where pictures and videos are, or they are left to their bucket. */
  readonly media: MediaSource | null;
}

const manifestSchema = z.object({
  'System-Identifier': z.union([z.number(), z.string()]).optional(),
  Files: z.array(z.object({ Path: z.string(), Size: z.number() })),
  'WAL-Ranges': z
    .array(z.object({ Timeline: z.int(), 'Start-LSN': z.string(), 'End-LSN': z.string() }))
    .min(1),
});

/** Makes a base backup, and copies what pictures and videos the repository lacks. */
export async function createBackup(
  repository: BackupRepository,
  { databaseUrl, media: mediaSource }: Source,
  tools: PostgresTools,
  bar: ProgressBar,
): Promise<{ backup: Backup; media: CopiedMedia | null }> {
  const environment = connectionEnvironment(databaseUrl);
  const about = await askSource(tools, databaseUrl);
  const started = new Date();
  const id = started.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const draft = await repository.draft(id);
  await mkdir(draft, { mode: 0o700 });
  await tools.run(
    'pg_basebackup',
    ['-D', draft, '-F', 'tar', '-Z', 'gzip:1', '-X', 'stream', '-c', 'fast', '-P', '-w', '-l', `eyrie ${id}`]
      .concat(['--manifest-checksums=SHA256']), // prettier-ignore
    { environment, onLine: (line) => showProgress(line, bar) },
  );
  const manifest = manifestSchema.parse(
    // Postgres writes the identifier as a number that JavaScript would round.
    JSON.parse(
      (await readFile(path.join(draft, 'backup_manifest'), 'utf8')).replace(
        /("System-Identifier": )(\d+)/,
        '$1"$2"',
      ),
    ),
  );
  const [range] = manifest['WAL-Ranges'];
  if (!range) throw new CommandFailure('The backup has no WAL in its manifest.');
  const packed = await stat(path.join(draft, 'base.tar.gz'));
  const backup: Backup = {
    id,
    started_at: started.toISOString(),
    finished_at: await now(tools, environment),
    ...about,
    bytes: manifest.Files.reduce((sum, file) => sum + file.Size, 0),
    packed_bytes: packed.size,
    first_wal: walFileOf(range.Timeline, range['Start-LSN']),
    timeline: range.Timeline,
  };
  await repository.keep(backup);
  const media =
    mediaSource === null
      ? null
      : await fetchMedia(mediaSource, repository.objects, ({ copied, bytes }) =>
          bar.show(`Pictures and videos: ${copied} copied, ${sizeText(bytes)}`),
        );
  return { backup, media };
}

/** By the clock of the server, which is the one that `--at` is compared with. */
async function now(tools: PostgresTools, environment: NodeJS.ProcessEnv): Promise<string> {
  const text = await tools.run('psql', ['-XAtqc', 'SELECT extract(epoch FROM clock_timestamp())'], {
    environment,
  });
  return new Date(Number(text) * 1000).toISOString();
}

async function askSource(tools: PostgresTools, databaseUrl: string) {
  const sql = `SELECT current_setting('server_version_num')::integer / 10000,
    (SELECT system_identifier FROM pg_control_system()), current_database(),
    (SELECT rolname FROM pg_roles WHERE oid = 10)`;
  const text = await tools.run('psql', ['-XAtqF', '\t', '-c', sql], {
    environment: connectionEnvironment(databaseUrl),
  });
  const [major = '', identifier = '', database = '', superuser = ''] = text.trim().split('\t');
  return {
    postgres_major: Number(major),
    system_identifier: identifier,
    database,
    superuser,
  };
}

/** `12345/67890 kB (18%), 0/1 tablespace`. */
function showProgress(line: string, bar: ProgressBar): void {
  const [, done, total] = /(\d+)\/(\d+) kB/.exec(line) ?? [];
  if (done === undefined || total === undefined) return;
  bar.show(
    progressLine({ step: 'Database', done: Number(done), total: Number(total), unit: 'kB' }),
  );
}
