import 'reflect-metadata';
import { createLogger, runProcess } from '@eyrie/platform';
import { readMigrationConfiguration } from '../configuration.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { nextVersion } from './next-version.ts';

const logger = createLogger({ name: 'migrate-next', level: 'info' });

/** As migrate.ts, for the version after this one. */
runProcess(logger, async () => {
  const { databaseUrl, masterKey } = readMigrationConfiguration(process.env);
  await prepareDatabase({ databaseUrl, masterKey, logger, migrations: nextVersion(logger) });
  logger.flush();
  process.exit(0);
});
