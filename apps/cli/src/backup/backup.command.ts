import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { table } from '../terminal/table.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { sizeText, ProgressBar } from '../terminal/progress-bar.ts';
import { createBackup, type Source } from './create.ts';
import { drill, type DrillResult, goals } from './drill.ts';
import { findPostgres } from './postgres-tools.ts';
import { mediaSourceOf } from './media-source.ts';
import { BackupRepository } from './repository.ts';
import { restore } from './restore.ts';
import { keepBackups } from './run.ts';
import { verifyBackups } from './verify.ts';

interface FolderOptions {
  repository: string;
  json?: boolean;
}

/** `eyrie backup …`: of a whole installation. Works on the database itself, with Postgres' own programs. */
export function backupCommand(): Command {
  const backup = new Command('backup').description(
    'Backups of a whole installation: database, pictures and videos. Run it where the environment of the cloud\n' +
      'is (DATABASE_URL, EYRIE_DATA) and the programs of Postgres are. The master key is not in a backup: keep it apart.',
  );
  const command = (name: string) =>
    backup
      .command(name)
      .requiredOption(
        '--repository <folder>',
        'where backups are kept',
        process.env['EYRIE_BACKUPS'],
      );
  command('create')
    .description('Make a base backup now, and copy the pictures and videos that are new.')
    .option('--without-media', 'leave pictures and videos to their bucket, and what it keeps')
    .option('--json', 'for programs')
    .action((options: FolderOptions & WithoutMedia) => create(options));
  command('run')
    .description(
      'Keep backups: everything that is committed, as it is committed; a base backup each day; until it is ended.',
    )
    .option('--every <hours>', 'hours between base backups', '24')
    .option('--without-media', 'leave pictures and videos to their bucket, and what it keeps')
    .option('--keep <days>', 'days for which every moment can be restored', '30')
    .action((options: FolderOptions & WithoutMedia & { every: string; keep: string }) =>
      run(options),
    );
  command('list')
    .description('Backups, and the moments that can be restored.')
    .option('--json', 'for programs')
    .action((options: FolderOptions) => list(options));
  command('verify')
    .description(
      'Read all of a backup (of the newest, or of --id) against its hashes, and look for holes in the WAL.',
    )
    .option('--id <id>', 'which one')
    .option('--all', 'all of them')
    .option('--json', 'for programs')
    .action((options: FolderOptions & { id?: string; all?: boolean }) => verify(options));
  command('restore')
    .description('Make the database of a moment in a new folder, and put pictures and videos back.')
    .requiredOption('--to <folder>', 'new folder of the database; must be empty')
    .option('--media <folder>', 'EYRIE_DATA of the restored cloud')
    .option(
      '--media-bucket <name>',
      'in place of it a bucket, by the other S3_ variables; what it has is left alone',
    )
    .option(
      '--at <time>',
      'the last moment that counts, as 2026-11-21T17:30:00Z; the newest when absent',
    )
    .option('--id <id>', 'from this base backup')
    .action((options: RestoreOptions) => restoreTo(options));
  command('drill')
    .description(
      'Restore elsewhere, start the API on it, and prove that everything is there: rows, media by hash, audit chain,\n' +
        'the wall between tenants. Prints RPO and RTO. Needs the master key, and touches nothing in operation.',
    )
    .option('--at <time>', 'the moment to restore; the newest when absent')
    .option(
      '--media-bucket <name>',
      'restore pictures and videos to this bucket (and remove them from there), and not to a folder',
    )
    .option('--without-media', 'look at pictures and videos where they are, and not in the backup')
    .option('--work <folder>', 'where there is space for a copy; the temporary folder when absent')
    .option('--json', 'for programs')
    .action((options: DrillOptions) => runDrill(options));
  return backup;
}

interface RestoreOptions extends FolderOptions {
  to: string;
  media?: string;
  mediaBucket?: string;
  at?: string;
  id?: string;
}

interface WithoutMedia {
  withoutMedia?: boolean;
}

