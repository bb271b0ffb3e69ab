import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { DatabaseUnavailable } from '../database/database.errors.ts';
import { newUuid } from '../database/uuid.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { Tenancy } from './tenancy.ts';

describe('Tenancy', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let tenancy: Tenancy;
  const tenants = [newUuid(), newUuid()] as const;

  beforeAll(async () => {
    database = await createTestDatabase();
    for (const id of tenants) {
      await database.query(
        "INSERT INTO organisation (id, name, event_epoch) VALUES ($1, 'x', $2)",
        [id, '0000cafe'],
      );
    }
    // One connection for everybody: whatever one tenant leaves behind the next one meets.
    dataSource = new DataSource({ type: 'postgres', url: database.appUrl, poolSize: 1 });
    await dataSource.initialize();
    tenancy = new Tenancy(dataSource);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  it('never shows a foreign row on a shared connection, whatever fails in between', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, async (_, turn) => {
        const tenant = tenants[turn % 2] ?? tenants[0];
        const work = tenancy.transaction(tenant, async (tx) => {
          const rows = await tx.query<{ id: string }[]>('SELECT id FROM organisation');
          if (turn % 5 === 1) throw new Error('the caller gave up');
          if (turn % 5 === 2) await tx.query('SELECT 1 / 0');
          if (turn % 5 === 3)
            await tx.query("SET LOCAL statement_timeout = '1ms'; SELECT pg_sleep(1)");
          return rows.map(({ id }) => id);
        });
        return work.then(
          (ids) => ({ expected: [tenant], ids }),
          () => null,
        );
      }),
    );
    const finished = outcomes.filter((outcome) => outcome !== null);
    expect(finished).toHaveLength(80);
    for (const { ids, expected } of finished) expect(ids).toEqual(expected);
  });

  it('takes the organisation as a UUID, never as SQL', async () => {
    const injected = `${tenants[0]}', true); SELECT set_config('app.organisation_id', '${tenants[1]}`;
    await expect(
      tenancy.transaction(injected, (tx) => tx.query('SELECT id FROM organisation')),
    ).rejects.toThrow('A transaction needs the organisation');
  });

  it('says that the database is unavailable when its connection is cut, and recovers', async () => {
    const cut = tenancy.transaction(tenants[0], async (tx) => {
      const [own] = await tx.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await database.query('SELECT pg_terminate_backend($1)', [own?.pid]);
      return tx.query<unknown[]>('SELECT 1');
    });
    await expect(cut).rejects.toBeInstanceOf(DatabaseUnavailable);
    const ids = await tenancy.transaction(tenants[0], (tx) =>
      tx.query('SELECT id FROM organisation'),
    );
    expect(ids).toEqual([{ id: tenants[0] }]);
  });
});
