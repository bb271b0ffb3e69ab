import { randomBytes } from 'node:crypto';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import {
  startServer,
  type EmbeddedServer,
} from '../../apps/cloud-api/src/embedded-postgres/server.ts';
import type { BenchContext } from '../harness/bench.ts';
import type { NodeChild } from '../harness/node-child.ts';
import { freePorts, until } from '../harness/wait.ts';
import type { PrepareRequest } from './load-process.ts';

const cloudModule = path.resolve(import.meta.dirname, '../../apps/cloud-api/src/main.ts');

/** A Postgres, one replica of the cloud, and the process that sends to either. */
export interface IngestSystem {
  readonly postgres: EmbeddedServer;
  readonly cloud: NodeChild;
  readonly load: NodeChild;
  readonly end: () => Promise<void>;
}

/** @param lanes sites that send, each of an organisation of its own */
export async function startSystem(
  { processes, folder }: BenchContext,
  name: string,
  lanes: number,
): Promise<IngestSystem> {
  // Postgres runs as another user where we are root, and must be able to enter.
  await chmod(folder, 0o755);
  const own = path.join(folder, name);
  await mkdir(own);
  const dataDirectory = path.join(own, 'postgres');
  const postgres = await startServer({ dataDirectory, port: 0, password: 'bench' });
  processes.onEnd(() => postgres.stop());
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const cloud = processes.fork(cloudModule, {
    env: {
      PORT: String(port),
      DATABASE_URL: postgres.url,
      EYRIE_MASTER_KEY: randomBytes(32).toString('base64'),
      EYRIE_DATA: path.join(own, 'cloud'),
      EYRIE_PUBLIC_URL: url,
      EYRIE_LOG_LEVEL: 'fatal',
    },
  });
  await until('the cloud', () => answers(url), { withinMs: 60_000, everyMs: 100 });
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  const request: PrepareRequest = { databaseUrl: postgres.url, url, publicUrl: url, lanes };
  await load.ask('prepare', request);
  return {
    postgres,
    cloud,
    load,
    end: async () => {
      await load.ask('close');
      await processes.end(load.process);
      await processes.end(cloud.process);
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
}
