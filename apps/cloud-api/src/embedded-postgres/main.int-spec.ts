import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startProcess, type TestProcess } from '../testing/process.ts';
import { isPostmasterOf } from './orphan.ts';

describe('the embedded Postgres as a process', () => {
  let folder: string;
  let data: string;
  let running: TestProcess[];
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-embedded-'));
    chmodSync(folder, 0o755);
    data = path.join(folder, 'data');
    running = [];
  });
  afterEach(async () => {
    for (const one of running) one.kill('SIGTERM');
    await Promise.all(running.map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
  });

  const start = (port = 0): TestProcess => {
    const one = startProcess('apps/cloud-api/src/embedded-postgres/main.ts', {
      EYRIE_POSTGRES_DATA: data,
      EYRIE_POSTGRES_PORT: String(port),
    });
    running.push(one);
    return one;
  };
  const connectionFile = () => path.join(folder, 'connection.json');
  const ask = async (sql: string): Promise<unknown[]> => {
    const { url } = JSON.parse(readFileSync(connectionFile(), 'utf8')) as { url: string };
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('keeps its data and its password over a restart, readable to nobody else', async () => {
    const first = start();
    const { port } = (await first.event('postgres_ready')) as { port: number };
    expect(statSync(connectionFile()).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(folder, 'postgres-password')).mode & 0o777).toBe(0o600);
    await ask('CREATE TABLE kept AS SELECT 42 AS answer');
    first.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    const second = start(port);
    await second.event('postgres_ready');
    expect(await ask('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('replaces a server that outlived its killed parent', async () => {
    const first = start();
    const ready = (await first.event('postgres_ready')) as { port: number; postgresPid: number };
    await ask('CREATE TABLE kept AS SELECT 42 AS answer');
    first.kill('SIGKILL');
    await first.ended;
    expect(isPostmasterOf(ready.postgresPid, data)).toBe(true);
    const second = start(ready.port);
    const again = (await second.event('postgres_ready')) as { postgresPid: number };
    expect(again.postgresPid).not.toBe(ready.postgresPid);
    expect(isPostmasterOf(ready.postgresPid, data)).toBe(false);
    expect(await ask('SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('is not held up by the pid file of a process that is another program by now', async () => {
    const first = start();
    await first.event('postgres_ready');
    first.kill('SIGTERM');
    await first.ended;
    // Our own number: a living process that is no Postgres, and has to stay alive.
    writeFileSync(path.join(data, 'postmaster.pid'), `${process.pid}\n${data}\n`);
    await start().event('postgres_ready');
    expect(await ask('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('says which folder the user postgres cannot enter, and what to set', async () => {
    const closed = path.join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o700);
    data = path.join(closed, 'data');
    const one = start();
    expect(await one.ended).toBe(1);
    const fatal = one.lines.find(({ level }) => level === 'fatal');
    expect(String(fatal?.['msg'])).toMatch(/cannot enter .*closed.*EYRIE_HOME/);
  });
});
