import path from 'node:path';
import type { BenchContext } from '../harness/bench.ts';
import { BenchCloud, type Replica } from '../harness/bench-cloud.ts';
import type { NodeChild } from '../harness/node-child.ts';
import type { PrepareRequest } from './load-process.ts';

/** One replica of the cloud on a Postgres of its own, and the process that sends to either. */
export interface IngestSystem {
  readonly cloud: BenchCloud;
  readonly replica: Replica;
  readonly load: NodeChild;
  readonly end: () => Promise<void>;
}

/** @param lanes sites that send, each of an organisation of its own */
export async function startSystem(
  context: BenchContext,
  name: string,
  lanes: number,
): Promise<IngestSystem> {
  const { processes } = context;
  const cloud = await BenchCloud.start(context, name);
  const replica = await cloud.replica();
  const load = processes.fork(path.join(import.meta.dirname, 'load-process.ts'));
  const { url } = replica;
  const request: PrepareRequest = { databaseUrl: cloud.postgres.url, url, publicUrl: url, lanes };
  await load.ask('prepare', request);
  return {
    cloud,
    replica,
    load,
    end: async () => {
      await load.ask('close');
      await processes.end(load.process);
      await processes.end(replica.child.process);
    },
  };
}
