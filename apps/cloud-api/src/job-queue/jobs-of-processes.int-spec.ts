import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idFromUuid, type LongOperation, type OrganisationExport } from '@eyrie/contracts';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { newUuid } from '../database/uuid.ts';
import { createTestDatabase, testMasterKey, type TestDatabase } from '../testing/database.ts';
import { runEyrie } from '../testing/eyrie.ts';
import { startProcess, type TestProcess } from '../testing/process.ts';
import { jobSchema, workQueues } from './queues.ts';

const rows = 20_000;

interface Replica extends TestProcess {
  readonly url: string;
  readonly opsPort: number;
}

async function until<Found>(what: string, look: () => Promise<Found | null>): Promise<Found> {
  const deadline = Date.now() + 90_000;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new Error(`In a minute and a half: no ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Whole processes, as they run in production. */
describe('jobs of replicas that end', () => {
  let database: TestDatabase;
  let folder: string;
  let organisationId: string;
  let cookie: string;
  const replicas: Replica[] = [];

  const start = async (): Promise<Replica> => {
    const child = startProcess('apps/cloud-api/src/main.ts', {
      PORT: '0',
      DATABASE_URL: database.ownerUrl,
      EYRIE_MASTER_KEY: testMasterKey.toString('base64'),
      EYRIE_DATA: folder,
      EYRIE_OWNER_EMAIL: 'owner@example.org',
      EYRIE_OWNER_PASSWORD_FILE: path.join(folder, 'password'),
    });
    const { url, opsPort } = (await child.event('cloud_listening')) as never as Replica;
    const replica = Object.assign(child, { url, opsPort });
    replicas.push(replica);
    return replica;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-jobs-'));
    writeFileSync(path.join(folder, 'password'), 'a good long password\n');
    const first = await start();
    await start();
    const login = await fetch(`${first.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'owner@example.org', password: 'a good long password' }),
    });
    cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const [organisation] = await database.query<{ id: string }>('SELECT id FROM organisation');
    organisationId = organisation?.id ?? '';
    await database.query(
      `WITH people AS (INSERT INTO account (id, email, password_hash)
         SELECT gen_random_uuid(), n || '@example.org', 'none' FROM generate_series(1, ${rows}) n
         RETURNING id, email)
       INSERT INTO app_user (organisation_id, id, email, name)
         SELECT $1, id, email, repeat(md5(email), 60) FROM people`,
      [organisationId],
    );
  }, 120_000);
  afterAll(async () => {
    for (const replica of replicas) replica.kill('SIGKILL');
    await Promise.all(replicas.map(({ ended }) => ended));
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const alive = () => replicas.filter((one) => !gone.has(one));
  const gone = new Set<Replica>();
  const ask = (
    pathname: string,
    {
      headers = {},
      ...init
    }: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) => fetch(`${alive()[0]?.url}${pathname}`, { ...init, headers: { cookie, ...headers } });
  const begin = async (): Promise<LongOperation> => {
    const answer = await ask('/v1/organisation/exports', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(answer.status).toBe(202);
    return (await answer.json()) as LongOperation;
  };
  const begunAt = (replica: Replica, attempt: number) =>
    replica.lines.some(
      (line) =>
        line['event'] === 'operation_begun' && line['attempt'] === attempt && isLatest(line),
    );
  let latest = '';
  const isLatest = (line: Record<string, unknown>) => line['operationId'] === latest;
  /** Which replica works at it, at a moment when it is in the middle and cannot come to its end. */
  const inTheMiddle = async (): Promise<{ worker: Replica; release: () => Promise<void> }> => {
    const operation = await begin();
    const [row] = await database.query<{ id: string }>(
      'SELECT id FROM operation ORDER BY id DESC LIMIT 1',
    );
    latest = row?.id ?? '';
    expect(idFromUuid('operation', latest)).toBe(operation.id);
    await until('checkpoint within a table', async () => {
      const [found] = await database.query<{ table: string }>(
        `SELECT checkpoint -> 'state' -> 'table' ->> 'name' AS table FROM operation
         WHERE id = $1 AND checkpoint IS NOT NULL`,
        [latest],
      );
      return found?.table ?? null;
    });
    const lock = new pg.Client({ connectionString: database.ownerUrl });
    await lock.connect();
    await lock.query('BEGIN');
    await lock.query('LOCK TABLE timelapse IN ACCESS EXCLUSIVE MODE');
    const worker = await until('worker', () =>
      Promise.resolve(alive().find((one) => begunAt(one, 1)) ?? null),
    );
    return { worker, release: () => lock.end() };
  };
  const succeeded = async (): Promise<OrganisationExport> => {
    const id = idFromUuid('operation', latest);
    const operation = await until('end of the operation', async () => {
      const answer = await ask(`/v1/operations/${id}?wait_seconds=5`);
      const found = (await answer.json()) as LongOperation;
      return found.done ? found : null;
    });
    expect([operation.state, operation.error]).toEqual(['succeeded', null]);
    const { items } = (await (await ask('/v1/organisation/exports')).json()) as {
      items: OrganisationExport[];
    };
    const made = items.find((one) => one.id === operation.result?.['export_id']);
    if (!made) throw new Error('The export is not there.');
    return made;
  };
  const requireWhole = async ({ download_url, rows: told }: OrganisationExport) => {
    const target = path.join(await mkdtemp(path.join(os.tmpdir(), 'eyrie-archive-')), 'a.tar');
    const bytes = Buffer.from(await (await ask(download_url ?? '')).arrayBuffer());
    writeFileSync(target, bytes);
    const verified = await runEyrie(['organisation', 'verify', target, '--json']);
    expect(verified).toMatchObject({ code: 0, error: '' });
    expect(JSON.parse(verified.out)).toMatchObject({ rows: told });
    // The rows of the table in which it was cut off are there, each of them once.
    const ids = new Set(bytes.toString('latin1').match(/"email": "\d+@example\.org"/g));
    expect(ids.size).toBe(rows);
    expect(bytes.toString('latin1').match(/"email": "\d+@example\.org"/g)).toHaveLength(rows);
    rmSync(path.dirname(target), { recursive: true });
  };
  const metric = async (replica: Replica, name: string, queue: string): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${replica.opsPort}/metrics`)).text();
    return Number(new RegExp(`^${name}\\{queue="${queue}"\\} (\\S+)$`, 'm').exec(text)?.[1]);
  };

  it('an export that was killed in the middle goes on at another replica, where it was', async () => {
    const { worker, release } = await inTheMiddle();
    worker.kill('SIGKILL');
    await worker.ended;
    gone.add(worker);
    await release();
    // As if its heart had stopped long ago.
    const boss = new PgBoss({
      connectionString: database.ownerUrl,
      schema: jobSchema,
      max: 2,
      migrate: false,
      createSchema: false,
    });
    boss.on('error', () => undefined);
    await boss.start();
    try {
      await database.query(
        `UPDATE ${jobSchema}.job SET heartbeat_on = now() - interval '1 hour'
         WHERE state = 'active' AND data ->> 'operation_id' = $1`,
        [latest],
      );
      await boss.supervise(workQueues.operations);
    } finally {
      await boss.stop({ graceful: false });
    }
    const made = await succeeded();
    const [survivor] = alive();
    expect(survivor && begunAt(survivor, 2)).toBe(true);
    const resumed = survivor?.lines.find(({ event }) => event === 'export_resumed');
    expect(resumed?.['bytes']).toBeGreaterThan(4_000_000);
    await requireWhole(made);
  }, 240_000);

  it('an export goes over at once when its replica is told to end, and loses no attempt', async () => {
    await start();
    const { worker, release } = await inTheMiddle();
    worker.kill('SIGTERM');
    // It was given the time to come to its end, and could not.
    await new Promise((resolve) => setTimeout(resolve, 3_500));
    await release();
    expect(await worker.ended).toBe(0);
    gone.add(worker);
    expect(worker.lines.some(({ event }) => event === 'job_handed_back')).toBe(true);
    const [other] = alive();
    await until('other replica at work', () =>
      Promise.resolve(other && begunAt(other, 2) ? true : null),
    );
    const [job] = await database.query<{ retry_count: number }>(
      `SELECT retry_count FROM ${jobSchema}.job WHERE data ->> 'operation_id' = $1`,
      [latest],
    );
    expect(job?.retry_count).toBe(0);
    await requireWhole(await succeeded());
  }, 240_000);

  it('a job that fails each time is buried, seen, and stands in nobody’s way', async () => {
    const [replica, ...others] = alive();
    if (!replica) throw new Error('No replica is left.');
    // One that does everything is one whose counters tell everything.
    for (const other of others) {
      other.kill('SIGKILL');
      gone.add(other);
    }
    const before = await metric(replica, 'jobs_completed_total', 'operations');
    const id = newUuid();
    const starter = { actorId: id, userId: id, name: 'nobody', requestId: 'r', address: '::1' };
    await database.query(
      `INSERT INTO operation (organisation_id, id, kind, input, started_by)
       VALUES ($1, $2, 'poison', '{}', $3)`,
      [organisationId, id, JSON.stringify({ ...starter, credential: null, right: 'sites.create' })],
    );
    const boss = new PgBoss({
      connectionString: database.ownerUrl,
      schema: jobSchema,
      max: 2,
      migrate: false,
      createSchema: false,
    });
    boss.on('error', () => undefined);
    await boss.start();
    // One that names no organisation throws before anything is known of it; the other names a broken row.
    await boss.send(workQueues.operations, { operation_id: 'of nobody' });
    await boss.send(workQueues.operations, { organisation_id: organisationId, operation_id: id });
    // And one that kills whoever takes it: this is how its last replica leaves it.
    const killer = newUuid();
    await database.query(
      `INSERT INTO operation (organisation_id, id, kind, input, started_by)
       SELECT organisation_id, $2, kind, input, started_by FROM operation WHERE id = $1`,
      [id, killer],
    );
    const data = { organisation_id: organisationId, operation_id: killer };
    await database.query(
      `INSERT INTO ${jobSchema}.job (name, data, state, retry_limit, retry_count, heartbeat_seconds,
         heartbeat_on, started_on, dead_letter)
       VALUES ('operations', $1, 'active', 3, 3, 60, now() - interval '1 hour', now(), 'operations-dead')`,
      [JSON.stringify(data)],
    );
    await boss.supervise(workQueues.operations);
    await boss.stop({ graceful: false });
    const other = await begin();
    await until('grave', async () => {
      // Nobody waits for the pauses between attempts.
      await database.query(`UPDATE ${jobSchema}.job SET start_after = now() WHERE state = 'retry'`);
      const dead = replica.lines.filter(({ event }) => event === 'job_dead');
      return dead.length >= 1 ? dead : null;
    });
    expect(await metric(replica, 'jobs_failed_total', 'operations')).toBeGreaterThanOrEqual(1);
    expect(await metric(replica, 'jobs_retried_total', 'operations')).toBeGreaterThanOrEqual(3);
    const dead = await until('dead letter in the metrics', async () => {
      const count = await metric(replica, 'job_queue_dead', 'operations');
      return count > 0 ? count : null;
    });
    expect(dead).toBeGreaterThanOrEqual(1);
    const ended = (operationId: string) =>
      until('end of the operation', async () => {
        const answer = await ask(`/v1/operations/${operationId}`);
        const found = (await answer.json()) as LongOperation;
        return found.done ? found : null;
      });
    expect(await ended(idFromUuid('operation', id))).toMatchObject({
      state: 'failed',
      error: { code: 'operation.unknown_kind' },
    });
    expect(await ended(idFromUuid('operation', killer))).toMatchObject({
      state: 'failed',
      error: { code: 'operation.lost', detail: expect.stringContaining('begin it again') },
    });
    expect(await ended(other.id)).toMatchObject({ state: 'succeeded' });
    expect(await metric(replica, 'jobs_completed_total', 'operations')).toBeGreaterThan(before);
    expect(await metric(replica, 'job_queue_depth', 'operations')).toBe(0);
  }, 240_000);
});
