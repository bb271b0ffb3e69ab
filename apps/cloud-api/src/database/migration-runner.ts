import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';
import type { Logger } from '@eyrie/platform';
import { DatabaseUnusable } from './database.errors.ts';
import {
  timestampOf,
  type AppliedMigration,
  type Migration,
  type MigrationClass,
} from './migration.ts';
import { migrationHistory, prepareMigrationHistory } from './migration-history.ts';
import { schemaMisfit } from './schema-fit.ts';

/**
 * How long a statement may wait for its lock, and with it everybody who comes after it: whoever waits
 * for a strong lock on a table keeps all later ones from it, though they would get along with each other.
 */
const lockTimeout = '1s';
/** A killed process's statement ends as soon, and with it the lock that says who migrates. */
const connectionCheck = '1s';
const patienceMs = 10 * 60_000;
const pauseMsMax = 3_000;

interface Pending {
  readonly name: string;
  readonly migration: Migration;
}

/**
 * Runs what has not been run, in order, on the one connection that holds the migration lock: where that
 * breaks, both end together. Returns the names. Throws `DatabaseUnusable`.
 */
export async function runPendingMigrations(
  runner: QueryRunner,
  classes: readonly MigrationClass[],
  logger: Logger,
): Promise<string[]> {
  await runner.query(`SELECT set_config('client_connection_check_interval', $1, false)`, [
    connectionCheck,
  ]);
  await prepareMigrationHistory(runner);
  const applied = await migrationHistory(runner);
  const pending = pendingOf(classes, applied);
  const known = classes.map(({ name }) => name);
  const misfit = schemaMisfit(known, [...applied, ...pending.map(asApplied)]);
  if (misfit !== null) throw new DatabaseUnusable(misfit);
  for (const one of pending) {
    const startedAt = Date.now();
    logger.info({ event: 'migration_started', migration: one.name }, 'A migration begins.');
    await runOne(runner, one, logger);
    logger.info(
      { event: 'migration_applied', migration: one.name, durationMs: Date.now() - startedAt },
      'A migration is through.',
    );
  }
  return pending.map(({ name }) => name);
}

function pendingOf(
  classes: readonly MigrationClass[],
  applied: readonly AppliedMigration[],
): Pending[] {
  const done = new Set(applied.map(({ name }) => name));
  return classes
    .filter(({ name }) => !done.has(name))
    .sort((one, other) => timestampOf(one.name) - timestampOf(other.name))
    .map((Class) => ({ name: Class.name, migration: new Class() }));
}

const asApplied = ({ name, migration }: Pending): AppliedMigration => ({
  name,
  excludesVersionsBefore: migration.excludesVersionsBefore ?? null,
});

async function runOne(runner: QueryRunner, pending: Pending, logger: Logger): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await attemptOne(runner, pending);
      return;
    } catch (error) {
      const { code } = error as { code?: unknown };
      const isInTheWay = code === '55P03' || code === '40P01';
      if (!isInTheWay) throw error;
      const holder = await oldestTransaction(runner);
      if (Date.now() > deadline) throw new DatabaseUnusable(tooBusy(pending.name, holder));
      logger.info(
        { event: 'migration_waits', migration: pending.name, attempt, holder },
        'A migration did not get its lock, lets the others go first and tries again.',
      );
      await delay(Math.min(pauseMsMax, 200 * 2 ** attempt) * (0.5 + Math.random() / 2));
    }
  }
}

async function attemptOne(runner: QueryRunner, { name, migration }: Pending): Promise<void> {
  await runner.query(`SELECT set_config('lock_timeout', $1, false)`, [lockTimeout]);
  const remember = () =>
    runner.query(
      `INSERT INTO schema_migration ("timestamp", name, excludes_versions_before) VALUES ($1, $2, $3)`,
      [timestampOf(name), name, migration.excludesVersionsBefore ?? null],
    );
  if (migration.transaction === false) {
    await migration.up(runner);
    await remember();
    return;
  }
  await runner.startTransaction();
  try {
    await migration.up(runner);
    await remember();
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

/** Who is most likely in the way, for the log: never what it runs, which may hold data. */
async function oldestTransaction(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query(
    `SELECT pid, application_name AS name, round(extract(epoch FROM now() - xact_start)) AS seconds
     FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
     ORDER BY xact_start LIMIT 1`,
  )) as { pid: number; name: string; seconds: string }[];
  return row ? `pid ${row.pid} (${row.name}), in a transaction for ${row.seconds} s` : 'nobody';
}

function tooBusy(name: string, holder: string): string {
  return (
    `The migration ${name} did not get its lock for ten minutes. The oldest transaction is of ` +
    `${holder}. End it, and start again: what was done so far stays.`
  );
}
