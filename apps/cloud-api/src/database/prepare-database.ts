import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import type { Logger } from '@eyrie/platform';
import { prepareJobQueue } from '../job-queue/prepare-job-queue.ts';
import { createOwnerDataSource } from './data-source.ts';
import { DatabaseUnusable, isDatabaseUnavailable } from './database.errors.ts';
import type { MigrationClass } from './migration.ts';
import { releaseMigrationLock, takeMigrationLock } from './migration-lock.ts';
import { runPendingMigrations } from './migration-runner.ts';
import { migrations } from './migrations/index.ts';
import { MasterKeys } from './master-keys.ts';
import { appRole, lookupRole } from './roles.ts';

export interface PrepareOptions {
  databaseUrl: string;
  masterKey: Buffer;
  /** Further keys that open: see `Sealing`. */
  knownMasterKeys?: readonly Buffer[];
  logger: Logger;
  /** How long to wait for Postgres. */
  waitMs?: number;
  /** Of another version than this one. */
  migrations?: readonly MigrationClass[];
}

/** What only the database knows; see `RunningConfiguration`. */
export interface PreparedDatabase {
  readonly appPassword: string;
  readonly olderMasterKeyIds: readonly string[];
}

/**
 * Brings the database to the state this version needs: roles, migrations, the check of the master
 * key. Replicas that start together take turns, and the later ones find nothing left to do.
 * Throws `DatabaseUnusable` with a sentence for the operator.
 */
export async function prepareDatabase(options: PrepareOptions): Promise<PreparedDatabase> {
  const { databaseUrl, logger } = options;
  const owner = createOwnerDataSource(databaseUrl, logger);
  await connectWithBackOff(owner, options);
  try {
    const runner = owner.createQueryRunner();
    try {
      await takeMigrationLock(runner, logger);
      const keys = new MasterKeys(runner, options.masterKey, options.knownMasterKeys ?? []);
      await keys.check();
      const appPassword = await keys.appPassword();
      await ensureRoles(runner, appPassword);
      const applied = await runPendingMigrations(runner, options.migrations ?? migrations, logger);
      await prepareJobQueue(runner, databaseUrl);
      await keys.remember(appPassword);
      logger.info({ event: 'database_ready', migrations: applied }, 'The database is ready.');
      return { appPassword, olderMasterKeyIds: await keys.olderIds() };
    } finally {
      await releaseMigrationLock(runner);
      await runner.release();
    }
  } catch (error) {
    throw explain(error, databaseUrl);
  } finally {
    await owner.destroy();
  }
}

async function connectWithBackOff(
  owner: DataSource,
  { databaseUrl, logger, waitMs = 30_000 }: PrepareOptions,
): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      await owner.initialize();
      return;
    } catch (error) {
      const pauseMs = Math.min(2_000, 100 * 2 ** attempt) * (0.5 + Math.random() / 2);
      if (!isDatabaseUnavailable(error) || Date.now() + pauseMs > deadline) {
        throw explain(error, databaseUrl, waitMs);
      }
      logger.info({ event: 'database_awaited', attempt }, 'Waiting for Postgres.');
      await delay(pauseMs);
    }
  }
}

/**
 * Roles belong to the whole server, not to one database, and the lock does not: another database's
 * start may be making them at this moment. So a collision is tried again.
 */
async function ensureRoles(runner: QueryRunner, appPassword: string): Promise<void> {
  const password = appPassword.replaceAll("'", "''");
  const restricted = 'NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS';
  await retryCollisions(async () => {
    if (!(await roleExists(runner, appRole))) {
      await runner.query(`CREATE ROLE ${appRole} LOGIN NOINHERIT ${restricted}`);
    }
    if (!(await roleExists(runner, lookupRole))) {
      await runner.query(`CREATE ROLE ${lookupRole} NOLOGIN ${restricted}`);
    }
    // A password cannot be a bound parameter; it is base64url of a hash.
    await runner.query(`ALTER ROLE ${appRole} PASSWORD '${password}'`);
    // Functions can be handed only to a role that the migrating one is a member of.
    await runner.query(`GRANT ${lookupRole} TO CURRENT_USER`);
    await runner.query(`GRANT USAGE ON SCHEMA public TO ${appRole}, ${lookupRole}`);
  });
}

async function roleExists(runner: QueryRunner, role: string): Promise<boolean> {
  const rows = (await runner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [
    role,
  ])) as unknown[];
  return rows.length > 0;
}

async function retryCollisions(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      return;
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      const collided =
        code === '23505' || code === '42710' || /tuple concurrently/.test(message ?? '');
      if (!collided || attempt === 20) throw error;
      await delay(20 + Math.random() * 80);
    }
  }
}

/** Puts what Postgres said into a sentence for the operator. Never contains the password. */
function explain(error: unknown, databaseUrl: string, waitMs?: number): Error {
  if (error instanceof DatabaseUnusable) return error;
  const { host, pathname, username } = new URL(databaseUrl);
  const database = pathname.slice(1);
  const options = { cause: error };
  const code = (error as { code?: unknown }).code;
  if (isDatabaseUnavailable(error)) {
    const waited = waitMs === undefined ? '' : ` within ${Math.round(waitMs / 1000)} s`;
    return new DatabaseUnusable(
      `Postgres at ${host} (DATABASE_URL) did not answer${waited}. Start it, or correct DATABASE_URL.`,
      options,
    );
  }
  switch (code) {
    case '28P01':
    case '28000':
      return new DatabaseUnusable(
        `Postgres at ${host} refused the user ${username} (DATABASE_URL). Correct the user or the password.`,
        options,
      );
    case '3D000':
      return new DatabaseUnusable(
        `Postgres at ${host} has no database ${database} (DATABASE_URL). Create it, or correct DATABASE_URL.`,
        options,
      );
    case '42501':
      return new DatabaseUnusable(
        `The user ${username} (DATABASE_URL) may not prepare the database: it needs CREATEROLE and the ownership of ${database}.`,
        options,
      );
    default:
      return error instanceof Error ? error : new Error(String(error));
  }
}
