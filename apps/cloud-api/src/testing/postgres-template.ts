import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { createLogger } from '@eyrie/platform';
import { prepareDatabase } from '../database/prepare-database.ts';
import { startServer } from '../embedded-postgres/server.ts';

/** All test databases share it: roles, and so their passwords, belong to the whole server. */
export const testMasterKey = Buffer.alloc(32, 7);

export const testServer = {
  password: 'test',
  // Nothing of a test has to outlive a power cut.
  settings: ['fsync=off', 'full_page_writes=off'],
} as const;

/** The prepared database on a server that was copied; whoever takes it gives it a name of its own. */
export const templateDatabase = 'eyrie_template';

/** Where the files of such a server are, where `npm test` has made them. */
export const templateData = (folder: string) => path.join(folder, 'data');

/** Makes, in `folder`, the files of a server that has stopped, with a database prepared for the cloud. */
export async function makePostgresTemplate(folder: string): Promise<void> {
  const server = await startServer({ dataDirectory: templateData(folder), port: 0, ...testServer });
  try {
    await once(server.url, `CREATE DATABASE ${templateDatabase}`);
    await prepareDatabase({
      databaseUrl: withDatabase(server.url, templateDatabase),
      masterKey: testMasterKey,
      logger: createLogger({ name: 'test', level: 'silent' }),
    });
    await once(server.url, 'CHECKPOINT');
  } finally {
    await server.stop();
  }
}

/** Copies those files, owners included: in a fraction of the time that a new server and its migrations take. */
export async function copyPostgresTemplate(folder: string, dataDirectory: string): Promise<void> {
  await promisify(execFile)('cp', ['-Rp', templateData(folder), dataDirectory]);
}

export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}

/** One statement, on a connection of its own. */
export async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
