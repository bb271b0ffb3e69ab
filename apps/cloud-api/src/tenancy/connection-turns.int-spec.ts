import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { newUuid } from '../database/uuid.ts';
import { TooManyRequests } from '../limits/limit.errors.ts';
import { runInRequest } from '../request-context/request-context.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { ConnectionTurns } from './connection-turns.ts';
import { Tenancy } from './tenancy.ts';

describe('the connections to the database', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let tenancy: Tenancy;
  const [loud, quiet] = [newUuid(), newUuid()];

  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = new DataSource({ type: 'postgres', url: database.appUrl, poolSize: 5 });
    await dataSource.initialize();
    // A busy machine may take its time for hundreds of transactions.
    tenancy = new Tenancy(dataSource, new ConnectionTurns(5, 60_000));
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  /** Transactions that have a connection and keep it until they are told to end. */
  function held(organisationId: string, count: number) {
    const ends: (() => void)[] = [];
    let begun = 0;
    const all = Array.from({ length: count }, () => {
      const ended = new Promise<void>((resolve) => ends.push(resolve));
      return tenancy.transaction(organisationId, async () => {
        begun += 1;
        await ended;
      });
    });
    return {
      begun: () => begun,
      end: async () => {
        for (const end of ends) end();
        await Promise.all(all);
      },
    };
  }
  const until = async (isSo: () => boolean) => {
    const deadline = Date.now() + 10_000;
    while (!isSo() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isSo()).toBe(true);
  };
  const pong = (organisationId: string) =>
    tenancy.transaction(organisationId, (tx) => tx.query<unknown[]>('SELECT 1'));

  it('are never all one organisation’s, and its next waits behind its own', async () => {
    const flood = held(loud, 40);
    await until(() => flood.begun() === 3);
    expect(await pong(quiet)).toHaveLength(1);
    // What comes before an organisation is known does not wait either.
    expect(await dataSource.query<unknown[]>('SELECT 1')).toHaveLength(1);
    expect(flood.begun()).toBe(3);
    await flood.end();
    expect(flood.begun()).toBe(40);
  });

  it('are had at once by who has one already, as waiting for another could last for ever', async () => {
    const nested = Array.from({ length: 3 }, () =>
      tenancy.transaction(loud, () => tenancy.transaction(quiet, () => Promise.resolve('inner'))),
    );
    await expect(Promise.all(nested)).resolves.toEqual(['inner', 'inner', 'inner']);
  });

  it('are refused with the time to wait where hundreds of one wait, and others have theirs', async () => {
    const flood = held(loud, 503);
    await until(() => flood.begun() === 3);
    await expect(pong(loud)).rejects.toBeInstanceOf(TooManyRequests);
    await expect(pong(loud)).rejects.toMatchObject({ details: { retryAfterSeconds: 1 } });
    expect(await pong(quiet)).toHaveLength(1);
    await flood.end();
  });

  it('are not all for devices, so that people do not wait behind their batches', async () => {
    const device = {
      kind: 'device',
      organisationId: quiet,
      siteId: quiet,
      deviceId: quiet,
      role: 'coordinator',
      keyMark: '',
    } as const;
    const context = { requestId: '1', address: '', operation: null, principal: device };
    const [one, other] = runInRequest(context, () => [held(loud, 3), held(quiet, 3)] as const);
    await until(() => one.begun() + other.begun() === 2);
    expect(await pong(newUuid())).toHaveLength(1);
    expect(one.begun() + other.begun()).toBe(2);
    await Promise.all([one.end(), other.end()]);
  });
});
