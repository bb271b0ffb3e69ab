import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (USER_HZ), on every architecture. */
const ticksPerSecond = 100;

/** Seconds of user and system time of a process and of its children that have ended. */
export function processorSeconds(pid: number): number {
  return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).ticks / ticksPerSecond;
}

export function processorSecondsOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + processorSeconds(pid), 0);
}

/**
 * The same of a process and everything below it. One that ends meanwhile is not lost: its parent, who
 * waits for it, takes over its time.
 */
export function processorSecondsOfTree(pid: number): number {
  const below = processTree(pid).slice(1);
  return processorSeconds(pid) + below.reduce((sum, one) => sum + secondsIfAlive(one), 0);
}

/** Resident bytes of a process now; 0 once it has ended. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/**
 * Bytes of a process and everything below it, where a page that several share counts once: the backends of
 * Postgres have its buffers in common.
 */
export function proportionalBytesOfTree(pid: number): number {
  return processTree(pid).reduce((sum, one) => sum + proportionalBytes(one), 0);
}

/** The process and everything below it that lives now. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = parentOf(Number(name));
    if (parent === null) continue;
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [pid];
  for (const one of tree) tree.push(...(children.get(one) ?? []));
  return tree;
}

/** Parent and processor ticks (own and of ended children) in a line of /proc/<pid>/stat. */
export function parseStat(line: string): { parent: number; ticks: number } {
  // The command's name is in brackets and may contain blanks and brackets itself.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  // Numbered from 1 in proc(5), where the state, here the first, is the third.
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15) + field(16) + field(17) };
}

function secondsIfAlive(pid: number): number {
  try {
    return processorSeconds(pid);
  } catch {
    return 0;
  }
}

function parentOf(pid: number): number | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).parent;
  } catch {
    // It ended while we were reading.
    return null;
  }
}

function proportionalBytes(pid: number): number {
  try {
    const sums = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(sums)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function statusBytes(pid: number, name: string): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Watches how much memory a process and everything below it hold together. */
export class MemoryWatch {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  readonly beforeBytes: number;
  peakBytes: number;

  constructor(pid: number, everyMs = 50) {
    this.#pid = pid;
    this.beforeBytes = this.#now();
    this.peakBytes = this.beforeBytes;
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** The peak in bytes. */
  stop(): number {
    clearInterval(this.#timer);
    this.#look();
    return this.peakBytes;
  }

  #look(): void {
    this.peakBytes = Math.max(this.peakBytes, this.#now());
  }

  #now(): number {
    return processTree(this.#pid).reduce((sum, pid) => sum + residentBytes(pid), 0);
  }
}
