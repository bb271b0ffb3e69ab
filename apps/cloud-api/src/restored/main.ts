import 'reflect-metadata';
import { createLogger } from '@eyrie/platform';
import { openObjectStore } from '../blobs/index.ts';
import { readDatabaseUrl, readMediaConfiguration } from '../configuration.ts';
import { createOwnerDataSource } from '../database/data-source.ts';
import { RestoredCheck } from './restored-check.ts';

// What is in a restored database and beside it, as one line of JSON. `eyrie backup drill` runs it.
const logger = createLogger({ name: 'restored', level: 'silent' });

try {
  const databaseUrl = readDatabaseUrl(process.env);
  const store = await openObjectStore(readMediaConfiguration(process.env));
  const database = createOwnerDataSource(databaseUrl, logger);
  await database.initialize();
  try {
    const report = await new RestoredCheck(database, databaseUrl, store).run();
    process.stdout.write(`${JSON.stringify(report)}\n`);
  } finally {
    await database.destroy();
  }
} catch (error) {
  process.stderr.write(`What was restored could not be read: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
