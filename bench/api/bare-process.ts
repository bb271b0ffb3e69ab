// The peer: Fastify and a pool, the same statement and the same JSON, and nothing around it.
import { idFromUuid, uuidFromId } from '@eyrie/contracts';
import fastify from 'fastify';
import pg from 'pg';
import { nameOfList, pageOfDevices } from '../../apps/cloud-api/src/devices/device-list.ts';
import {
  deviceListStatement,
  type ListedDevice,
} from '../../apps/cloud-api/src/devices/device-list.sql.ts';
import { answerRequests } from '../harness/node-child.ts';

export interface BareRequest {
  readonly databaseUrl: string;
  /** UUID. */
  readonly organisationId: string;
}

async function listen({ databaseUrl, organisationId }: BareRequest): Promise<number> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  const app = fastify();
  app.get<{ Querystring: { site_id: string } }>('/v1/devices', async ({ query }) => {
    const statement = deviceListStatement({
      organisationId,
      siteId: uuidFromId('site', query.site_id),
      presence: 'online',
      q: null,
      order: '-last_seen_at',
      after: null,
      limit: 51,
    });
    const { rows } = await pool.query<ListedDevice>({ name: 'list', ...statement });
    const { site_id } = query;
    const list = nameOfList({ site_id, presence: 'online', order_by: '-last_seen_at' });
    return pageOfDevices(rows, 50, list, new Date());
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('It does not listen.');
  return address.port;
}

async function sites({ databaseUrl, organisationId }: BareRequest): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM site WHERE organisation_id = $1 ORDER BY id',
      [organisationId],
    );
    return rows.map(({ id }) => idFromUuid('site', id));
  } finally {
    await client.end();
  }
}

answerRequests({ listen, sites });
