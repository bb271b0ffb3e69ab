import { randomBytes } from 'node:crypto';
import { answerRequests } from '../harness/node-child.ts';
import { percentile } from '../harness/statistics.ts';
import { type ClientAddress, open } from './connection.ts';
import { type Connection, valueBytes } from './wire.ts';

export interface LoadRequest {
  readonly kind: 'eyrie' | 'etcd';
  readonly what: 'writes' | 'reads';
  readonly at: ClientAddress;
  readonly clients: number;
  readonly seconds: number;
}

/** Latencies in milliseconds. */
export interface LoadResult {
  /** Writes or reads that were done. */
  readonly done: number;
  readonly refused: number;
  readonly seconds: number;
  readonly p50: number;
  readonly p99: number;
}

export interface FirstWriteRequest {
  readonly kind: 'eyrie' | 'etcd';
  readonly at: readonly ClientAddress[];
  readonly withinMs: number;
}

const keys = 4_096;
/** Short against what is measured, and the same for both systems. */
const attemptEveryMs = 10;

answerRequests({
  load: async ({ kind, what, at, clients, seconds }: LoadRequest) => {
    const connections = await Promise.all(Array.from({ length: clients }, () => open(kind, at)));
    const value = randomBytes(valueBytes);
    const act = (connection: Connection, key: number): Promise<boolean> =>
      what === 'writes' ? connection.write(key, value) : connection.read(key);
    const result = await run(connections, act, seconds);
    for (const connection of connections) connection.close();
    return result;
  },

  /** Every key once, so that each read finds one. */
  fill: async ({ kind, at }: Pick<LoadRequest, 'kind' | 'at'>): Promise<void> => {
    const value = randomBytes(valueBytes);
    const clients = 64;
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        const connection = await open(kind, at);
        for (let key = client; key < keys; key += clients) {
          if (!(await connection.write(key, value))) throw new Error('A write was refused.');
        }
        connection.close();
      }),
    );
  },

  /**
   * From now until a write that is begun from now on is acknowledged, in milliseconds. A write is
   * begun at each of the nodes every few milliseconds, each on a connection of its own: one that was
   * passed on to a dead leader would say nothing about the next one.
   */
  firstWrite: async ({ kind, at: all, withinMs }: FirstWriteRequest): Promise<number> => {
    const value = randomBytes(valueBytes);
    const startedAt = performance.now();
    const connections = new Set<Connection>();
    const attempt = async (at: ClientAddress): Promise<number> => {
      const connection = await open(kind, at);
      connections.add(connection);
      const isAcknowledged = await connection.write(0, value);
      connections.delete(connection);
      connection.close();
      if (!isAcknowledged) throw new Error('Refused.');
      return performance.now() - startedAt;
    };
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<number>((resolve, reject) => {
        timer = setInterval(() => {
          const isLate = performance.now() - startedAt > withinMs;
          if (isLate) reject(new Error('No write was acknowledged in time.'));
          // A refusal is what is expected until there is a leader.
          for (const at of all) attempt(at).then(resolve, () => undefined);
        }, attemptEveryMs);
      });
    } finally {
      clearInterval(timer);
      for (const connection of connections) connection.close();
    }
  },
});

/** Each client acts again as soon as its last act was acknowledged. */
async function run(
  connections: readonly Connection[],
  act: (connection: Connection, key: number) => Promise<boolean>,
  seconds: number,
): Promise<LoadResult> {
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1000;
  const latencies: number[] = [];
  let refused = 0;
  await Promise.all(
    connections.map(async (connection, client) => {
      for (let key = client; performance.now() < endAt; key += connections.length) {
        const sentAt = performance.now();
        if (await act(connection, key % keys)) latencies.push(performance.now() - sentAt);
        else {
          refused += 1;
          // A node that cannot take it now would otherwise be asked without a pause.
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      }
    }),
  );
  const took = (performance.now() - startedAt) / 1000;
  if (latencies.length === 0) throw new Error(`Nothing was acknowledged (${refused} refused).`);
  return {
    done: latencies.length,
    refused,
    seconds: took,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  };
}
