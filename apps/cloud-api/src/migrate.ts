import 'reflect-metadata';
import { createLogger, logLevels, runProcess } from '@eyrie/platform';
import { readMigrationConfiguration } from './configuration.ts';
import { prepareDatabase } from './database/prepare-database.ts';

const level = logLevels.find((one) => one === process.env['EYRIE_LOG_LEVEL']) ?? 'info';
const logger = createLogger({ name: 'migrate', level });

/** Brings the database to this version and ends: for a step of its own before replicas are exchanged. */
runProcess(logger, async () => {
  const { databaseUrl, masterKey, knownMasterKeys } = readMigrationConfiguration(process.env);
  await prepareDatabase({ databaseUrl, masterKey, knownMasterKeys, logger });
  logger.flush();
  process.exit(0);
});
