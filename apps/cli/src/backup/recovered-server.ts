import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, chown, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure } from '../failure.ts';
import type { PostgresTools, SystemUser } from './postgres-tools.ts';

export interface RecoveryOptions {
  readonly tools: PostgresTools;
  readonly as: SystemUser;
  readonly superuser: string;
  /** The last moment that counts; the newest there is when absent. */
  readonly at?: Date | undefined;
  readonly tell: (line: string) => void;
}

/** Settings that must be at least as large as where the WAL was written; the control file has them. */
const inherited: Readonly<Record<string, string>> = {
  'max_connections setting': 'max_connections',
  'max_worker_processes setting': 'max_worker_processes',
  'max_wal_senders setting': 'max_wal_senders',
  'max_prepared_xacts setting': 'max_prepared_transactions',
  'max_locks_per_xact setting': 'max_locks_per_transaction',
};

/** A Postgres on unpacked files: replays WAL up to the moment, opens for writing, and listens on the loopback alone. */
export class RecoveredServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    private readonly options: RecoveryOptions,
    private readonly folder: string,
  ) {}

  static async start(folder: string, options: RecoveryOptions): Promise<RecoveredServer> {
    const { tools, as } = options;
    await prepare(folder, options);
    const port = await freePort();
    const child = tools.start(
      'postgres',
      ['-D', folder, '-p', String(port), '-k', '', '-c', 'listen_addresses=127.0.0.1']
        .concat(['-c', `hba_file=${path.join(folder, 'eyrie-hba.conf')}`, '-c', 'logging_collector=off'])
        .concat(['-c', 'archive_mode=off', '-c', 'ssl=off']), // prettier-ignore
      {
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, LC_ALL: 'C' },
        ...as,
      },
    );
    const server = new RecoveredServer(child, port, options, folder);
    await server.isOpen();
    return server;
  }

  url(database: string): string {
    return `postgres://${encodeURIComponent(this.options.superuser)}@127.0.0.1:${this.port}/${database}`;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, 'exit');
      this.child.kill('SIGINT');
      await gone;
    }
    await rm(path.join(this.folder, 'eyrie-hba.conf'), { force: true });
  }

  private async isOpen(): Promise<void> {
    let log = '';
    this.child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const restored = [...log.matchAll(/restored log file "([0-9A-F]+)"/g)].at(-1)?.[1];
      if (restored !== undefined) this.options.tell(`Replaying ${restored}`);
    });
    for (;;) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        const why = log.split('\n').filter((line) => /FATAL|ERROR|PANIC/.test(line));
        throw new CommandFailure(
          `The restored Postgres ended: ${(why.length > 0 ? why : [log]).slice(-3).join(' ')}`,
        );
      }
      const asked = await this.ask('SELECT pg_is_in_recovery()').catch(() => '');
      if (asked === 'f') return;
      await delay(100);
    }
  }

  private async ask(sql: string): Promise<string> {
    const environment = {
      PGHOST: '127.0.0.1',
      PGPORT: String(this.port),
      PGUSER: this.options.superuser,
      PGDATABASE: 'postgres',
    };
    return (await this.options.tools.run('psql', ['-XAtqc', sql], { environment })).trim();
  }
}

/** Settings of the recovery, and those that the files do not have with them. */
async function prepare(folder: string, { tools, as, at }: RecoveryOptions): Promise<void> {
  const control = await tools.run('pg_controldata', ['-D', folder]);
  const minimums = Object.entries(inherited).flatMap(([label, setting]) => {
    const value = new RegExp(`^${label}: +(\\d+)`, 'm').exec(control)?.[1];
    return value === undefined ? [] : [`${setting} = ${value}`];
  });
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
  // What is being written is there under another name until it is full.
  const file = `"${path.join(folder, stagedWal)}/%f"`;
  const settings = [
    '# Written by eyrie backup restore.',
    ...minimums,
    `restore_command = ${quoted(`cp ${file} "%p" 2>/dev/null || cp ${file}.partial "%p" 2>/dev/null`)}`,
    `recovery_target_timeline = 'latest'`,
    `recovery_target_action = 'promote'`,
    ...(at
      ? [`recovery_target_time = ${quoted(at.toISOString().replace('T', ' ').replace('Z', '+00'))}`]
      : []),
  ];
  // Debian keeps them elsewhere, so that they are not in a base backup.
  for (const name of ['postgresql.conf', 'pg_ident.conf', 'pg_hba.conf']) {
    if (!existsSync(path.join(folder, name))) await put(folder, name, '', as);
  }
  await put(folder, 'eyrie-hba.conf', 'host all all 127.0.0.1/32 trust\n', as);
  await put(folder, 'eyrie-recovery.conf', `${settings.join('\n')}\n`, as);
  await put(folder, 'recovery.signal', '', as);
  const automatic = path.join(folder, 'postgresql.auto.conf');
  await appendFile(automatic, `include_if_exists = 'eyrie-recovery.conf'\n`);
}

/** Below the folder of the database, while it is recovered. */
export const stagedWal = 'eyrie-wal';

/** Takes the recovery's settings and files out again: what is left is a cluster like any other. */
export async function forgetRecovery(folder: string): Promise<void> {
  const automatic = path.join(folder, 'postgresql.auto.conf');
  const text = await readFile(automatic, 'utf8');
  await writeFile(automatic, text.replace(/^include_if_exists = 'eyrie-recovery\.conf'\n/m, ''));
  await rm(path.join(folder, 'eyrie-recovery.conf'), { force: true });
  await rm(path.join(folder, stagedWal), { recursive: true, force: true });
}

async function put(folder: string, name: string, text: string, as: SystemUser): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, text, { mode: 0o600 });
  if (as.uid !== undefined) await chown(file, as.uid, as.gid ?? as.uid);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
