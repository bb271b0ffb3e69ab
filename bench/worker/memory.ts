import { readFileSync } from 'node:fs';
import type { Program } from '../harness/process-group.ts';

export interface ProcessMemory {
  /** All of its pages that are in memory, megabytes: what it needs where it is the only one of its kind. */
  readonly resident: number;
  /** The same, with pages that several processes use divided among them. */
  readonly proportional: number;
}

/** From /proc/PID/smaps_rollup, see proc(5). @throws Error once the process has ended. */
export function memoryOf(pid: number): ProcessMemory {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]) * 1024) / 1e6;
  return { resident: megabytes('Rss'), proportional: megabytes('Pss') };
}

/** The most that a process held at any look, four times a second. */
export class MemoryPeak {
  private peak: ProcessMemory;
  private hasEnded = false;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly program: Pick<Program, 'pid' | 'lastWords'>) {
    this.peak = memoryOf(program.pid);
    this.timer = setInterval(() => this.look(), 250).unref();
  }

  /** @throws Error with its last words where it has ended meanwhile. */
  stop(): ProcessMemory {
    clearInterval(this.timer);
    this.look();
    if (this.hasEnded) throw new Error(`The process ended by itself. ${this.program.lastWords()}`);
    return this.peak;
  }

  private look(): void {
    const now = this.now();
    if (!now) return;
    const { resident, proportional } = now;
    this.peak = {
      resident: Math.max(this.peak.resident, resident),
      proportional: Math.max(this.peak.proportional, proportional),
    };
  }

  private now(): ProcessMemory | null {
    try {
      return memoryOf(this.program.pid);
    } catch {
      this.hasEnded = true;
      return null;
    }
  }
}