interface DrillOptions extends FolderOptions, WithoutMedia {
  at?: string;
  work?: string;
  mediaBucket?: string;
}

function sourceOf(environment: NodeJS.ProcessEnv, { withoutMedia }: WithoutMedia): Source {
  const databaseUrl = databaseUrlOf(environment);
  if (databaseUrl === null) {
    throw new CommandFailure(
      'DATABASE_URL (or DATABASE_URL_FILE) is not set: it says what is to be backed up.',
      exitCodes.usage,
    );
  }
  return { databaseUrl, media: withoutMedia === true ? null : mediaSourceOf(environment) };
}

function databaseUrlOf(environment: NodeJS.ProcessEnv): string | null {
  const { DATABASE_URL: url, DATABASE_URL_FILE: file } = environment;
  if (url !== undefined && url !== '') return url;
  return file === undefined || file === '' ? null : readFileSync(file, 'utf8').trim();
}

const barOf = ({ json }: FolderOptions) => new ProgressBar(process.stderr, json);

async function create(options: FolderOptions & WithoutMedia): Promise<void> {
  const bar = barOf(options);
  const source = sourceOf(process.env, options);
  const repository = await BackupRepository.create(options.repository);
  const { backup, media } = await createBackup(repository, source, findPostgres(), bar);
  bar.end(`Made ${backup.id}`);
  if (options.json) console.log(JSON.stringify({ backup, media }));
  else {
    const pictures =
      media === null
        ? 'no pictures and videos (neither EYRIE_DATA nor S3_BUCKET is set, or --without-media)'
        : `${media.copied} new pictures and videos`;
    console.log(
      `${backup.id}: ${sizeText(backup.bytes)} of database in ${sizeText(backup.packed_bytes)}, ${pictures}`,
    );
  }
  if (media && media.damaged.length > 0) {
    throw new CommandFailure(`Damaged at the source, and not copied: ${media.damaged.join(', ')}`);
  }
}

async function run(
  options: FolderOptions & WithoutMedia & { every: string; keep: string },
): Promise<void> {
  const schedule = { everyHours: Number(options.every), keepDays: Number(options.keep) };
  if (!(schedule.everyHours > 0) || !(schedule.keepDays > 0)) {
    throw new CommandFailure('--every and --keep take numbers above zero.', exitCodes.usage);
  }
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  const repository = await BackupRepository.create(options.repository);
  await keepBackups(repository, sourceOf(process.env, options), {
    tools: findPostgres(),
    schedule,
    ended: ended.signal,
  });
}

async function list(options: FolderOptions): Promise<void> {
  const repository = BackupRepository.open(options.repository);
  const backups = await repository.list();
  const rows = await Promise.all(
    backups.map(async (backup) => ({
      ...backup,
      missing_wal: await repository.missingWal(backup),
    })),
  );
  if (options.json) {
    console.log(JSON.stringify(rows));
    return;
  }
  if (rows.length === 0) {
    console.log('There are no backups.');
    return;
  }
  console.log(
    table(
      ['Backup', 'Every moment from', 'Database', 'Packed', 'WAL'],
      rows.map((row) => [
        row.id,
        row.finished_at,
        sizeText(row.bytes),
        sizeText(row.packed_bytes),
        row.missing_wal === null ? 'whole' : `${row.missing_wal} is missing`,
      ]),
    ),
  );
}

async function verify(options: FolderOptions & { id?: string; all?: boolean }): Promise<void> {
  const repository = BackupRepository.open(options.repository);
  const bar = barOf(options);
  const chosen = options.all
    ? await repository.list()
    : [await repository.choose(options.id === undefined ? {} : { id: options.id })];
  const verdicts = await verifyBackups(repository, chosen, bar);
  const troubles = verdicts.flatMap(({ backup, troubles: found }) =>
    found.map((trouble) => `${backup}: ${trouble}`),
  );
  bar.end('Read');
  if (options.json) console.log(JSON.stringify(verdicts));
  else if (troubles.length === 0) console.log(`${chosen.map(({ id }) => id).join(', ')}: whole`);
  if (troubles.length > 0) throw new CommandFailure(troubles.join('\n'));
}

