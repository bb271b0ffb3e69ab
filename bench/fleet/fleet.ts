import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { LoadRequest, LoadResult } from '../api/load-process.ts';
import type { BenchContext } from '../harness/bench.ts';
import { idFromUuid } from '@eyrie/contracts';
import { BenchCloud, type Replica } from '../harness/bench-cloud.ts';
import {
  processorSeconds,
  processorSecondsOfTree,
  proportionalBytesOfTree,
} from '../harness/cpu-clock.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { addOrganisations, camerasPerSite, devicesPerSite, growFleet } from './fleet-seed.ts';
import { framesPerInterval, intervalMs } from './simulated-site.ts';
import type { JoinRequest, ReturnRequest, Standing } from './simulator-process.ts';

const organisations = 1_000;
const recordsPerInterval = devicesPerSite + camerasPerSite * framesPerInterval;
const listsPerSecond = 50;
const listConnections = 16;

/** The cloud, and all sites as one process. */
export class Fleet {
  #sites = 0;
  #stage = 0;
  #committedBefore = 0;

  private constructor(
    private readonly context: BenchContext,
    private readonly cloud: BenchCloud,
    readonly replica: Replica,
    readonly cookie: string,
    readonly simulator: NodeChild,
    private readonly lists: NodeChild,
    private readonly largeId: string,
    private readonly keys: { readonly privateKey: string; readonly publicKey: string },
  ) {}

  static async start(context: BenchContext): Promise<Fleet> {
    const cloud = await BenchCloud.start(context);
    const replica = await cloud.replica({
      EYRIE_EDGE_REQUESTS_PER_SECOND: '1000000',
      EYRIE_REQUESTS_PER_SECOND_ADDRESS: '1000000',
    });
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = {
      privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      publicKey: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    };
    const fork = (module: string) => context.processes.fork(path.join(import.meta.dirname, module));
    const [simulator, lists] = [fork('simulator-process.ts'), fork('../api/load-process.ts')];
    const cookie = await cloud.logIn(replica);
    const largeId = await inDatabase(cloud, async (client) => {
      const { rows } = await client.query<{ id: string }>('SELECT id FROM organisation');
      const others = context.quick ? organisations / 50 : organisations;
      await addOrganisations((sql, values) => client.query(sql, values), others - 1);
      return rows[0]?.id ?? '';
    });
    return new Fleet(context, cloud, replica, cookie, simulator, lists, largeId, keys);
  }

  get devices(): number {
    return this.#sites * devicesPerSite;
  }

