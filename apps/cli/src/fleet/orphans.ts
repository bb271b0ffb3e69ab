import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import type { FleetHome } from './fleet-home.ts';

/**
 * Processes of this fleet that a supervisor left behind when it was itself killed: they carry this
 * home in their environment. Empty where the system has no /proc.
 */
export function findOrphans(home: FleetHome): number[] {
  const inside = `${home.root}${path.sep}`;
  return listProcessIds().filter((pid) => {
    if (pid === process.pid) return false;
    return readEnvironment(pid).some(
      (entry) =>
        (entry.startsWith('EYRIE_DATA=') || entry.startsWith('EYRIE_POSTGRES_DATA=')) &&
        entry.slice(entry.indexOf('=') + 1).startsWith(inside),
    );
  });
}

/** Ends them: asks first, insists after three seconds. */
export async function endOrphans(home: FleetHome): Promise<number> {
  const found = findOrphans(home);
  for (const pid of found) signal(pid, 'SIGTERM');
  const deadline = Date.now() + 3000;
  while (Date.now() < deadline && findOrphans(home).length > 0) await delay(100);
  for (const pid of findOrphans(home)) signal(pid, 'SIGKILL');
  return found.length;
}

function listProcessIds(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readEnvironment(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // Ended meanwhile, or another user's.
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Ended meanwhile.
  }
}