async function restoreTo(options: RestoreOptions): Promise<void> {
  const bar = barOf(options);
  const repository = BackupRepository.open(options.repository);
  const { backup, server, media } = await restore(
    repository,
    {
      database: path.resolve(options.to),
      media: options.media ?? null,
      bucket:
        options.mediaBucket === undefined
          ? undefined
          : { ...process.env, S3_BUCKET: options.mediaBucket },
      at: momentOf(options.at),
      id: options.id,
    },
    bar,
  );
  await server.stop();
  bar.end(`Restored ${backup.id}`);
  if (media && media.damaged.length > 0) {
    throw new CommandFailure(
      `Damaged in the backup, and not restored: ${media.damaged.join(', ')}`,
    );
  }
  console.log(
    `${options.to} has the database ${options.at === undefined ? 'as of the newest WAL' : `of ${options.at}`}` +
      `${media === null ? '' : `, ${options.mediaBucket ?? options.media} its ${media.copied} pictures and videos`}.\n` +
      'Start Postgres on it, give the cloud its DATABASE_URL and the master key, and look with `eyrie audit verify`.',
  );
}

async function runDrill(options: DrillOptions): Promise<void> {
  const bar = barOf(options);
  const at = momentOf(options.at);
  const result = await drill(
    BackupRepository.open(options.repository),
    {
      databaseUrl: databaseUrlOf(process.env),
      media: placeOf(options),
      ...(at ? { at } : {}),
      ...(options.work === undefined ? {} : { work: options.work }),
    },
    bar,
  );
  bar.end('Done');
  console.log(options.json ? JSON.stringify(result) : describeDrill(result));
  if (result.troubles.length > 0) throw new CommandFailure(result.troubles.join('\n'));
}

function placeOf({ mediaBucket, withoutMedia }: DrillOptions) {
  if (mediaBucket !== undefined) return { bucket: mediaBucket };
  return withoutMedia === true ? 'as-they-are' : 'folder';
}

function describeDrill({
  backup,
  found,
  serves,
  rpo_seconds: rpo,
  rto_seconds: rto,
  ...more
}: DrillResult): string {
  const rows = Object.values(found.rows).reduce((sum, count) => sum + count, 0);
  const good = (list: readonly string[]) =>
    list.length === 0 ? 'good' : `${list.length} troubles`;
  return table(
    ['What', 'Found', ''],
    [
      ['Backup', backup, more.restored_to ?? 'newest'],
      ['Database', `${rows} rows in ${Object.keys(found.rows).length} tables`, serves ? 'the API serves it' : 'the API does not start'],
      ['Media', `${found.media.objects} objects, ${sizeText(found.media.bytes)}`, good([...found.media.missing, ...found.media.damaged])],
      ['Audit chain', `${found.audit.entries} entries of ${found.audit.organisations} organisations`, good(found.audit.broken)],
      ['Wall between tenants', 'policies, roles, functions', good(found.wall)],
      ['Sequences', '', good(found.sequences)],
      ['RPO', rpo === null ? 'not measured (DATABASE_URL is not set)' : `${rpo.toFixed(1)} s`, `goal ${goals.rpoSeconds} s`],
      ['RTO', `${rto.toFixed(1)} s for ${sizeText(more.bytes)}`, ''],
      ['RTO of 10 GB', more.rto_seconds_10gb === null ? 'not projected from so little' : `${Math.round(more.rto_seconds_10gb)} s at that rate`, `goal ${goals.rtoSeconds} s`],
    ],
  ); // prettier-ignore
}

function momentOf(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const at = new Date(text);
  if (!Number.isNaN(at.getTime()) && /T.*(Z|[+-]\d\d:?\d\d)$/.test(text)) return at;
  throw new CommandFailure(
    `Not a moment: ${text}. Write it as 2026-11-21T17:30:00Z.`,
    exitCodes.usage,
  );
}
