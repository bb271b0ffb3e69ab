import { execFile } from 'node:child_process';
import { appendFile, chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { eventually, processIsAlive, type LocalFleet } from './local-fleet.ts';

const run = promisify(execFile);

/** The cloud of a fleet, stopped together with its database, whose folder can be taken and put back. */
export class EarlierCloud {
  private readonly data: string;
  private readonly copy: string;

  constructor(private readonly fleet: LocalFleet) {
    this.data = path.join(fleet.home, 'postgres', 'cluster');
    this.copy = path.join(fleet.home, 'earlier');
  }

  async stop(): Promise<void> {
    const [line] = (await readFile(path.join(this.data, 'postmaster.pid'), 'utf8')).split('\n');
    const postmaster = Number(line);
    await this.fleet.eyrie('fleet', 'kill', 'cloud');
    await this.fleet.eyrie('fleet', 'kill', 'postgres');
    // The process that looks after it is dead; the server itself is told to end in good order.
    if (processIsAlive(postmaster)) process.kill(postmaster, 'SIGINT');
    await eventually('Postgres has ended', () => !processIsAlive(postmaster), 30_000);
  }

  async start(): Promise<void> {
    for (const name of ['postgres', 'cloud']) await this.fleet.eyrie('fleet', 'start', name);
  }

  async take(): Promise<void> {
    await run('cp', ['-a', this.data, this.copy]);
  }

  /** As a restore does: the copy is where Postgres goes on from, on a timeline of its own. */
  async putBack(): Promise<void> {
    await rm(this.data, { recursive: true });
    await rename(this.copy, this.data);
    await appendFile(path.join(this.data, 'postgresql.auto.conf'), "restore_command = 'false'\n");
    const signal = path.join(this.data, 'recovery.signal');
    await writeFile(signal, '');
    const { uid, gid } = await stat(path.join(this.data, 'PG_VERSION'));
    await chown(signal, uid, gid);
  }
}
