import { randomBytes } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  startServer,
  type EmbeddedServer,
} from '../../apps/cloud-api/src/embedded-postgres/server.ts';
import type { BenchContext } from './bench.ts';
import type { NodeChild } from './node-child.ts';
import { freePorts, until } from './wait.ts';
import { EventWriter } from '../realtime/writer.ts';

const cloudModule = path.resolve(import.meta.dirname, '../../apps/cloud-api/src/main.ts');
export const credentials = { email: 'bench@example.org', password: 'a password of the bench' };

/** Where the cloud's data is; it ends with the run. */
export type BenchPostgres = Pick<EmbeddedServer, 'url' | 'pid' | 'stop'>;

export interface Replica {
  readonly child: NodeChild;
  readonly port: number;
  readonly url: string;
}

/** Postgres, as many replicas as are asked for, and a person who is logged in. */
export class BenchCloud {
  private constructor(
    private readonly context: BenchContext,
    private readonly folder: string,
    readonly postgres: BenchPostgres,
    private readonly masterKey: string,
  ) {}

  /**
   * @param name tells it from others of the same run
   * @param own a server other than the embedded one
   */
  static async start(
    context: BenchContext,
    name = 'cloud',
    own?: BenchPostgres,
  ): Promise<BenchCloud> {
    // Postgres runs as another user where we are root, and must be able to enter.
    await chmod(context.folder, 0o755);
    const folder = path.join(context.folder, name);
    await mkdir(folder);
    const dataDirectory = path.join(folder, 'postgres');
    const postgres = own ?? (await startServer({ dataDirectory, port: 0, password: 'bench' }));
    context.processes.onEnd(() => postgres.stop());
    await writeFile(path.join(folder, 'password'), credentials.password);
    return new BenchCloud(context, folder, postgres, randomBytes(32).toString('base64'));
  }

  /** @param environment what is to be different from the other replicas */
  async replica(environment: Record<string, string> = {}): Promise<Replica> {
    const [port = 0] = await freePorts(1);
    const data = path.join(this.folder, `cloud-${port}`);
    const url = `http://127.0.0.1:${port}`;
    const child = this.context.processes.fork(cloudModule, {
      env: {
        PORT: String(port),
        ...this.place(data),
        EYRIE_PUBLIC_URL: url,
        EYRIE_LOG_LEVEL: 'fatal',
        EYRIE_OWNER_EMAIL: credentials.email,
        EYRIE_OWNER_PASSWORD_FILE: path.join(this.folder, 'password'),
        MAX_CONNECTIONS_PER_USER: '10000',
        EYRIE_STREAMS_PER_ORGANISATION: '100000',
        EYRIE_RECORDS_PER_SECOND_SITE: '1000000',
        EYRIE_RECORDS_PER_SECOND_ORGANISATION: '1000000',
        // One person opens them all.
        EYRIE_REQUESTS_PER_SECOND_CREDENTIAL: '1000000',
        EYRIE_REQUESTS_PER_SECOND_ORGANISATION: '1000000',
        EYRIE_LOGINS_PER_MINUTE: '1000000',
        // Each log-in of a bench comes from an address of its own.
        EYRIE_TRUSTED_PROXIES: '1',
        ...environment,
      },
    });
    await until('a replica', () => answers(url), { withinMs: 60_000, everyMs: 100 });
    return { child, port, url };
  }

  /** Where a program of ours finds what the cloud works on. */
  place(data: string): { DATABASE_URL: string; EYRIE_MASTER_KEY: string; EYRIE_DATA: string } {
    const { postgres, masterKey } = this;
    return { DATABASE_URL: postgres.url, EYRIE_MASTER_KEY: masterKey, EYRIE_DATA: data };
  }

  async logIn({ url }: Replica): Promise<string> {
    const answer = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    if (!answer.ok) throw new Error(`The log-in failed: ${await answer.text()}`);
    return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  }

  writer(): Promise<EventWriter> {
    return EventWriter.connect(this.postgres.url);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}
