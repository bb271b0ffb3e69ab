import 'reflect-metadata';
import { ConfigurationError, createLogger } from '@eyrie/platform';
import { readDatabaseUrl, readMigrationConfiguration } from '../configuration.ts';
import { createOwnerDataSource } from '../database/data-source.ts';
import { isDatabaseUnavailable } from '../database/database.errors.ts';
import { KeyDesk, type KeysReport } from './key-desk.ts';
import { KeysRefused } from './keys.errors.ts';

// `status`, `rotate`, or `drop` with ids: answers with the state of all keys as JSON. `eyrie keys` runs
// it where the environment of the cloud is.
const [action, ...ids] = process.argv.slice(2);
const logger = createLogger({ name: 'keys', level: 'silent' });

try {
  const database = createOwnerDataSource(readDatabaseUrl(process.env), logger);
  await database.initialize();
  try {
    process.stdout.write(`${JSON.stringify(await act(new KeyDesk(database)))}\n`);
  } finally {
    await database.destroy();
  }
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

function act(desk: KeyDesk): Promise<KeysReport> {
  if (action === 'status') return desk.status();
  if (action === 'rotate') return desk.rotate(readMigrationConfiguration(process.env).masterKey);
  if (action === 'drop' && ids.length > 0) return desk.drop(ids);
  throw new KeysRefused('Say status, rotate, or drop with ids of signing keys.');
}

function explain(error: unknown): string {
  if (error instanceof KeysRefused || error instanceof ConfigurationError) return error.message;
  if (isDatabaseUnavailable(error)) {
    return 'Postgres (DATABASE_URL) does not answer. Start it, or correct DATABASE_URL.';
  }
  const { code, message } = error as { code?: string; message?: string };
  if (code === '42P01') {
    return 'The database was not prepared by this version yet: start the cloud once.';
  }
  return `Postgres (DATABASE_URL) refused: ${message ?? String(error)}`;
}
