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

/** All test databases share it: roles, and so their passwords, belong to the whole server. */
export const testMasterKey = Buffer.alloc(32, 7);

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
  /** Stops a server of our own; leaves one that was given. */
  stop(): Promise<void>;
  /** Kills it as a power cut would, leaving its data. Only for a server of our own. */
  pause(): Promise<void>;
  /** Starts it again on the same port and data. Only for a server of our own. */
  restart(): Promise<void>;
}

/** A fresh, migrated database for one spec file. Drop it in `afterAll`. */
export async function createTestDatabase(
  options: { migrated?: boolean; ownServer?: boolean } = {},
): Promise<TestDatabase> {
  const server = await startTestServer(options.ownServer ?? false);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await once(server.url, `CREATE DATABASE ${name}`);
  const ownerUrl = withDatabase(server.url, name);
  if (options.migrated ?? true) {
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
      await once(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined);
      await server.stop();
    },
  };
}

/** The server named by EYRIE_TEST_POSTGRES_URL (a superuser's URL), else one in a temporary folder. */
async function startTestServer(own: boolean): Promise<TestServer> {
  const given = process.env['EYRIE_TEST_POSTGRES_URL'];
  if (given && !own) {
    return {
      url: given,
      stop: () => Promise.resolve(),
      pause: () => Promise.reject(new Error('A given server is not stopped by a test.')),
      restart: () => Promise.reject(new Error('A given server is not restarted by a test.')),
    };
  }
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-postgres-'));
  // The server runs as another user where the tests run as root, and must be able to enter.
  chmodSync(folder, 0o755);
  const start = (port: number): Promise<EmbeddedServer> =>
    startServer({
      dataDirectory: path.join(folder, 'data'),
      port,
      password: 'test',
      // Nothing of a test has to outlive a power cut.
      settings: ['fsync=off', 'full_page_writes=off'],
    });
  let server = await start(0);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
    pause: async () => {
      process.kill(server.pid, 'SIGQUIT');
      await server.ended;
    },
    restart: async () => {
      await server.stop();
      server = await start(server.port);
    },
  };
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
