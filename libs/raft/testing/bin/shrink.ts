import { FAULT_KINDS } from '../sim/fault-kinds.ts';
import type { Job, JobResult } from './worker-messages.ts';

type Options = Job['options'];
type Run = (options: Options) => Promise<JobResult>;

const STORM_ROUNDING = 100;

/**
 * Looks for a smaller form of a failure: a shorter storm, fewer kinds of faults, fewer nodes. What
 * still fails, by whatever invariant, is kept; the same defect shows itself in more than one.
 */
export async function shrink(
  failure: JobResult,
  run: Run,
  progress: (line: string) => void,
): Promise<JobResult> {
  let best = shortened(failure);
  const attempt = async (options: Options): Promise<boolean> => {
    const result = await run(options);
    if (result.outcome.broken === null) return false;
    best = shortened(result);
    progress(`still fails: ${describe(best.options)}: ${result.outcome.broken}`);
    return true;
  };
  if (!(await attempt(best.options))) best = failure;
  for (let isSmaller = true; isSmaller;) {
    isSmaller = false;
    for (const kind of FAULT_KINDS) {
      const { without = [] } = best.options;
      if (without.includes(kind)) continue;
      if (await attempt({ ...best.options, without: [...without, kind] })) {
        isSmaller ||= best.outcome.faults[kind] !== undefined;
      }
    }
    for (let nodes = 1; nodes < best.outcome.nodes; nodes += 1) {
      if (await attempt({ ...best.options, nodes })) {
        isSmaller = true;
        break;
      }
    }
  }
  return best;
}

/** A storm that ends soon after the moment of the failure; not longer than it was. */
function shortened(result: JobResult): JobResult {
  const minutes =
    Math.ceil((result.outcome.simulatedMs / 60_000) * STORM_ROUNDING) / STORM_ROUNDING;
  const options = { ...result.options, minutes: Math.min(result.options.minutes, minutes) };
  return { ...result, options };
}

/** The command that repeats it. */
export function describe({ seed, minutes, nodes, without = [] }: Options): string {
  const parts = [`npm run sim -- --seed ${seed} --minutes ${minutes}`];
  if (nodes !== undefined) parts.push(`--nodes ${nodes}`);
  if (without.length > 0) parts.push(`--without ${without.join(',')}`);
  return parts.join(' ');
}
