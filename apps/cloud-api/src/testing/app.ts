import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { hash } from '@node-rs/argon2';
import type { Role } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import type { Configuration } from '../configuration.ts';
import { newUuid } from '../database/uuid.ts';
import { startCloud, type Cloud } from '../http/start-cloud.ts';
import { createTestDatabase, quietLogger, testMasterKey, type TestDatabase } from './database.ts';

export interface TestApp {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  app: NestFastifyApplication;
  cloud: Cloud;
  database: TestDatabase;
  configuration: Configuration;
  /** Makes an organisation with one person and logs in. */
  newPerson(options?: { role?: Role; organisationId?: string }): Promise<TestPerson>;
  close(): Promise<void>;
}

export interface TestPerson {
  organisationId: string;
  userId: string;
  email: string;
  password: string;
  cookie: string;
  /** A request as this person. `body` is sent as JSON. */
  fetch: (
    pathname: string,
    init?: { method?: string; body?: unknown; headers?: HeadersInit; signal?: AbortSignal },
  ) => Promise<Response>;
}

const password = 'correct horse battery staple';
/** The cheapest parameters: what is tested is not how slow a guess is. */
const passwordHash = hash(password, { memoryCost: 8, timeCost: 1, parallelism: 1 });

/** Tests of other things must not meet limits of requests. */
export const testLimits: Configuration['limits'] = {
  trustedProxies: 0,
  requestsPerSecondCredential: 10_000,
  requestsPerSecondOrganisation: 10_000,
  edgeRequestsPerSecond: 10_000,
  recordsPerSecondSite: 100_000,
  recordsPerSecondOrganisation: 100_000,
  requestsPerSecondAddress: 10_000,
  connectionsPerAddress: 10_000,
  enrolmentsPerMinute: 10,
  loginsPerMinute: 10_000,
};

/** The real application over a real database, on a free port. */
export async function startTestApp(
  overrides: Partial<Configuration> = {},
  { logger = quietLogger, ...databaseOptions }: { ownServer?: boolean; logger?: Logger } = {},
): Promise<TestApp> {
  const database = await createTestDatabase({ migrated: 'if-at-hand', ...databaseOptions });
  const dataDirectory = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-cloud-'));
  const configuration: Configuration = {
    port: 0,
    host: '127.0.0.1',
    opsPort: 0,
    opsHost: '127.0.0.1',
    databaseUrl: database.ownerUrl,
    masterKey: testMasterKey,
    knownMasterKeys: [],
    dataDirectory,
    s3: null,
    publicUrl: 'http://eyrie.test',
    dashboardDirectory: path.join(dataDirectory, 'dashboard'),
    owner: null,
    organisationName: 'Test',
    redisUrl: null,
    streamsPerUserMax: 20,
    streamsPerOrganisationMax: 1_000,
    heartbeatMs: 15_000,
    limits: testLimits,
    headersTimeoutMs: 20_000,
    bodyTimeoutMs: 20_000,
    mediaBytesMax: null,
    trustedIssuers: [],
    erasureGraceDays: 7,
    mail: {
      smtpUrl: null,
      from: 'Eyrie <eyrie@example.org>',
      directory: path.join(dataDirectory, 'mail'),
    },
    logLevel: 'silent',
    ...overrides,
  };
  const dispose = async (): Promise<void> => {
    await database.drop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  const cloud = await startCloud(configuration, logger).catch(async (error: unknown) => {
    await dispose();
    throw error;
  });
  const url = cloud.url.replace('localhost', '127.0.0.1').replace('[::1]', '127.0.0.1');
  return {
    url,
    app: cloud.app,
    cloud,
    database,
    configuration,
    newPerson: (options = {}) => newPerson(url, database, options),
    close: async () => {
      await cloud.close();
      await dispose();
    },
  };
}

async function newPerson(
  url: string,
  database: TestDatabase,
  { role = 'owner', organisationId }: { role?: Role; organisationId?: string },
): Promise<TestPerson> {
  const organisation = organisationId ?? newUuid();
  if (organisationId === undefined) {
    await database.query('INSERT INTO organisation (id, name, event_epoch) VALUES ($1, $2, $3)', [
      organisation,
      `Organisation ${organisation.slice(-4)}`,
      '0000cafe',
    ]);
  }
  const userId = newUuid();
  const email = `${userId}@example.org`;
  await database.query(
    `WITH account AS (INSERT INTO account (id, email, password_hash) VALUES ($2, $3, $4))
     INSERT INTO app_user (organisation_id, id, email, name) VALUES ($1, $2, $3, 'Somebody')`,
    [organisation, userId, email, await passwordHash],
  );
  await database.query(
    'INSERT INTO membership (organisation_id, user_id, role) VALUES ($1, $2, $3)',
    [organisation, userId, role],
  );
  const response = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  if (response.status !== 201) throw new Error(`Log-in failed: ${await response.text()}`);
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    organisationId: organisation,
    userId,
    email,
    password,
    cookie,
    fetch: (pathname, { method, body, headers, signal } = {}) =>
      fetch(`${url}${pathname}`, {
        method: method ?? 'GET',
        ...(signal ? { signal } : {}),
        headers: {
          cookie,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(headers as Record<string, string> | undefined),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
  };
}
