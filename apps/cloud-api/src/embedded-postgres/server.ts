import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { binariesForOtherUser, findBinaries, firstClosedFolder } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-postgres.error.ts';
import { stopOrphan } from './orphan.ts';
import { chooseUser, type RunAs } from './run-as.ts';

export interface ServerOptions {
  /** Made where it does not exist yet; its parent must. */
  dataDirectory: string;
  /** 0 takes a free one. */
  port: number;
  password: string;
  /** Further `name=value` settings of the server. */
  settings?: readonly string[];
  onLog?: (line: string) => void;
}

export interface EmbeddedServer {
  /** Superuser's URL of the database `postgres`. */
  url: string;
  port: number;
  pid: number;
  /** Resolves with a sentence when the server ends, told to or not. */
  ended: Promise<string>;
  /** Fast shutdown. */
  stop(): Promise<void>;
}

const readyMs = 30_000;
const stopMs = 4_000;
const readyLine = 'database system is ready to accept connections';

/** Makes the data folder where there is none, ends a server left from before, and starts a new one. */
export async function startServer(options: ServerOptions): Promise<EmbeddedServer> {
  const user = chooseUser();
  const found = findBinaries();
  const binaries = user.uid === undefined ? found : binariesForOtherUser(found);
  mkdirSync(path.dirname(options.dataDirectory), { recursive: true });
  refuseClosedFolder(options.dataDirectory, user);
  await stopOrphan(options.dataDirectory);
  if (!existsSync(path.join(options.dataDirectory, 'PG_VERSION'))) {
    await initialise(binaries.initdb, options, user);
  }
  refuseOtherVersion(options.dataDirectory, binaries.version);
  return launch(binaries.postgres, options, user);
}

function refuseClosedFolder(dataDirectory: string, user: RunAs): void {
  if (user.uid === undefined) return;
  const closed = firstClosedFolder(dataDirectory);
  if (closed === null) return;
  throw new EmbeddedPostgresError(
    `Postgres runs as the user "postgres", who cannot enter ${closed}, above its data in ${dataDirectory}. ` +
      'Set EYRIE_HOME to a folder that every user can enter, for example /var/lib/eyrie.',
  );
}

function refuseOtherVersion(dataDirectory: string, serverVersion: string): void {
  const made = readFileSync(path.join(dataDirectory, 'PG_VERSION'), 'utf8').trim();
  if (made === serverVersion.split('.')[0]) return;
  throw new EmbeddedPostgresError(
    `The database in ${dataDirectory} was made by Postgres ${made}, and this is Postgres ${serverVersion}, which cannot read it. ` +
      'Go on with the Eyrie that made it, or move the folder away to begin with an empty database.',
  );
}

/** Under another name until it is whole: a first start that is killed leaves nothing half made. */
async function initialise(initdb: string, options: ServerOptions, user: RunAs): Promise<void> {
  const draft = `${options.dataDirectory}.new`;
  rmSync(draft, { recursive: true, force: true });
  const secrets = mkdtempSync(path.join(os.tmpdir(), 'eyrie-initdb-'));
  try {
    const passwordFile = path.join(secrets, 'password');
    writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
    mkdirSync(draft, { mode: 0o700 });
    for (const item of [secrets, passwordFile, draft]) own(item, user);
    const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C'];
    await promisify(execFile)(initdb, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...flags], {
      ...user,
      cwd: draft,
      env: environment(),
    });
    rmSync(options.dataDirectory, { recursive: true, force: true });
    renameSync(draft, options.dataDirectory);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new EmbeddedPostgresError(
      `Postgres could not make its data folder ${options.dataDirectory}: ${lastLine(stderr ?? String(error))}`,
      { cause: error },
    );
  } finally {
    rmSync(secrets, { recursive: true, force: true });
  }
}

function own(item: string, { uid, gid }: RunAs): void {
  if (uid !== undefined && gid !== undefined) chownSync(item, uid, gid);
}

async function launch(
  postgres: string,
  options: ServerOptions,
  user: RunAs,
): Promise<EmbeddedServer> {
  own(options.dataDirectory, user);
  chmodSync(options.dataDirectory, 0o700);
  const port = options.port === 0 ? await freePort() : options.port;
  const settings = [
    'listen_addresses=127.0.0.1',
    // Everybody comes by TCP with a password; a socket would want a folder shared with others.
    'unix_socket_directories=',
    'max_connections=60',
    ...(options.settings ?? []),
  ];
  const child = spawn(
    postgres,
    ['-D', options.dataDirectory, '-p', String(port), ...settings.flatMap((one) => ['-c', one])],
    {
      ...user,
      cwd: options.dataDirectory,
      env: environment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      // A terminal's Ctrl-C reaches the whole group; the server is stopped after those who use it.
      detached: true,
    },
  );
  const log = new LastLines(child, options.onLog);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`Postgres could not be run: ${error.message}`));
    child.once('exit', (code, signal) => {
      resolve(`Postgres ended (${signal ?? `exit code ${code ?? 0}`}): ${log.lastFailure()}`);
    });
  });
  const server: EmbeddedServer = {
    url: `postgres://postgres:${encodeURIComponent(options.password)}@127.0.0.1:${port}/postgres`,
    port,
    pid: child.pid ?? 0,
    ended,
    stop: () => stop(child, ended),
  };
  await becomesReady(log, server, { port, dataDirectory: options.dataDirectory });
  return server;
}

async function becomesReady(
  log: LastLines,
  server: EmbeddedServer,
  { port, dataDirectory }: { port: number; dataDirectory: string },
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const failure = await Promise.race([
    log.seen(readyLine),
    server.ended,
    new Promise<string>((resolve) => {
      timer = setTimeout(() => {
        resolve(`Postgres was not ready after ${readyMs / 1000} s: ${log.lastFailure()}`);
      }, readyMs);
    }),
  ]);
  clearTimeout(timer);
  if (failure === null) return;
  await server.stop();
  if (failure.includes('could not bind') || failure.includes('Address already in use')) {
    throw new EmbeddedPostgresError(
      `Port ${port} on 127.0.0.1, needed for Postgres, is in use by another program. Stop that program or choose another port.`,
    );
  }
  throw new EmbeddedPostgresError(
    `${failure}. The data in ${dataDirectory} is untouched: restore a backup, or move the folder away to begin with an empty database.`,
  );
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  // SIGINT is Postgres's fast shutdown: connections are cut, everything is written.
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGQUIT'), stopMs);
  await ended;
  clearTimeout(late);
}

/** The last lines of the server's log, to tell why it ended. */
class LastLines {
  private readonly lines: string[] = [];
  private readonly waiting: { text: string; found: () => void }[] = [];

  constructor(child: ChildProcess, onLog?: (line: string) => void) {
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      for (const line of chunk.split('\n').filter(Boolean)) {
        this.lines.push(line);
        if (this.lines.length > 40) this.lines.shift();
        onLog?.(line);
        for (const one of this.waiting) if (line.includes(one.text)) one.found();
      }
    });
  }

  seen(text: string): Promise<null> {
    return new Promise((resolve) => {
      this.waiting.push({ text, found: () => resolve(null) });
    });
  }

  /** What says most about a failure: the errors, else the last line. */
  lastFailure(): string {
    const failures = this.lines.filter((line) => /FATAL|PANIC|could not|ERROR/.test(line));
    return (failures.length > 0 ? failures : this.lines.slice(-1)).join(' | ') || 'no message';
  }
}

function environment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? 'no message';
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
