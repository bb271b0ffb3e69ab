import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const startMs = 60_000;

/** Where the machine has a whole Postgres of its own, pg_dump included (Debian's package of that name). */
const binaries = globSync('/usr/lib/postgresql/*/bin')
  .filter((folder) =>
    ['initdb', 'postgres', 'pg_dump'].every((n) => existsSync(path.join(folder, n))),
  )
  .toSorted()
  .at(-1);

/** Whether this machine can dump a database; the embedded server comes without the program. */
export const hasPgDump = binaries !== undefined && (!isRoot() || postgresUser() !== null);

/** The machine's own Postgres, of the version of its pg_dump, on a port and folder of the test's. */
export class SystemPostgres {
  private constructor(
    readonly url: string,
    private readonly folder: string,
    private readonly child: ChildProcess,
    /** What the server has written so far. */
    readonly log: string[],
  ) {}

  static async start(): Promise<SystemPostgres> {
    if (binaries === undefined) throw new Error('This machine has no Postgres of its own.');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-test-system-postgres-'));
    chmodSync(folder, 0o755);
    const data = path.join(folder, 'data');
    mkdirSync(data, { mode: 0o700 });
    const user = serverUser();
    if (user.uid !== undefined) chownSync(data, user.uid, user.gid ?? user.uid);
    const initialise = ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'];
    await run(path.join(binaries, 'initdb'), initialise, { ...user, cwd: folder });
    return SystemPostgres.startOn(data, folder);
  }

  /** One on files that are there, as a restore leaves them. `folder` goes with it when it stops. */
  static async startOn(data: string, folder: string): Promise<SystemPostgres> {
    if (binaries === undefined) throw new Error('This machine has no Postgres of its own.');
    const user = serverUser();
    const port = await freePort();
    const settings = ['-c', 'fsync=off', '-c', 'listen_addresses=127.0.0.1'];
    const child = spawn(
      path.join(binaries, 'postgres'),
      ['-D', data, '-p', String(port), '-k', '', ...settings],
      { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const log: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => log.push(text));
    const deadline = Date.now() + startMs;
    while (!log.join('').includes('ready to accept connections')) {
      if (Date.now() > deadline || child.exitCode !== null) {
        throw new Error(`Postgres did not start: ${log.join('')}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return new SystemPostgres(`postgres://postgres@127.0.0.1:${port}/postgres`, folder, child, log);
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The whole database, as a backup has it. */
  async dump(): Promise<string> {
    const program = path.join(binaries ?? '', 'pg_dump');
    const { stdout } = await run(program, ['--dbname', this.url], { maxBuffer: 256 * 1024 * 1024 });
    return stdout;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const gone = once(this.child, 'exit');
      // Immediate: nothing of it is needed any more.
      this.child.kill('SIGQUIT');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** It does not run as root. */
function serverUser(): { uid?: number; gid?: number } {
  return (isRoot() ? postgresUser() : null) ?? {};
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function postgresUser(): { uid: number; gid: number } | null {
  try {
    const idOf = (what: string) =>
      Number(execFileSync('id', [what, 'postgres'], { stdio: 'pipe' }));
    return { uid: idOf('-u'), gid: idOf('-g') };
  } catch {
    return null;
  }
}
