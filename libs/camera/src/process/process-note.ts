import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Which process works for a camera: so that the next life of the worker finds what this one left. */
interface Note {
  readonly pid: number;
  /** Clock ticks from boot to its start: with it the number names one process and no other. */
  readonly startTicks: string;
  readonly bootId: string;
}

const fileName = 'process.json';

/** Notes down the process in the camera's folder; sync, so that no crash comes between start and note. */
export function noteProcess(folder: string, pid: number): void {
  const startTicks = startTicksOf(pid);
  if (startTicks === null) return;
  const note: Note = { pid, startTicks, bootId: bootId() };
  writeFileSync(join(folder, fileName), JSON.stringify(note));
}

export function forgetProcess(folder: string): void {
  rmSync(join(folder, fileName), { force: true });
}

/**
 * Ends the process that an earlier life of this worker left behind, which would hold the device. It
 * is killed only if it is the very process that was noted. Resolves to its number, or null.
 */
export async function endEarlierProcess(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, fileName), 'utf8').catch(() => null);
  forgetProcess(folder);
  const note = text === null ? null : toNote(text);
  if (!note || note.bootId !== bootId() || startTicksOf(note.pid) !== note.startTicks) return null;
  if (note.pid === process.pid) return null;
  killGroup(note.pid);
  // The kernel lets go of the device only when the process has gone.
  for (let waited = 0; waited < 5_000 && startTicksOf(note.pid) === note.startTicks; waited += 50) {
    await delay(50);
  }
  return note.pid;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has gone meanwhile.
  }
}

function toNote(text: string): Note | null {
  try {
    const { pid, startTicks, bootId: boot } = JSON.parse(text) as Partial<Note>;
    if (!Number.isSafeInteger(pid) || Number(pid) <= 1) return null;
    if (typeof startTicks !== 'string' || typeof boot !== 'string') return null;
    return { pid: Number(pid), startTicks, bootId: boot };
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); null where there is no such process, or a dead one. */
function startTicksOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may contain anything: count from its end.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
