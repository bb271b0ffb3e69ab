import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import {
  createTestDatabase,
  quietLogger,
  testMasterKey,
  type TestDatabase,
} from '../testing/database.ts';
import { createOwnerDataSource } from './data-source.ts';
import { prepareDatabase } from './prepare-database.ts';

describe('the migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase({ migrated: false });
  });
  afterAll(async () => {
    await database.drop();
  });

  it('converge when two replicas start at once on an empty database', async () => {
    const options = {
      databaseUrl: database.ownerUrl,
      masterKey: testMasterKey,
      logger: quietLogger,
    };
    await Promise.all([
      prepareDatabase(options),
      prepareDatabase(options),
      prepareDatabase(options),
    ]);
    const rows = await database.query<{ name: string }>('SELECT name FROM schema_migration');
    expect(rows.length).toBe(new Set(rows.map(({ name }) => name)).size);
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });

  it('make exactly the tables that the entities describe', async () => {
    const owner = createOwnerDataSource(database.ownerUrl, quietLogger);
    await owner.initialize();
    try {
      const { upQueries } = await owner.driver.createSchemaBuilder().log();
      expect(upQueries.map(({ query }) => query)).toEqual([]);
    } finally {
      await owner.destroy();
    }
  });

  it('refuse another master key than the one of the first start, and change nothing', async () => {
    const other = randomBytes(32);
    await expect(
      prepareDatabase({ databaseUrl: database.ownerUrl, masterKey: other, logger: quietLogger }),
    ).rejects.toThrow(/master key is not the one this database was made with/);
  });

  it('say which address did not answer, and what to do', async () => {
    const url = 'postgres://postgres:secret@127.0.0.1:1/eyrie';
    const failure = prepareDatabase({
      databaseUrl: url,
      masterKey: testMasterKey,
      logger: quietLogger,
      waitMs: 200,
    });
    await expect(failure).rejects.toThrow(
      /Postgres at 127\.0\.0\.1:1 .*did not answer.*DATABASE_URL/,
    );
    await expect(failure).rejects.not.toThrow(/secret/);
  });

  it('say that the password is wrong without repeating it', async () => {
    const url = new URL(database.ownerUrl);
    url.password = 'mistaken';
    const failure = prepareDatabase({
      databaseUrl: url.href,
      masterKey: testMasterKey,
      logger: quietLogger,
      waitMs: 200,
    });
    await expect(failure).rejects.toThrow(/refused the user postgres/);
    await expect(failure).rejects.not.toThrow(/mistaken/);
  });
});
