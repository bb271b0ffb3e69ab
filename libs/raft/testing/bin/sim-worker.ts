import { closeSync, openSync, writeSync } from 'node:fs';
// Types alone, as a whole: nothing of these may be loaded here.
import type { Outcome } from '../sim/simulation.ts';
import type { Job, JobResult } from './worker-messages.ts';

// A mutation, if one is wanted, must be in force before the first module of ours is loaded.
const { EYRIE_MUTATION: mutation } = process.env;
if (mutation !== undefined) {
  const { applyMutation } = await import('../mutations/hook.ts');
  applyMutation(mutation);
}
const { Simulation } = await import('../sim/simulation.ts');

async function run({ options, double, traceFile }: Job): Promise<Outcome> {
  const file = traceFile === null ? null : openSync(traceFile, 'w');
  try {
    const trace = file === null ? {} : { trace: (line: string) => writeSync(file, `${line}\n`) };
    const outcome = await new Simulation({ ...options, ...trace }).run();
    if (!double || outcome.broken !== null) return outcome;
    const again = await new Simulation(options).run();
    const isSame = again.traceHash === outcome.traceHash && again.events === outcome.events;
    return isSame ? outcome : { ...outcome, broken: 'two runs of the same seed differ' };
  } finally {
    if (file !== null) closeSync(file);
  }
}

process.on('message', (job: Job) => {
  void run(job).then(
    (outcome) => process.send?.({ options: job.options, outcome } satisfies JobResult),
    (error: unknown) => {
      // A defect of the simulator itself: nothing more can be believed.
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
