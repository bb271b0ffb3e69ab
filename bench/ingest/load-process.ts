import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { recordBatchResultSchema } from '@eyrie/contracts';
import type { TestApp } from '../../apps/cloud-api/src/testing/app.ts';
import {
  newTestSite,
  telemetryRecord,
  type TestSite,
} from '../../apps/cloud-api/src/testing/fleet.ts';
import { answerRequests } from '../harness/node-child.ts';
import { batchText, type BatchRange } from './batch-text.ts';
import { BatchClient } from './batch-client.ts';
import { addHistory } from './history.ts';

export interface PrepareRequest {
  readonly databaseUrl: string;
  readonly url: string;
  readonly publicUrl: string;
  readonly lanes: number;
}

export interface IngestRequest {
  readonly seconds: number;
  readonly batchRows: number;
  /** Rows a second, all lanes together; as many as there are answers where it is not given. */
  readonly rate?: number;
}

export interface IngestResult {
  readonly rows: number;
  readonly seconds: number;
}

/** A site that sends one batch at a time, as a leading coordinator does. */
interface Lane {
  readonly site: TestSite;
  readonly connection: pg.Client;
  readonly client: BatchClient;
}

let owner: pg.Pool | null = null;
const lanes: Lane[] = [];

answerRequests({
  /** A site for each lane, each of an organisation of its own, and the table of the peer. */
  prepare: async ({ databaseUrl, url, publicUrl, lanes: count }: PrepareRequest): Promise<void> => {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
    owner = pool;
    await pool.query(
      `CREATE TABLE IF NOT EXISTS bare_telemetry (LIKE telemetry,
         PRIMARY KEY (organisation_id, device_id, boot_epoch, sequence))`,
    );
    const query = async (sql: string, parameters?: unknown[]) =>
      (await pool.query<pg.QueryResultRow>(sql, parameters)).rows;
    // The three things of it that founding a site asks for.
    const app = { url, configuration: { publicUrl }, database: { query } } as unknown as TestApp;
    for (let lane = 0; lane < count; lane += 1) {
      const organisationId = randomUUID();
      await query('INSERT INTO organisation (id, name, event_epoch) VALUES ($1, $2, $3)', [
        organisationId,
        `Bench ${lane}`,
        '0000cafe',
      ]);
      const connection = new pg.Client({ connectionString: databaseUrl });
      await connection.connect();
      const site = await newTestSite(app, organisationId);
      const client = new BatchClient(new URL('/edge/v1/records', url), site.headers);
      lanes.push({ site, connection, client });
    }
  },

  ours: (request: IngestRequest) =>
    inLanes(request, async ({ site, client }, { bootEpoch, from, count: batchRows }) => {
      const deviceId = site.workerId;
      const body = batchText({ deviceId, bootEpoch, from, count: batchRows });
      const answer: unknown = JSON.parse(await client.send(body));
      const { refused, receipts } = recordBatchResultSchema.parse(answer);
      const has = receipts[0]?.have.at(-1)?.[1];
      if (refused.length > 0 || has !== from + batchRows - 1) {
        throw new Error('The receipt does not name what was sent.');
      }
    }),

  bare: (request: IngestRequest) =>
    inLanes(request, async ({ site, connection }, { bootEpoch, from, count: batchRows }) => {
      const numbers = sequences(from, batchRows);
      const all = (value: unknown) => numbers.map(() => value);
      const { body } = telemetryRecord({ bootEpoch, sequence: 1 });
      const { rowCount } = await connection.query({ name: 'insert', text: bareInsert }, [
        ...[site.organisationId, site.workerId, bootEpoch, numbers, all(new Date().toISOString())],
        ...[all(body.cpuPercent), all(body.memoryUsedBytes), all(body.memoryTotalBytes)],
        ...[all(body.diskUsedBytes), all(body.diskTotalBytes), all(body.temperatureC)],
        ...[all(body.uptimeSeconds), all(body.version), all(body.backlogRecords)],
        ...[all(body.backlogBlobs), all(body.backlogBlobBytes)],
      ]);
      if (rowCount !== batchRows) throw new Error('Bare Postgres did not take all rows.');
    }),

  /** Gives the sites a past of so many rows. */
  addHistory: async (rows: number): Promise<void> => {
    const owners = lanes.map(({ site: { organisationId, workerId: deviceId } }) => ({
      organisationId,
      deviceId,
    }));
    if (owner) await addHistory(owner, owners, rows);
  },

  /** Rows that are committed for the devices of this run. */
  committed: async (table: 'telemetry' | 'bare_telemetry'): Promise<number> => {
    const devices = lanes.map(({ site }) => site.workerId);
    const found = await owner?.query<{ count: string }>(
      `SELECT count(*) FROM ${table} WHERE device_id = ANY($1)`,
      [devices],
    );
    return Number(found?.rows[0]?.count ?? 0);
  },

  close: async (): Promise<void> => {
    for (const { connection, client } of lanes) {
      client.close();
      await connection.end();
    }
    await owner?.end();
  },
});

const bareInsert = `INSERT INTO bare_telemetry (organisation_id, device_id, boot_epoch, received_at,
    sequence, recorded_at, cpu_percent, memory_used_bytes, memory_total_bytes, disk_used_bytes,
    disk_total_bytes, temperature_c, uptime_seconds, version, backlog_records, backlog_blobs,
    backlog_blob_bytes)
  SELECT $1, $2, $3, now(), r.* FROM unnest($4::bigint[], $5::timestamptz[], $6::float8[],
    $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[], $12::float8[],
    $13::text[], $14::bigint[], $15::bigint[], $16::float8[]) AS r
  ON CONFLICT DO NOTHING`;

async function inLanes(
  { seconds, batchRows, rate }: IngestRequest,
  send: (lane: Lane, batch: Omit<BatchRange, 'deviceId'>) => Promise<void>,
): Promise<IngestResult> {
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  const everyMs = rate === undefined ? 0 : (batchRows * lanes.length * 1000) / rate;
  let rows = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      const bootEpoch = randomUUID();
      for (let batch = 0; performance.now() < endAt; batch += 1) {
        await delay(Math.max(0, startedAt + batch * everyMs - performance.now()));
        await send(lane, { bootEpoch, from: 1 + batch * batchRows, count: batchRows });
        rows += batchRows;
      }
    }),
  );
  return { rows, seconds: (performance.now() - startedAt) / 1000 };
}

function sequences(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}
