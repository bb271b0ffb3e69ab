import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { explainListenError, type Logger } from '@eyrie/platform';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import type { Configuration, RunningConfiguration } from '../configuration.ts';
import { appDatabaseUrl, createAppDataSource } from '../database/data-source.ts';
import { SchemaUnfit } from '../database/database.errors.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { measureQueries } from '../database/query-metrics.ts';
import { FirstOrganisation } from '../organisations/index.ts';
import { Installation } from '../tenancy/index.ts';
import { createApp } from './create-app.ts';

export interface Cloud {
  app: NestFastifyApplication;
  registry: Registry;
  /** Where it listens, with the port that was taken. */
  url: string;
  /** Null when requests can be served, else why not. */
  isReady(): Promise<string | null>;
  close(): Promise<void>;
}

/** Prepares the database, makes the application and listens. */
export async function startCloud(
  given: Configuration,
  logger: Logger,
  options: { waitForDatabaseMs?: number } = {},
): Promise<Cloud> {
  const { databaseUrl, masterKey, knownMasterKeys, host, port } = given;
  const prepared = await prepareDatabase({
    databaseUrl,
    masterKey,
    knownMasterKeys,
    logger,
    ...(options.waitForDatabaseMs === undefined ? {} : { waitMs: options.waitForDatabaseMs }),
  });
  const configuration: RunningConfiguration = { ...given, ...prepared };
  const dataSource = createAppDataSource(appDatabaseUrl(databaseUrl, prepared.appPassword), logger);
  await dataSource.initialize();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  measureQueries(dataSource, registry);
  try {
    const app = await createApp({ configuration, logger, dataSource, registry });
    try {
      await app.get(FirstOrganisation).make();
      await listen(app, host, port);
      return await assemble(app, dataSource, registry);
    } catch (error) {
      await app.close();
      throw error;
    }
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw error;
  }
}

async function listen(app: NestFastifyApplication, host: string, port: number): Promise<void> {
  try {
    await app.listen(port, host);
  } catch (error) {
    throw explainListenError(error as NodeJS.ErrnoException, {
      host,
      port,
      purpose: 'the cloud (PORT)',
    });
  }
}

async function assemble(
  app: NestFastifyApplication,
  dataSource: DataSource,
  registry: Registry,
): Promise<Cloud> {
  return {
    app,
    registry,
    url: await app.getUrl(),
    isReady: async () => {
      try {
        await app.get(Installation).check();
        return null;
      } catch (error) {
        return error instanceof SchemaUnfit ? error.reason : 'Postgres cannot be reached.';
      }
    },
    close: async () => {
      await app.close();
      if (dataSource.isInitialized) await dataSource.destroy();
    },
  };
}
