import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import pg from 'pg';
import { startTestApp, type TestApp, type TestPerson } from '../testing/app.ts';
import { testMasterKey } from '../testing/database.ts';
import { frameRecord, newTestSite, type TestSite } from '../testing/fleet.ts';
import { startProcess, type TestProcess } from '../testing/process.ts';
import { startTraffic, type Traffic } from '../testing/traffic.ts';

async function until(what: string, isSo: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`It never happened: ${what}.`);
    await delay(20);
  }
}

const schedule = { name: 'all', type: 'interval', intervalSeconds: 60 };
const driver = { type: 'simulated-sky', seed: 's', anchorAt: '2026-01-01T00:00:00.000Z' };

describe('the migrations of the next version', () => {
  let app: TestApp;
  let person: TestPerson;
  let site: TestSite;
  let folder: string;
  let traffic: Traffic;
  let environment: Record<string, string>;
  const processes: TestProcess[] = [];
  const clients: pg.Client[] = [];

  const start = (file: string, more: Record<string, string> = {}): TestProcess => {
    const one = startProcess(`apps/cloud-api/src/${file}`, { ...environment, ...more });
    processes.push(one);
    return one;
  };
  const migrate = () => start('testing/migrate-next.ts');
  const migrateUntil = (event: string) =>
    start('testing/migrate-next.ts', { EYRIE_TEST_LAST_EVENT: event });
  const stopDead = async (one: TestProcess) => {
    one.kill('SIGKILL');
    await one.ended;
  };
  /** Somebody else's transaction, which keeps what it was given. */
  const hold = async (sql: string): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: app.database.ownerUrl });
    clients.push(client);
    await client.connect();
    await client.query('BEGIN');
    await client.query(sql);
    return client;
  };

  beforeAll(async () => {
    app = await startTestApp();
    person = await app.newPerson();
    site = await newTestSite(app, person.organisationId);
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-migrations-'));
    environment = {
      PORT: '0',
      DATABASE_URL: app.database.ownerUrl,
      EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
      EYRIE_DATA: folder,
      EYRIE_PUBLIC_URL: app.configuration.publicUrl,
      // One coordinator is a whole fleet here.
      EYRIE_REQUESTS_PER_SECOND_CREDENTIAL: '100000',
      EYRIE_EDGE_REQUESTS_PER_SECOND: '100000',
    };
    // What the version before has left for the next one to take away.
    await app.database.query(`ALTER TABLE camera ADD COLUMN legacy_note text DEFAULT 'old'`);
    await app.database.query('UPDATE camera SET configuration = $1', [{ driver }]);
    for (let n = 0; n < 3; n += 1) {
      const bootEpoch = `00000000-0000-4000-8000-00000000000${n}`;
      const sent = await site.sendRecords(
        Array.from({ length: 100 }, (_, i) => frameRecord({ bootEpoch, sequence: i + 1 }, site)),
      );
      expect(sent.status).toBe(200);
    }
  });
  afterAll(async () => {
    await traffic.stop();
    await Promise.all(processes.map(stopDead));
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('converge under traffic, run twice at once and killed half-way, and no request fails', async () => {
    const replicas = [start('main.ts'), start('main.ts')];
    const heard = await Promise.all(replicas.map((one) => one.event('cloud_listening')));
    const urls = heard.map(({ url }) => String(url));
    traffic = startTraffic(urls, { person, site });
    await until('traffic', () => traffic.done.reads > 20 && traffic.done.events > 20);

    const first = migrateUntil('migration_started');
    await first.event('migration_started');
    await stopDead(first);

    const second = migrateUntil('backfill_progress');
    await second.event('backfill_progress');
    await stopDead(second);

    // The concurrent index waits for whoever writes, and is killed there: it is left half-made.
    const writer = await hold('LOCK TABLE camera IN ROW EXCLUSIVE MODE');
    const third = migrate();
    let backend = 0;
    await until('the index to wait', async () => {
      const [row] = await app.database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
           AND query LIKE 'CREATE%INDEX CONCURRENTLY camera%' AND wait_event_type = 'Lock'`,
      );
      backend = row?.pid ?? 0;
      return backend !== 0;
    });
    // Who comes meanwhile waits its turn without being in the way of the index.
    const fourth = migrateUntil('migration_applied');
    await fourth.event('migrations_awaited');
    await stopDead(third);
    await until('its statement to end', async () => {
      const rows = await app.database.query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [
        backend,
      ]);
      return rows.length === 0;
    });
    expect(await invalidIndexes()).toEqual(['camera_label_ix']);
    await writer.query('ROLLBACK');
    await fourth.event('migration_applied');
    await stopDead(fourth);

    // A transaction that has read the table is in the way of the last step, and of nobody else.
    const holder = await hold('SELECT count(*) FROM camera');
    const pair = [migrate(), migrate()];
    const waits = await Promise.race(pair.map((one) => one.event('migration_waits')));
    expect(String(waits['migration'])).toMatch(/SwitchLabel|DropNote/);
    const before = traffic.done.reads;
    await until('reads beside the waiting migration', () => traffic.done.reads > before + 30);
    await holder.query('ROLLBACK');
    expect(await Promise.all(pair.map(({ ended }) => ended))).toEqual([0, 0]);
    const applied = pair.map(({ lines }) =>
      lines.filter((l) => l['event'] === 'migration_applied'),
    );
    expect(applied.filter((lines) => lines.length > 0)).toHaveLength(1);

    const after = traffic.done.frames;
    await until('traffic after it', () => traffic.done.frames > after + 20);
    await traffic.stop();
    expect(traffic.failures).toEqual([]);
    expect(await state()).toEqual({
      migrations: 5,
      frames: 300 + traffic.done.frames,
      telemetry: traffic.done.telemetry,
      unfilledFrames: 0,
      unfilledCameras: 0,
      note: 0,
    });
    expect(await invalidIndexes()).toEqual([]);
    expect(await unindexedPartitions()).toEqual([]);
    for (const url of urls) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  }, 120_000);

  it('leave the version before able to write', async () => {
    const body = {
      device_id: idFromUuid('device', site.workerId),
      configuration: { name: 'North', driver, schedules: [schedule] },
    };
    const answer = await person.fetch('/v1/cameras', { method: 'POST', body });
    expect(answer.status).toBe(201);
    const labels = await app.database.query(`SELECT label FROM camera WHERE name = 'North'`);
    expect(labels).toEqual([{ label: 'NORTH' }]);
  });

  it('say at a replica that is too old for them that it is, and what to do', async () => {
    await app.database.query(
      `UPDATE schema_migration SET excludes_versions_before = 'Newer1999900000009'
       WHERE name LIKE 'DropNote%'`,
    );
    const answer = await person.fetch('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'database.schema-unfit' });
    expect(await app.cloud.isReady()).toMatch(/too old .*DropNote.* Run a newer one/);
    const late = start('main.ts');
    expect(await late.ended).toBe(1);
    expect(late.lines.find(({ level }) => level === 'fatal')?.['msg']).toMatch(/too old/);
  });

  async function invalidIndexes(): Promise<string[]> {
    const rows = await app.database.query<{ name: string }>(
      `SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid`,
    );
    return rows.map(({ name }) => name);
  }

  async function unindexedPartitions(): Promise<string[]> {
    const rows = await app.database.query<{ name: string }>(
      `SELECT i.inhrelid::regclass::text AS name FROM pg_inherits i
       WHERE i.inhparent = 'frame'::regclass AND NOT EXISTS (
         SELECT 1 FROM pg_index x JOIN pg_inherits p ON p.inhrelid = x.indexrelid
         WHERE x.indrelid = i.inhrelid AND p.inhparent = 'frame_day_ix'::regclass)`,
    );
    return rows.map(({ name }) => name);
  }

  async function state(): Promise<Record<string, number>> {
    const [row] = await app.database.query<Record<string, string>>(
      `SELECT (SELECT count(*) FROM schema_migration WHERE name LIKE '%19999%') AS "migrations",
         (SELECT count(*) FROM frame) AS frames, (SELECT count(*) FROM telemetry) AS telemetry,
         (SELECT count(*) FROM frame WHERE day IS NULL) AS "unfilledFrames",
         (SELECT count(*) FROM camera WHERE label IS NULL) AS "unfilledCameras",
         (SELECT count(*) FROM pg_attribute WHERE attrelid = 'camera'::regclass
            AND attname = 'legacy_note') AS note`,
    );
    return Object.fromEntries(Object.entries(row!).map(([name, count]) => [name, Number(count)]));
  }
});
