import { readFile, statfs } from 'node:fs/promises';
import os from 'node:os';
import { thisMachine } from './machine-access.ts';
import { readTemperature } from './machine-condition.ts';

/** What the machine says of itself at one moment. Bytes, seconds, °C. */
export interface SystemReading {
  /** Processor time since boot in any unit, busy and in all. */
  readonly cpuBusy: number;
  readonly cpuTotal: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
  readonly diskUsedBytes: number;
  readonly diskTotalBytes: number;
  readonly temperatureC: number | null;
  readonly uptimeSeconds: number;
}

export type ReadSystem = () => Promise<SystemReading>;

/** Reads this machine; `folder` says which disk is meant. */
export function systemReader(folder: string): ReadSystem {
  return async () => {
    const disk = await statfs(folder);
    const available = await availableMemory();
    const total = os.totalmem();
    return {
      ...processorTimes(),
      memoryUsedBytes: Math.max(0, total - available),
      memoryTotalBytes: total,
      diskUsedBytes: (disk.blocks - disk.bfree) * disk.bsize,
      diskTotalBytes: disk.blocks * disk.bsize,
      temperatureC: await readTemperature(thisMachine),
      uptimeSeconds: os.uptime(),
    };
  };
}

function processorTimes(): { cpuBusy: number; cpuTotal: number } {
  let idle = 0;
  let total = 0;
  for (const { times } of os.cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { cpuBusy: total - idle, cpuTotal: total };
}

/** Free memory without what the kernel would give back at once counts a cache as a shortage. */
async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kilobytes === undefined ? os.freemem() : Number(kilobytes) * 1024;
}

/** Share of the processors in use between two readings, 0 to 100. */
export function cpuPercent(before: SystemReading | null, after: SystemReading): number {
  const busy = after.cpuBusy - (before?.cpuBusy ?? 0);
  const total = after.cpuTotal - (before?.cpuTotal ?? 0);
  if (total <= 0) return 0;
  return Math.min(100, Math.max(0, (busy / total) * 100));
}