  /** Adds what is missing. Nobody sends meanwhile. */
  async growTo(sites: number): Promise<void> {
    this.#stage += 1;
    const added = sites - this.#sites;
    const sitesOfLarge = Math.round(added / 10);
    const stage = String(this.#stage);
    const { largeId, keys, cloud, replica, context } = this;
    await inDatabase(cloud, async (client) => {
      await growFleet((sql, values) => client.query(sql, values), {
        largeId,
        stage,
        sitesOfLarge,
        sitesOfOthers: added - sitesOfLarge,
        publicKey: keys.publicKey,
      });
      await client.query('ANALYZE');
    });
    const request: JoinRequest = {
      databaseUrl: cloud.postgres.url,
      largeId,
      stage,
      url: replica.url,
      privateKey: keys.privateKey,
    };
    this.#sites = await this.simulator.ask<number>('join', request);
    context.progress(`${this.#sites} sites, ${this.devices} devices: enrolled, each with a token`);
  }

  /** Records that become due in a second. */
  get recordsPerSecond(): number {
    return (this.#sites * recordsPerInterval * 1000) / intervalMs;
  }

  /** All sites send, with nothing due yet; resolves when each has sent once. */
  async begin(): Promise<void> {
    this.#committedBefore = await this.#committed();
    await this.simulator.ask('begin');
    await this.wait(intervalMs / 1000);
  }

  /** As if all had been away so long, and came back one after the other. */
  async comeBack(request: ReturnRequest): Promise<void> {
    this.#committedBefore = await this.#committed();
    await this.simulator.ask('comeBack', request);
  }

  /**
   * Nobody sends any more. How it stands in the end: each record that was acknowledged is in the database, once.
   * @throws Error where it is not so
   */
  async pause(): Promise<Standing> {
    await this.simulator.ask('pause');
    const standing = await this.standing();
    const committed = (await this.#committed()) - this.#committedBefore;
    if (committed !== standing.acknowledged) {
      throw new Error(
        `${standing.acknowledged} records were acknowledged, ${committed} are there.`,
      );
    }
    return standing;
  }

  standing(): Promise<Standing> {
    return this.simulator.ask<Standing>('standing');
  }

  /** Lets it run, and tells every half minute how the sites stand. */
  async wait(seconds: number, look: () => void = () => undefined): Promise<void> {
    const end = performance.now() + seconds * 1000;
    for (let second = 1; performance.now() < end; second += 1) {
      await delay(Math.min(1_000, Math.max(0, end - performance.now())));
      look();
      if (second % 30 > 0) continue;
      const { due, acknowledged, waiting } = await this.standing();
      this.context.progress(`${acknowledged} of ${due} records acknowledged, ${waiting} wait`);
    }
  }

  /** Begins to count; the answer's answer is seconds of processor for a device and minute since. */
  processorPerDevice(): () => number {
    const [usedBefore, startedAt] = [this.#processor(), performance.now()];
    return () => {
      const minutes = (performance.now() - startedAt) / 60_000;
      return (this.#processor() - usedBefore) / minutes / this.devices;
    };
  }

  /** Memory of cloud-api and Postgres. */
  bytes(): number {
    const { child } = this.replica;
    return proportionalBytesOfTree(child.pid) + proportionalBytesOfTree(this.cloud.postgres.pid);
  }

  /** Milliseconds of each list, for so long. */
  async readLists(seconds: number): Promise<readonly number[]> {
    const { replica, cookie, lists } = this;
    const answer = await fetch(`${replica.url}/v1/sites?page_size=100`, { headers: { cookie } });
    const { items } = (await answer.json()) as { items: { id: string }[] };
    const list = 'presence=online&order_by=-last_seen_at&page_size=50';
    const request: LoadRequest = {
      port: replica.port,
      cookie,
      targets: items.map(({ id }) => `/v1/devices?site_id=${id}&${list}`),
      connections: listConnections,
      seconds,
      rate: listsPerSecond,
    };
    return (await lists.ask<LoadResult>('load', request)).latencies;
  }

  /** Another layer for the large organisation. */
  async changeConfiguration(): Promise<void> {
    const url = `${this.replica.url}/v1/configurations/${idFromUuid('organisation', this.largeId)}`;
    const { cookie } = this;
    const present = await fetch(url, { headers: { cookie } });
    const answer = await fetch(url, {
      method: 'PUT',
      headers: {
        cookie,
        'content-type': 'application/json',
        'if-match': present.headers.get('etag') ?? '',
        origin: this.replica.url,
      },
      body: JSON.stringify({ settings: { log: { level: 'debug' } }, reason: 'a bench' }),
    });
    if (!answer.ok) throw new Error(`The change was refused: ${await answer.text()}`);
  }

  async end(): Promise<void> {
    await this.simulator.ask('close');
  }

  /** Records that are in the database, of all sites that ever sent. */
  #committed(): Promise<number> {
    return inDatabase(this.cloud, async (client) => {
      const { rows } = await client.query<{ count: string }>(
        'SELECT (SELECT count(*) FROM telemetry) + (SELECT count(*) FROM frame) AS count',
      );
      return Number(rows[0]?.count ?? 0);
    });
  }

  /** Of the same two, all in all; seconds. */
  #processor(): number {
    const { child } = this.replica;
    return processorSeconds(child.pid) + processorSecondsOfTree(this.cloud.postgres.pid);
  }
}

async function inDatabase<Result>(
  cloud: BenchCloud,
  act: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: cloud.postgres.url });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}
