import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readDatabaseUrl } from './configuration.ts';

describe('variables in files', () => {
  const password = 'a-password';
  const url = `postgres://eyrie:${password}@postgres:5432/eyrie`;
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-secret-files-'));
    file = path.join(folder, 'database_url');
    writeFileSync(file, `${url}\n`);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('are what is in them, without the end of the line', () => {
    expect(readDatabaseUrl({ DATABASE_URL_FILE: file, DATABASE_URL: '' })).toBe(url);
  });

  it.each([
    [{ DATABASE_URL: 'postgres://other/db' }, 'DATABASE_URL and DATABASE_URL_FILE: only one'],
    [{ DATABASE_URL_FILE: '/nowhere' }, 'DATABASE_URL_FILE: the file cannot be read (ENOENT)'],
  ])('with %j are refused, and nothing of them is told', (more, message) => {
    const attempt = () => readDatabaseUrl({ DATABASE_URL_FILE: file, ...more });
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(password);
  });
});
