import path from 'node:path';
import pg from 'pg';
import { seedDevices } from '../../apps/cloud-api/src/testing/seeded-devices.ts';
import type { LoadRequest, LoadResult } from '../api/load-process.ts';
import type { BenchContext } from '../harness/bench.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { percentile } from '../harness/statistics.ts';
import type { IngestSystem } from './system.ts';

const sites = 100;
const connections = 16;
const requestsPerSecond = 50;

/** Asks for the list of the api bench at a steady rate, in an organisation of 10,000 devices. */
export class ListReader {
  private constructor(
    private readonly context: BenchContext,
    private readonly process: NodeChild,
    private readonly request: Omit<LoadRequest, 'seconds'>,
  ) {}

  static async start(context: BenchContext, { cloud, replica }: IngestSystem): Promise<ListReader> {
    const client = new pg.Client({ connectionString: cloud.postgres.url });
    await client.connect();
    const found = await client.query<{ id: string }>(
      'SELECT organisation_id AS id FROM membership LIMIT 1',
    );
    const organisationId = found.rows[0]?.id ?? '';
    await seedDevices((sql, values) => client.query(sql, values), {
      organisationId,
      sites,
      devicesPerSite: 100,
    });
    await client.query('ANALYZE');
    await client.end();
    const cookie = await cloud.logIn(replica);
    const answer = await fetch(`${replica.url}/v1/sites?page_size=${sites}`, {
      headers: { cookie },
    });
    const { items } = (await answer.json()) as { items: { id: string }[] };
    const list = 'presence=online&order_by=-last_seen_at&page_size=50';
    const targets = items.map(({ id }) => `/v1/devices?site_id=${id}&${list}`);
    const process = context.processes.fork(
      path.join(import.meta.dirname, '../api/load-process.ts'),
    );
    const { port } = replica;
    const rate = requestsPerSecond;
    return new ListReader(context, process, { port, cookie, targets, connections, rate });
  }

  /** Milliseconds. */
  async p95(seconds: number): Promise<number> {
    const request: LoadRequest = { ...this.request, seconds };
    return percentile((await this.process.ask<LoadResult>('load', request)).latencies, 95);
  }

  async end(): Promise<void> {
    await this.context.processes.end(this.process.process);
  }
}
