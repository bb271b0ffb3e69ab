import { fuzz } from '../fuzz/fuzzer.ts';
import { allTargets } from '../fuzz/targets.ts';
import type { Say } from './seeds.ts';

/** @throws FuzzFound at the first input that is not taken as it should be. */
export async function runFuzz(inputs: number, seed: number, say: Say): Promise<boolean> {
  for (const target of await allTargets()) {
    const startedAt = performance.now();
    let saidAt = startedAt;
    const { accepted } = await fuzz(target, {
      seed,
      inputs,
      progress: (done) => {
        if (performance.now() - saidAt < 2000) return;
        saidAt = performance.now();
        say(`${target.name}: ${done} of ${inputs}`);
      },
    });
    const tookS = (performance.now() - startedAt) / 1000;
    say(`${target.name}: ${inputs} inputs in ${tookS.toFixed(0)} s, ${accepted} accepted`);
  }
  return true;
}
