import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createLogger } from '@eyrie/platform';
import { appDatabaseUrl } from '../database/data-source.ts';
import { appRolePassword } from '../database/roles.ts';
import { prepareDatabase } from '../database/prepare-database.ts';
import { startServer, type EmbeddedServer } from '../embedded-postgres/server.ts';
import {
  copyPostgresTemplate,
  once,
  templateDatabase,
  testMasterKey,
  testServer,
  withDatabase,
} from './postgres-template.ts';

export { testMasterKey };

export const quietLogger = createLogger({ name: 'test', level: 'silent' });

export interface TestDatabase {
  /** As the superuser; row-level security does not bind it. */
  ownerUrl: string;
  /** As the app role. */
  appUrl: string;
  /** Runs one statement as the superuser. */
  query: <Row extends pg.QueryResultRow>(sql: string, parameters?: unknown[]) => Promise<Row[]>;
  /** The server, where the test has one to itself (it may then stop it). */
  server: TestServer;
  drop(): Promise<void>;
}

export interface TestServer {
  /** Superuser's URL of the database `postgres`. */
  url: string;
  /** Whether it has a prepared database, to be taken. */
  hasTemplate: boolean;
  /** Stops a server of our own, with all that it has; drops the database of one that was given. */
  stop(database: string): Promise<void>;
  /** Kills it as a power cut would, leaving its data. Only for a server of our own. */
  pause(): Promise<void>;
  /** Starts it again on the same port and data. Only for a server of our own. */
  restart(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** An empty one with `false`; `if-at-hand` is for who migrates it anyhow. */
  migrated?: boolean | 'if-at-hand';
  ownServer?: boolean;
}

/** A fresh, migrated database for one spec file. Drop it in `afterAll`. */
export async function createTestDatabase({
  migrated = true,
  ownServer = false,
}: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const template = migrated === false ? undefined : process.env['EYRIE_TEST_POSTGRES_TEMPLATE'];
  const server = await startTestServer(ownServer, template);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await once(
    server.url,
    server.hasTemplate
      ? `ALTER DATABASE ${templateDatabase} RENAME TO ${name}`
      : `CREATE DATABASE ${name}`,
  );
  const ownerUrl = withDatabase(server.url, name);
  if (migrated === true) {
    await prepareDatabase({ databaseUrl: ownerUrl, masterKey: testMasterKey, logger: quietLogger });
  }
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 4 });
  // A test may stop the server under the pool.
  pool.on('error', () => undefined);
  return {
    ownerUrl,
    appUrl: appDatabaseUrl(ownerUrl, appRolePassword(testMasterKey)),
    query: async <Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []) =>
      (await pool.query<Row>(sql, parameters)).rows,
    server,
    drop: async () => {
      await pool.end();
      await server.stop(name);
    },
  };
}

/** The server named by EYRIE_TEST_POSTGRES_URL (a superuser's URL), else one in a temporary folder. */
async function startTestServer(own: boolean, template?: string): Promise<TestServer> {
  const given = process.env['EYRIE_TEST_POSTGRES_URL'];
  if (given && !own) {
    return {
      url: given,
      hasTemplate: false,
      stop: (database) =>
        once(given, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`).catch(() => undefined),
      pause: () => Promise.reject(new Error('A given server is not stopped by a test.')),
      restart: () => Promise.reject(new Error('A given server is not restarted by a test.')),
    };
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-postgres-'));
  // The server runs as another user where the tests run as root, and must be able to enter.
  chmodSync(folder, 0o755);
  const dataDirectory = path.join(folder, 'data');
  if (template !== undefined) await copyPostgresTemplate(template, dataDirectory);
  let isUp = false;
  const start = async (port: number): Promise<EmbeddedServer> => {
    const started = await startServer({ dataDirectory, port, ...testServer });
    isUp = true;
    void started.ended.then(() => (isUp = false));
    return started;
  };
  let server = await start(0);
  const quit = async (): Promise<void> => {
    if (isUp) process.kill(server.pid, 'SIGQUIT');
    await server.ended;
  };
  return {
    url: server.url,
    hasTemplate: template !== undefined,
    stop: async () => {
      // Nobody wants its data any more.
      await quit();
      rmSync(folder, { recursive: true, force: true });
    },
    pause: quit,
    restart: async () => {
      await server.stop();
      server = await start(server.port);
    },
  };
}
