import 'reflect-metadata';
import { createLogger, type Logger, runProcess } from '@eyrie/platform';
import { readMigrationConfiguration } from '../configuration.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { nextVersion } from './next-version.ts';

const log = createLogger({ name: 'migrate-next', level: 'info' });
/** It goes no further than the line with this event: whoever kills it there need not be quick. */
const lastEvent = process.env['EYRIE_TEST_LAST_EVENT'];
const logger = lastEvent === undefined ? log : stillAfter(log, lastEvent);

/** As migrate.ts, for the version after this one. */
runProcess(logger, async () => {
  const { databaseUrl, masterKey } = readMigrationConfiguration(process.env);
  await prepareDatabase({ databaseUrl, masterKey, logger, migrations: nextVersion(logger) });
  logger.flush();
  process.exit(0);
});

function stillAfter(all: Logger, event: string): Logger {
  const info = (fields: object, words?: string): void => {
    all.info(fields, words);
    if (!('event' in fields) || fields.event !== event) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  return Object.assign(Object.create(all) as Logger, { info });
}
