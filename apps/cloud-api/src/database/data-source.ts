import { DataSource } from 'typeorm';
import type { Logger } from '@eyrie/platform';
import { entities } from './entities.ts';
import { SnakeCaseNaming } from './naming.ts';
import { appRole } from './roles.ts';

const common = {
  type: 'postgres',
  entities,
  namingStrategy: new SnakeCaseNaming(),
  synchronize: false,
  installExtensions: false,
  logging: false,
  // Our sequences and indexes stay far below 2^53.
  parseInt8: true,
  connectTimeoutMS: 5_000,
} as const;

/** For migrations alone, as the role that DATABASE_URL names. */
export function createOwnerDataSource(databaseUrl: string, logger: Logger): DataSource {
  return new DataSource({
    ...common,
    url: databaseUrl,
    poolSize: 2,
    applicationName: 'eyrie-migrations',
    poolErrorHandler: onPoolError(logger),
  });
}

/** For everything else, as the role that row-level security binds. */
export function createAppDataSource(appDatabaseUrl: string, logger: Logger): DataSource {
  return new DataSource({
    ...common,
    url: appDatabaseUrl,
    poolSize: 10,
    applicationName: 'eyrie-cloud-api',
    poolErrorHandler: onPoolError(logger),
    extra: {
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
      keepAlive: true,
      // Statements that do not wait for one another are sent together.
      pipeline: true,
    },
  });
}

/** The same server and database as DATABASE_URL, logged in as the app role with its password. */
export function appDatabaseUrl(databaseUrl: string, appPassword: string): string {
  const url = new URL(databaseUrl);
  url.username = appRole;
  url.password = appPassword;
  return url.href;
}

/** An idle connection that breaks is an event without a listener otherwise, and ends the process. */
function onPoolError(logger: Logger): (error: Error) => void {
  return (error) => {
    logger.warn(
      { event: 'database_connection_lost', reason: error.message },
      'An idle connection to Postgres was lost; the next request opens a new one.',
    );
  };
}
