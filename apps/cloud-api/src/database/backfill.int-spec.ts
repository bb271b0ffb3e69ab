import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource, QueryRunner } from 'typeorm';
import { createTestDatabase, quietLogger, type TestDatabase } from '../testing/database.ts';
import { backfill } from './backfill.ts';
import { createOwnerDataSource } from './data-source.ts';

const owner = `test_owner_${Math.random().toString(36).slice(2, 10)}`;

describe('a backfill', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let runner: QueryRunner;

  beforeAll(async () => {
    database = await createTestDatabase();
    for (const sql of [
      `INSERT INTO organisation (id, name, event_epoch)
       SELECT gen_random_uuid(), 'Organisation', '0000cafe' FROM generate_series(1, 3)`,
      `INSERT INTO app_user (organisation_id, id, email, name)
       SELECT o.id, gen_random_uuid(), n || '@example.org', 'Somebody'
       FROM organisation o, generate_series(1, 7) AS n`,
      'ALTER TABLE app_user ADD COLUMN touched integer NOT NULL DEFAULT 0',
      // An owner as there is in earnest: row-level security binds him too.
      `CREATE ROLE ${owner} NOSUPERUSER`,
      `GRANT ALL ON SCHEMA public TO ${owner}`,
      `ALTER TABLE app_user OWNER TO ${owner}`,
      `ALTER TABLE schema_backfill OWNER TO ${owner}`,
      `GRANT eyrie_lookup TO ${owner}`,
    ]) {
      await database.query(sql);
    }
    dataSource = await createOwnerDataSource(database.ownerUrl, quietLogger).initialize();
    runner = dataSource.createQueryRunner();
    await runner.query(`SET ROLE ${owner}`);
  });
  afterAll(async () => {
    await runner.query('RESET ROLE');
    await runner.query(`DROP OWNED BY ${owner} CASCADE`);
    await runner.query(`DROP ROLE ${owner}`);
    await runner.release();
    await dataSource.destroy();
    await database.drop();
  });

  const touched = () =>
    database.query<{ touched: number; rows: number }>(
      'SELECT touched, count(*)::integer AS rows FROM app_user GROUP BY touched ORDER BY touched',
    );

  it('reaches every row of every organisation once, wherever it was cut off', async () => {
    let batches = 0;
    const work = {
      name: 'touch',
      table: 'app_user',
      key: ['id'],
      set: 'touched = t.touched + 1',
      rowsAtOnce: 2,
      onProgress: () => {
        batches += 1;
        if (batches % 3 === 0) throw new Error('cut off');
      },
    };
    let runs = 0;
    for (let isThrough = false; !isThrough; runs += 1) {
      isThrough = await backfill(runner, work).then(
        () => true,
        () => false,
      );
    }
    expect(runs).toBeGreaterThan(3);
    expect(await touched()).toEqual([{ touched: 1, rows: 21 }]);
  });

  it('does nothing when it has been through', async () => {
    await backfill(runner, {
      name: 'touch',
      table: 'app_user',
      key: ['id'],
      set: 'touched = t.touched + 1',
    });
    expect(await touched()).toEqual([{ touched: 1, rows: 21 }]);
  });
});
