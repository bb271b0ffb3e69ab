import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '@eyrie/contracts';
import { createTestDatabase, testMasterKey, type TestDatabase } from './testing/database.ts';
import { startProcess } from './testing/process.ts';

describe('the cloud as a process', () => {
  let database: TestDatabase;
  let folder: string;
  let environment: Record<string, string>;
  beforeAll(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-main-'));
    writeFileSync(path.join(folder, 'password'), 'a good long password\n');
    environment = {
      PORT: '0',
      DATABASE_URL: database.ownerUrl,
      EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
      EYRIE_DATA: folder,
    };
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (changes: Record<string, string> = {}) =>
    startProcess('apps/cloud-api/src/main.ts', { ...environment, ...changes });

  it('makes the first organisation, serves, shows its metrics on the operations port alone, and ends', async () => {
    const cloud = start({
      EYRIE_OWNER_EMAIL: 'Owner@Example.org',
      EYRIE_OWNER_PASSWORD_FILE: path.join(folder, 'password'),
      EYRIE_ORGANISATION_NAME: 'Alpine Research',
    });
    const { url, opsPort } = (await cloud.event('cloud_listening')) as {
      url: string;
      opsPort: number;
    };
    const login = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'owner@example.org', password: 'a good long password' }),
    });
    expect(login.status).toBe(201);
    expect((await login.json()) as Session).toMatchObject({
      role: 'owner',
      organisation: { name: 'Alpine Research' },
    });
    const metrics = await (await fetch(`http://127.0.0.1:${opsPort}/metrics`)).text();
    expect(metrics).toMatch(
      /http_requests_total\{method="POST",endpoint="\/v1\/session",status="201"\} 1/,
    );
    expect(metrics).toMatch(/process_cpu_seconds_total/);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect((await fetch(`http://127.0.0.1:${opsPort}/readyz`)).status).toBe(200);
    cloud.kill('SIGTERM');
    expect(await cloud.ended).toBe(0);
    expect(JSON.stringify(cloud.lines)).not.toContain('a good long password');
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['DATABASE_URL is missing', { DATABASE_URL: '' }, /DATABASE_URL: must be set.*npm start/],
    ['the master key is missing', { EYRIE_MASTER_KEY: '' }, /EYRIE_MASTER_KEY.*must be set/],
    ['the master key is too short', { EYRIE_MASTER_KEY: 'c2hvcnQ=' }, /32 bytes in base64/],
    [
      'the master key is another one',
      { EYRIE_MASTER_KEY: Buffer.alloc(32, 9).toString('base64') },
      /master key is not the one this database was made with/,
    ],
  ])('says in one sentence that %s, and exits with 1', async (_, changes, sentence) => {
    const cloud = start(changes);
    expect(await cloud.ended).toBe(1);
    const fatal = cloud.lines.filter(({ level }) => level === 'fatal');
    expect(fatal).toHaveLength(1);
    expect(String(fatal[0]?.['msg'])).toMatch(sentence);
    expect(JSON.stringify(cloud.lines)).not.toContain('c2hvcnQ=');
  });

  it('says which port is in use, and exits with 1', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const cloud = start({ PORT: String(port) });
    expect(await cloud.ended).toBe(1);
    other.close();
    const fatal = cloud.lines.find(({ level }) => level === 'fatal');
    expect(String(fatal?.['msg'])).toMatch(new RegExp(`Port ${port} on 127\\.0\\.0\\.1.*in use`));
  });
});
