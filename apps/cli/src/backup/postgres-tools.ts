import { execFileSync, spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { CommandFailure } from '../failure.ts';

const programs = ['pg_basebackup', 'pg_receivewal', 'pg_verifybackup', 'pg_controldata', 'psql'];

/** Where the programs of a Postgres are: of `major`, or the newest there is. */
export function findPostgres(major?: number): PostgresTools {
  const named = process.env['EYRIE_POSTGRES_BIN'];
  const folders = [
    ...(named === undefined ? [] : [named]),
    ...globSync(`/usr/lib/postgresql/${major ?? '*'}/bin`)
      .toSorted(byVersion)
      .toReversed(),
    ...(process.env['PATH'] ?? '').split(path.delimiter),
  ];
  const found = folders.find((folder) =>
    programs.every((program) => existsSync(path.join(folder, program))),
  );
  if (found !== undefined) return new PostgresTools(found);
  const wanted = major === undefined ? 'Postgres' : `Postgres ${major}`;
  throw new CommandFailure(
    `The programs of ${wanted} (${programs.join(', ')}) are not on this machine. Install ` +
      `${major === undefined ? 'postgresql' : `postgresql-${major}`}, or name their folder in EYRIE_POSTGRES_BIN.`,
  );
}

const byVersion = (one: string, other: string): number =>
  Number(/\d+/.exec(one)?.[0]) - Number(/\d+/.exec(other)?.[0]);

/** Runs the programs of one Postgres. */
export class PostgresTools {
  constructor(private readonly folder: string) {}

  pathOf(program: string): string {
    return path.join(this.folder, program);
  }

  /** Runs a program to its end; `onLine` hears each line of its progress. Returns what it printed. */
  async run(
    program: string,
    parameters: readonly string[],
    { environment, onLine, as }: RunOptions = {},
  ): Promise<string> {
    const child = this.start(program, parameters, {
      env: { ...process.env, ...environment, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...as,
    });
    const said: string[] = [];
    let printed = '';
    child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    if (child.stderr) {
      // Progress is written over itself.
      createInterface({ input: child.stderr, crlfDelay: 0 }).on('line', (line) => {
        said.push(line);
        onLine?.(line);
      });
    }
    const [code] = (await once(child, 'close')) as [number | null];
    if (code === 0) return printed;
    const why = said
      .filter((line) => line.trim() !== '')
      .slice(-3)
      .join(' ');
    throw new CommandFailure(`${program} failed: ${why || `it ended with ${code}.`}`);
  }

  start(program: string, parameters: readonly string[], options: SpawnOptions): ChildProcess {
    return spawn(this.pathOf(program), parameters, options);
  }
}

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly onLine?: (line: string) => void;
  readonly as?: SystemUser;
}

export interface SystemUser {
  readonly uid?: number;
  readonly gid?: number;
}

/** Who a server of Postgres may run as: it refuses root, and then it is the user `postgres`. */
export function serverUser(): SystemUser {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = (what: string) => Number(execFileSync('id', [what, 'postgres'], { stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    throw new CommandFailure(
      'Postgres does not run as root, and there is no user postgres. Run this as another user.',
    );
  }
}

/** A connection URL as the environment of Postgres' programs: what is in their arguments anybody may read. */
export function connectionEnvironment(databaseUrl: string): NodeJS.ProcessEnv {
  const url = new URL(databaseUrl);
  const sslMode = url.searchParams.get('sslmode');
  return {
    PGHOST: decodeURIComponent(url.hostname),
    PGPORT: url.port || '5432',
    PGUSER: decodeURIComponent(url.username),
    PGPASSWORD: decodeURIComponent(url.password),
    PGDATABASE: url.pathname.slice(1) || 'postgres',
    ...(sslMode === null ? {} : { PGSSLMODE: sslMode }),
  };
}
