import 'reflect-metadata';
import { ConfigurationError, createLogger } from '@eyrie/platform';
import { readMigrationConfiguration } from '../configuration.ts';
import { createOwnerDataSource } from './data-source.ts';
import { isDatabaseUnavailable } from './database.errors.ts';
import type { AppliedMigration } from './migration.ts';
import { historySql } from './migration-history.ts';
import { migrations } from './migrations/index.ts';
import { schemaMisfit } from './schema-fit.ts';

// Whether this version can work with the database, as JSON; it changes nothing. `eyrie doctor` runs it where
// the environment of the cloud is.
const logger = createLogger({ name: 'fit', level: 'silent' });

try {
  process.stdout.write(`${JSON.stringify(await look())}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function look() {
  const { databaseUrl } = readMigrationConfiguration(process.env);
  const owner = createOwnerDataSource(databaseUrl, logger);
  await owner.initialize();
  try {
    const [told] = await owner.query<{ server: string; history: string | null }[]>(
      `SELECT current_setting('server_version') AS server, to_regclass('schema_migration')::text AS history`,
    );
    // A database that no version has ever touched has no history.
    const applied = told?.history ? await owner.query<AppliedMigration[]>(historySql) : [];
    const known = migrations.map(({ name }) => name);
    const done = new Set(applied.map(({ name }) => name));
    const pending = known.filter((name) => !done.has(name));
    const misfit = pending.length > 0 ? null : schemaMisfit(known, applied);
    return { server: told?.server ?? '', pending, misfit };
  } finally {
    await owner.destroy();
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (isDatabaseUnavailable(error)) {
    return 'Postgres (DATABASE_URL) does not answer. Start it, or correct DATABASE_URL.';
  }
  return `Postgres (DATABASE_URL) refused: ${error instanceof Error ? error.message : String(error)}`;
}
