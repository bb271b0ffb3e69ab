import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailure } from '../failure.ts';
import type { PostgresTools, SystemUser } from './postgres-tools.ts';

/** Unpacks a base backup into a folder that is empty or not there, and holds every file against the manifest. */
export async function unpack(
  from: string,
  to: string,
  { tools, as, verify = true }: { tools: PostgresTools; as: SystemUser; verify?: boolean },
): Promise<void> {
  await mkdir(to, { recursive: true });
  // Postgres starts in no folder that others may enter.
  await chmod(to, 0o700);
  await untar(path.join(from, 'base.tar.gz'), to);
  await untar(path.join(from, 'pg_wal.tar.gz'), path.join(to, 'pg_wal'));
  const manifest = path.join(from, 'backup_manifest');
  if (verify) {
    await tools.run('pg_verifybackup', ['--no-parse-wal', '--quiet', '-m', manifest, to]);
  }
  if (as.uid !== undefined) await execute('chown', ['-R', `${as.uid}:${as.gid ?? as.uid}`, to]);
}

async function untar(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await execute('tar', ['-xzf', file, '-C', folder, '--same-permissions']);
}

async function execute(program: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new CommandFailure(`${program} failed: ${said.trim().slice(-500)}`);
}
