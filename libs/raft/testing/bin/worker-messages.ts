import type { Outcome, SimulationOptions } from '../sim/simulation.ts';

/** What a worker is asked: `seed` null ends it. */
export interface Job {
  readonly options: Omit<SimulationOptions, 'trace' | 'hear'>;
  /** Runs it twice; differing traces are a failure. */
  readonly double: boolean;
  /** Keeps the trace in this file. */
  readonly traceFile: string | null;
}

export interface JobResult {
  readonly options: Job['options'];
  readonly outcome: Outcome;
}
