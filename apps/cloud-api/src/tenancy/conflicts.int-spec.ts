import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { DatabaseBusy } from '../database/database.errors.ts';
import { newUuid } from '../database/uuid.ts';
import { toProblem } from '../problems/problem.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { ConnectionTurns, poolSizeOf } from './connection-turns.ts';
import { PipelinedTenancy } from './pipelined-tenancy.ts';
import type { TenantSql } from './tenant-sql.ts';
import { Tenancy } from './tenancy.ts';

type Helper = {
  transaction<Result>(tenant: string, work: (tx: TenantSql) => Promise<Result>): Promise<Result>;
};

const turns = (dataSource: DataSource) => new ConnectionTurns(poolSizeOf(dataSource), 500);

const helpers: [string, (dataSource: DataSource) => Helper][] = [
  ['Tenancy', (dataSource) => new Tenancy(dataSource, turns(dataSource))],
  ['PipelinedTenancy', (dataSource) => new PipelinedTenancy(dataSource, turns(dataSource))],
];

describe.each(helpers)('%s when transactions are in one another’s way', (_, make) => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let tenancy: Helper;
  let strictSource: DataSource;
  let strict: Helper;
  const tenant = newUuid();
  let sites: [string, string];

  const connect = async (poolSize: number, options = '') => {
    const source = new DataSource({
      type: 'postgres',
      url: database.appUrl,
      poolSize,
      connectTimeoutMS: 500,
      extra: { pipeline: true, options },
    });
    return source.initialize();
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.query("INSERT INTO organisation (id, name, event_epoch) VALUES ($1, 'x', $2)", [
      tenant,
      '0000cafe',
    ]);
    dataSource = await connect(4);
    tenancy = make(dataSource);
    strictSource = await connect(2, '-c default_transaction_isolation=serializable');
    strict = make(strictSource);
  });
  afterAll(async () => {
    await strictSource.destroy();
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    sites = [newUuid(), newUuid()];
    for (const id of sites) {
      await database.query(
        `INSERT INTO site (organisation_id, id, name, latitude, longitude, time_zone,
           founding_coordinators) VALUES ($1, $2, '', 0, 0, 'UTC', 1)`,
        [tenant, id],
      );
    }
  });

  const append = (tx: TenantSql, site: string, letter: string) =>
    tx.query('UPDATE site SET name = name || $2 WHERE id = $1', [site, letter]);
  const names = async () => {
    const rows = await database.query<{ name: string }>(
      'SELECT name FROM site WHERE id = ANY($1) ORDER BY id',
      [sites],
    );
    return rows.map(({ name }) => Array.from(name).sort().join(''));
  };

  it('runs the victim of a deadlock again', async () => {
    let runs = 0;
    let meet: () => void = () => undefined;
    const bothHoldOne = new Promise<void>((resolve) => {
      meet = resolve;
    });
    let holding = 0;
    const cross = (first: string, second: string, letter: string) =>
      tenancy.transaction(tenant, async (tx) => {
        runs += 1;
        await append(tx, first, letter);
        holding += 1;
        if (holding === 2) meet();
        await bothHoldOne;
        await append(tx, second, letter);
      });
    await Promise.all([cross(sites[0], sites[1], 'a'), cross(sites[1], sites[0], 'b')]);
    expect(runs).toBe(3);
    expect(await names()).toEqual(['ab', 'ab']);
  });

  it('runs what could not be serialised again', async () => {
    let runs = 0;
    await strict.transaction(tenant, async (tx) => {
      runs += 1;
      await tx.query('SELECT name FROM site WHERE id = $1', [sites[0]]);
      if (runs === 1) {
        await database.query("UPDATE site SET name = name || 'x' WHERE id = $1", [sites[0]]);
      }
      await append(tx, sites[0], 'y');
    });
    expect(runs).toBe(2);
    expect(await names()).toEqual(['xy', '']);
  });

  it('says that Postgres is busy when conflicts do not end', async () => {
    let runs = 0;
    const work = tenancy.transaction(tenant, async (tx) => {
      runs += 1;
      await tx.query("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$", []);
    });
    const error: unknown = await work.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatabaseBusy);
    expect(runs).toBe(4);
  });

  it('answers 503 with Retry-After to a statement that took too long, and goes on', async () => {
    let runs = 0;
    const error: unknown = await tenancy
      .transaction(tenant, async (tx) => {
        runs += 1;
        await tx.query("SET LOCAL statement_timeout = '20ms'", []);
        await tx.query('SELECT pg_sleep(10)', []);
      })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DatabaseBusy);
    expect(runs).toBe(1);
    const { body, headers } = toProblem(error, 'request');
    expect({ status: body.status, headers }).toEqual({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    await tenancy.transaction(tenant, (tx) => append(tx, sites[0], 'z'));
    expect(await names()).toEqual(['z', '']);
  });

  it('lets 200 callers over two connections through or says so, and none hangs', async () => {
    const small = await connect(2);
    try {
      const crowded = make(small);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 200 }, () =>
          crowded.transaction(tenant, async (tx) => {
            await tx.query('SELECT pg_sleep(0.02)', []);
          }),
        ),
      );
      const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
      for (const { reason } of refused) expect(reason).toBeInstanceOf(DatabaseBusy);
      // 500 ms of two connections are enough for some, and not for all.
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThan(200);
      await crowded.transaction(tenant, (tx) => append(tx, sites[0], 'z'));
    } finally {
      await small.destroy();
    }
  });
});
