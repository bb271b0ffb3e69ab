import { arch, cpus, totalmem } from 'node:os';

/** What the figures were taken on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGiB: number;
  readonly node: string;
  readonly platform: string;
}

export function thisMachine(): Machine {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    platform: `${process.platform} ${arch()}`,
  };
}

export function describeMachine(machine: Machine): string {
  const { cores, processor, memoryGiB, node, platform } = machine;
  return `${cores} cores (${processor}), ${memoryGiB} GiB of memory, ${platform}, Node ${node}`;
}
