import { execFile } from 'node:child_process';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { seedDevices } from '../../apps/cloud-api/src/testing/seeded-devices.ts';
import { hasPgDump, SystemPostgres } from '../../apps/cloud-api/src/testing/system-postgres.ts';

import { BenchCloud } from '../harness/bench-cloud.ts';
import type { Bench, BenchContext, Findings } from '../harness/bench.ts';
import { until } from '../harness/wait.ts';
import { addHistory, type HistoryOwner } from '../ingest/history.ts';
import { restoreFigures } from './figures.ts';

const run = promisify(execFile);
const eyrie = path.resolve(import.meta.dirname, '../../apps/cli/bin/eyrie.mjs');
/** Telemetry that is written at once. */
const rowsAtOnce = 100_000;

export const restoreBench: Bench = {
  name: 'restore',
  sentence: 'A filled database, brought back to a chosen second by `eyrie backup drill`.',
  figures: restoreFigures,
  notes: [
    'A Postgres of Debian is filled with 1.5 GB of telemetry (rows, index, receipts); `eyrie backup run` makes a base backup and streams WAL, while a tenth more rows are written; then a moment is chosen, and more are written.',
    'The drill restores to that moment, verifies every file by SHA-256, replays the WAL, starts the API and counts: it must find the rows of that moment, and no others. Once, whatever the repeats.',
    'rto-10gb: what goes by bytes (unpacking, verifying, pictures) at the measured rate for 10 GB, and what does not (WAL, starting) as it was. tar: only unpacking the same backup, without verifying, WAL or a start.',
    'The source runs without fsync, the restored server with it. All on one disk.',
  ],
  run: async (context, findings) => {
    if (!hasPgDump) {
      for (const { id } of restoreFigures) {
        findings.explain(id, 'The machine has no Postgres of its own (Debian: postgresql).');
      }
      return;
    }
    await measure(context, findings);
  },
};

async function measure(context: BenchContext, findings: Findings): Promise<void> {
  const { folder, progress, quick } = context;
  const bytes = quick ? 40e6 : 1.5e9;
  const postgres = await SystemPostgres.start();
  const cloud = await BenchCloud.start(context, 'cloud', postgres);
  const { child } = await cloud.replica();
  await context.processes.end(child.process);
  const pool = new pg.Pool({ connectionString: postgres.url, max: 2 });
  pool.on('error', () => undefined);
  try {
    progress(`filling the database to ${bytes / 1e6} MB`);
    const owners = await makeOwners(pool);
    const size = () => number(pool, 'SELECT pg_database_size(current_database())');
    while ((await size()) < bytes) await addHistory(pool, owners, rowsAtOnce);

    const backups = path.join(folder, 'backups');
    const data = path.join(folder, 'data');
    await mkdir(path.join(data, 'objects'), { recursive: true });
    const environment = { ...process.env, ...cloud.place(data), EYRIE_BACKUPS: backups };
    const keeper = context.processes.spawn(process.execPath, [eyrie, 'backup', 'run'], {
      env: environment,
    });
    const base = await firstBackup(() => keeper.lastWords(), context);
    findings.record('backup', 'ours', base.seconds);
    findings.record('database', 'ours', base.bytes / 1e6);

    progress('writing on, past the base backup');
    await addHistory(pool, owners, Math.ceil(bytes / 250 / 10));
    const rows = await number(pool, 'SELECT count(*) FROM telemetry');
    const at = await momentOf(pool);
    await delay(1_100);
    await addHistory(pool, owners, rowsAtOnce);

    progress(`a drill to ${at}`);
    const told = await drill(['--at', at, '--work', folder], environment);
    const found = told.found.rows['telemetry'];
    if (found !== rows) throw new Error(`The drill found ${found} rows, and not ${rows}.`);
    progress(`found the ${rows} rows of that moment; API ready after ${told.rto_seconds} s`);
    findings.record('restore', 'ours', told.rto_seconds);
    findings.record('rate', 'ours', told.bytes / 1e6 / told.rto_seconds);
    if (told.rpo_seconds !== null) findings.record('rpo', 'ours', told.rpo_seconds);
    if (told.rto_seconds_10gb !== null) findings.record('rto-10gb', 'ours', told.rto_seconds_10gb);
    else findings.explain('rto-10gb', 'Not projected from so little.');
    findings.record('restore', 'theirs', await untar(backups, base.id, folder));
  } finally {
    await pool.end();
    await context.processes.endAll();
  }
}

/** Devices whose history it is. */
async function makeOwners(pool: pg.Pool): Promise<HistoryOwner[]> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM organisation');
  const organisationId = rows[0]?.id ?? '';
  await seedDevices((sql, values) => pool.query(sql, values), {
    organisationId,
    sites: 5,
    devicesPerSite: 20,
  });
  const devices = await pool.query<{ id: string }>('SELECT id FROM device ORDER BY id');
  return devices.rows.map(({ id }) => ({ organisationId, deviceId: id }));
}

/** Waits for the base backup that `eyrie backup run` begins with. */
async function firstBackup(lastWords: () => string, { progress, quick }: BenchContext) {
  progress('the base backup');
  const began = performance.now();
  return until(
    'a base backup',
    () => {
      const line = /^\{.*"event":"backup_(made|failed)".*\}$/m.exec(lastWords())?.[0];
      if (line === undefined) return null;
      const said = JSON.parse(line) as { event: string; backup: string; unpacked: number };
      if (said.event === 'backup_failed') throw new Error(line);
      const seconds = (performance.now() - began) / 1000;
      return { id: said.backup, bytes: said.unpacked, seconds };
    },
    { withinMs: quick ? 120_000 : 1_200_000, everyMs: 200 },
  );
}

interface DrillReport {
  readonly found: { readonly rows: Readonly<Record<string, number>> };
  readonly rpo_seconds: number | null;
  readonly rto_seconds: number;
  readonly rto_seconds_10gb: number | null;
  readonly bytes: number;
}

async function drill(words: readonly string[], env: NodeJS.ProcessEnv): Promise<DrillReport> {
  const parameters = [eyrie, 'backup', 'drill', '--json', ...words];
  const { stdout } = await run(process.execPath, parameters, { env, maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout) as DrillReport;
}

/** Seconds that unpacking alone takes. */
async function untar(backups: string, id: string, folder: string): Promise<number> {
  const to = path.join(folder, 'unpacked');
  await mkdir(to);
  const file = path.join(backups, 'base', id, 'base.tar.gz');
  await stat(file);
  const began = performance.now();
  await run('tar', ['-xzf', file, '-C', to]);
  return (performance.now() - began) / 1000;
}

async function number(pool: pg.Pool, sql: string): Promise<number> {
  const { rows } = await pool.query<Record<string, string>>(sql);
  return Number(Object.values(rows[0] ?? {})[0]);
}

/** By the server's clock; Postgres counts finer than a Date does. */
async function momentOf(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ at: Date }>('SELECT clock_timestamp() AS at');
  return new Date((rows[0]?.at.getTime() ?? 0) + 1).toISOString();
}
