import type { Operation } from '../sim/linearizability.ts';

/** An operation and who called it. Times are those of one clock for all processes, in milliseconds. */
export interface ClientOperation extends Omit<Operation, 'endMs'> {
  readonly client: number;
  /** Null where nobody knows whether it took place. */
  readonly endMs: number | null;
}

/** The machine's monotonic clock, which all its processes share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
