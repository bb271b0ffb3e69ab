import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createAppDataSource } from '../database/data-source.ts';
import { Installation, Tenancy } from '../tenancy/index.ts';
import { createTestDatabase, quietLogger, type TestDatabase } from '../testing/database.ts';
import { EventLog, EventWakeUps, OrganisationEventLog } from './index.ts';

let database: TestDatabase;
let dataSource: DataSource;
let tenancy: Tenancy;
const log = new EventLog();

beforeAll(async () => {
  database = await createTestDatabase({ ownServer: true });
  dataSource = await createAppDataSource(database.appUrl, quietLogger).initialize();
  tenancy = new Tenancy(dataSource);
});
afterAll(async () => {
  await dataSource.destroy();
  await database.drop();
});

async function makeOrganisation(): Promise<string> {
  const id = randomUUID();
  await database.query('INSERT INTO organisation (id, name, event_epoch) VALUES ($1, $2, $3)', [
    id,
    'Test',
    'aabbccdd',
  ]);
  return id;
}

const event = (n: number) => ({ type: 'system.status', data: { n } });
const append = (organisationId: string, ...numbers: number[]) =>
  tenancy.transaction(organisationId, (tx) => log.append(tx, organisationId, numbers.map(event)));

async function numbersAfter(organisationId: string, seq: number): Promise<unknown[]> {
  const reader = new OrganisationEventLog(tenancy, organisationId);
  return (await reader.readAfter(seq, 1000)).map((logged) => [logged.seq, logged.event.data['n']]);
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('It did not happen in time.');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('EventLog', () => {
  it('numbers without gaps, each organisation for itself', async () => {
    const [a, b] = [await makeOrganisation(), await makeOrganisation()];
    await append(a, 1, 2);
    await append(b, 1);
    await append(a, 3);
    expect(await numbersAfter(a, 0)).toEqual([[1, 1], [2, 2], [3, 3]]); // prettier-ignore
    expect(await numbersAfter(b, 0)).toEqual([[1, 1]]);
    expect(await new OrganisationEventLog(tenancy, a).position()).toEqual({
      epoch: 'aabbccdd',
      head: 3,
      oldest: 0,
    });
  });

  it('gives no number to a transaction that does not commit', async () => {
    const organisation = await makeOrganisation();
    await append(organisation, 1);
    await expect(
      tenancy.transaction(organisation, async (tx) => {
        await log.append(tx, organisation, [event(2)]);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await append(organisation, 3);
    expect(await numbersAfter(organisation, 0)).toEqual([[1, 1], [2, 3]]); // prettier-ignore
  });

  it('never shows a number before a smaller one that commits late', async () => {
    const organisation = await makeOrganisation();
    const seen: unknown[] = [];
    let cursor = 0;
    const read = async () => {
      for (const [seq, n] of (await numbersAfter(organisation, cursor)) as [number, number][]) {
        seen.push(n);
        cursor = seq;
      }
    };
    let appended!: () => void;
    let finish!: () => void;
    const isAppended = new Promise<void>((resolve) => (appended = resolve));
    const mayFinish = new Promise<void>((resolve) => (finish = resolve));
    const slow = tenancy.transaction(organisation, async (tx) => {
      await log.append(tx, organisation, [event(1)]);
      appended();
      await mayFinish;
    });
    await isAppended;
    // The second begins later and would commit first, if it could have its number.
    const quick = append(organisation, 2);
    await until(async () => {
      const waiting = await database.query(
        `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
      return waiting.length > 0;
    });
    await read();
    expect(seen).toEqual([]);
    finish();
    await Promise.all([slow, quick]);
    await read();
    expect(seen).toEqual([1, 2]);
  });

  it('is read only within its organisation', async () => {
    const [a, b] = [await makeOrganisation(), await makeOrganisation()];
    await append(a, 1);
    const foreign = await tenancy.transaction(b, (tx) =>
      tx.query<unknown[]>('SELECT * FROM stream_event WHERE organisation_id = $1', [a]),
    );
    expect(foreign).toEqual([]);
    await expect(tenancy.transaction(b, (tx) => log.append(tx, a, [event(1)]))).rejects.toThrow(
      'not the caller',
    );
    expect(await numbersAfter(a, 1)).toEqual([]);
  });

  it('lets nobody read a partition past the row-level security', async () => {
    const [partition] = await database.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits
       WHERE inhparent = 'stream_event'::regclass AND inhrelid::regclass::text ~ '_d'`,
    );
    await expect(dataSource.query(`SELECT * FROM ${partition!.name}`)).rejects.toThrow(
      'permission denied',
    );
    await expect(
      dataSource.query(`SELECT eyrie_ensure_partition('frame', 'x', now(), now())`),
    ).rejects.toThrow('permission denied');
  });

  it('lets no reader pass a number that is still to come, in whatever order transactions end', async () => {
    const organisation = await makeOrganisation();
    const seen: [number, number][] = [];
    let cursor = 0;
    const reading = new AbortController();
    const reader = (async () => {
      while (!reading.signal.aborted) {
        for (const [seq, n] of (await numbersAfter(organisation, cursor)) as [number, number][]) {
          seen.push([seq, n]);
          cursor = seq;
        }
      }
    })();
    const committed: number[] = [];
    const breath = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
    const writer = async (lane: number) => {
      for (let i = 0; i < 25; i += 1) {
        const n = lane * 1000 + i;
        const isUndone = Math.random() < 0.2;
        const done = tenancy.transaction(organisation, async (tx) => {
          await breath();
          await log.append(tx, organisation, [event(n)]);
          await breath();
          if (isUndone) throw new Error('undone');
        });
        if (isUndone) await expect(done).rejects.toThrow('undone');
        else await done.then(() => committed.push(n));
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, lane) => writer(lane)));
    await until(() => seen.length >= committed.length);
    reading.abort();
    await reader;
    expect(seen.map(([seq]) => seq)).toEqual(committed.map((_, i) => i + 1));
    expect(seen.map(([, n]) => n).toSorted()).toEqual(committed.toSorted());
  });

  it('prunes whole days and says from where a client can resume', async () => {
    const organisation = await makeOrganisation();
    await append(organisation, 1, 2, 3);
    // The first two happened ten days ago, one in a day's partition and one in the default.
    await database.query(
      `SELECT eyrie_ensure_partition('stream_event', to_char(d, '"d"YYYYMMDD'), d, d + interval '1 day')
       FROM (SELECT date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '10 days' AS d) days`,
    );
    await database.query(
      `UPDATE stream_event SET at = at - (12 - seq) * interval '1 day'
       WHERE organisation_id = $1 AND seq < 3`,
      [organisation],
    );
    await new Installation(dataSource).keepPartitions({ streamDays: 7 });
    expect(await numbersAfter(organisation, 0)).toEqual([[3, 3]]);
    expect(await new OrganisationEventLog(tenancy, organisation).position()).toMatchObject({
      head: 3,
      oldest: 2,
    });
    const left = await database.query(
      `SELECT 1 FROM pg_inherits WHERE inhparent = 'stream_event'::regclass
       AND inhrelid::regclass::text = 'stream_event_' ||
         to_char((now() AT TIME ZONE 'UTC') - interval '10 days', '"d"YYYYMMDD')`,
    );
    expect(left).toEqual([]);
  });

  it('announces a commit once, and finds what it could not hear while Postgres was away', async () => {
    const organisation = await makeOrganisation();
    const heard: (string | null)[] = [];
    const wakeUps = new EventWakeUps({
      databaseUrl: database.appUrl,
      logger: quietLogger,
      onWakeUp: (id) => heard.push(id),
      pollMs: 20,
    });
    wakeUps.start();
    try {
      await until(() => wakeUps.isListening);
      heard.length = 0;
      await tenancy.transaction(organisation, async (tx) => {
        await log.append(tx, organisation, [event(1)]);
        await log.append(tx, organisation, [event(2)]);
      });
      await until(() => heard.length > 0);
      expect(heard).toEqual([organisation]);
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'eyrie-events'`,
      );
      await until(() => heard.includes(null));
      await until(() => wakeUps.isListening);
      heard.length = 0;
      await append(organisation, 3);
      await until(() => heard.includes(organisation));
    } finally {
      await wakeUps.stop();
    }
  });
});
