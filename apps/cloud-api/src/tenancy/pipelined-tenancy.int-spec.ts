import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newUuid } from '../database/uuid.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { PipelinedTenancy } from './pipelined-tenancy.ts';

const rename = 'UPDATE organisation SET name = $2 WHERE id = $1';
const fail = 'SELECT 1 / $1::int AS n';

describe('a transaction that finishes together with its last statements', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let tenancy: PipelinedTenancy;
  const id = newUuid();

  beforeAll(async () => {
    database = await createTestDatabase();
    const extra = { pipeline: true };
    dataSource = new DataSource({ type: 'postgres', url: database.appUrl, poolSize: 1, extra });
    await dataSource.initialize();
    tenancy = new PipelinedTenancy(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    await database.query('DELETE FROM organisation');
    await database.query(
      "INSERT INTO organisation (id, name, event_epoch) VALUES ($1, 'before', '0000cafe')",
      [id],
    );
  });

  const name = async () => {
    const rows = await database.query<{ name: string }>('SELECT name FROM organisation');
    return rows[0]?.name;
  };

  it('has all of it committed when it resolves', async () => {
    const result = await tenancy.transaction(id, async (tx) => {
      await tx.query(rename, [id, 'between']);
      await tx.finish(() =>
        Promise.all([tx.query(rename, [id, 'after']), tx.query('SELECT 1', [])]),
      );
      return 'done';
    });
    expect(result).toBe('done');
    expect(await name()).toBe('after');
  });

  it.each(['first', 'last'])(
    'leaves nothing where the %s of them fails, and says why',
    async (at) => {
      const work = tenancy.transaction(id, async (tx) => {
        await tx.query(rename, [id, 'between']);
        const good = () => tx.query(rename, [id, 'after']);
        const bad = () => tx.query(fail, [0]);
        const both = at === 'first' ? [bad, good] : [good, bad];
        await tx.finish(() => Promise.all(both.map((ask) => ask())));
      });
      await expect(work).rejects.toMatchObject({ code: '22012' });
      expect(await name()).toBe('before');
    },
  );

  it('leaves nothing where one fails on our side, after others were asked for', async () => {
    const work = tenancy.transaction(id, (tx) =>
      tx.finish(async () => {
        const asked = tx.query(rename, [id, 'after']);
        await Promise.all([asked, Promise.reject(new RangeError('no such instant'))]);
      }),
    );
    await expect(work).rejects.toThrow('no such instant');
    expect(await name()).toBe('before');
    const immediately = tenancy.transaction(id, async (tx) => {
      await tx.query(rename, [id, 'between']);
      await tx.finish(() => {
        throw new RangeError('nothing was asked for');
      });
    });
    await expect(immediately).rejects.toThrow('nothing was asked for');
    expect(await name()).toBe('before');
  });

  it('takes nothing afterwards, and the connection serves the next', async () => {
    const work = tenancy.transaction(id, async (tx) => {
      await tx.finish(() => tx.query(rename, [id, 'after']));
      await tx.query(rename, [id, 'too late']);
    });
    await expect(work).rejects.toThrow('The transaction is over.');
    const [row] = await tenancy.transaction(id, (tx) =>
      tx.query<{ name: string }[]>('SELECT name FROM organisation', []),
    );
    expect(row?.name).toBe('after');
  });
});
