import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres.error.ts';

/**
 * Ends a server that outlived its parent (which was killed), so that a new one can have the data
 * folder; and forgets a pid file whose process is gone or is another program by now.
 */
export async function stopOrphan(dataDirectory: string): Promise<'none' | 'stale' | 'stopped'> {
  const file = path.join(dataDirectory, 'postmaster.pid');
  if (!existsSync(file)) return 'none';
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isPostmasterOf(pid, dataDirectory)) {
    rmSync(file, { force: true });
    return 'stale';
  }
  // Fast shutdown; then immediate shutdown, after which the next start recovers from the log.
  for (const [signal, waitMs] of [
    ['SIGINT', 5_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (await endsAfter(pid, signal, dataDirectory, waitMs)) return 'stopped';
  }
  throw new EmbeddedPostgresError(
    `An earlier Postgres (process ${pid}) still runs in ${dataDirectory} and does not stop. End it, then start again.`,
  );
}

/** Whether the process is a Postgres whose data folder is this one, and not just a number used anew. */
export function isPostmasterOf(pid: number, dataDirectory: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const folder = words[words.indexOf('-D') + 1];
    return (
      path.basename(words[0] ?? '').startsWith('postgres') &&
      words.includes('-D') &&
      folder !== undefined &&
      realpathSync(folder) === realpathSync(dataDirectory)
    );
  } catch {
    // No /proc (macOS), or the process is gone. Postgres itself still refuses a folder in use.
    return existsSync('/proc') ? false : processExists(pid);
  }
}

async function endsAfter(
  pid: number,
  signal: NodeJS.Signals,
  dataDirectory: string,
  waitMs: number,
): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    return !isPostmasterOf(pid, dataDirectory);
  }
  const deadline = Date.now() + waitMs;
  while (Date.now() < deadline) {
    if (!isPostmasterOf(pid, dataDirectory)) return true;
    await delay(25);
  }
  return false;
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
