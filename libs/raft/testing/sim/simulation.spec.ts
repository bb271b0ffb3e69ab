import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Outcome, Simulation, type SimulationOptions } from './simulation.ts';
import { FAULT_KINDS } from './fault-kinds.ts';

const SEEDS = 30;
const MINUTES = 2;
/** On a machine with much else to do. */
const SIMULATION_MS_MAX = 120_000;
/** Every failure that was ever found, smallest form; none may come back. */
const REGRESSIONS = new URL('../regressions.json', import.meta.url);

async function run(options: SimulationOptions): Promise<Outcome> {
  const outcome = await new Simulation(options).run();
  const { seed, minutes } = options;
  if (outcome.broken !== null) {
    throw new Error(`${outcome.broken} (npm run sim -- --seed ${seed} --minutes ${minutes})`);
  }
  return outcome;
}

describe('a simulated cluster', () => {
  it(
    'keeps its promises in any weather, and comes to rest when the weather is over',
    async () => {
      const outcomes: Outcome[] = [];
      for (let seed = 1; seed <= SEEDS; seed += 1)
        outcomes.push(await run({ seed, minutes: MINUTES }));
      const sum = (of: (outcome: Outcome) => number): number =>
        outcomes.reduce((total, outcome) => total + of(outcome), 0);
      // The weather must have been bad, and work done in it, or the run has shown nothing.
      for (const kind of FAULT_KINDS) {
        // These are in force as long as the storm lasts, and are not counted.
        if (
          ['reorder', 'delay', 'asymmetry', 'clock-rate', 'slow-apply', 'disk-slow'].includes(kind)
        )
          continue;
        expect([kind, sum(({ faults }) => faults[kind] ?? 0)]).toEqual([kind, expect.any(Number)]);
        expect(sum(({ faults }) => faults[kind] ?? 0)).toBeGreaterThan(3);
      }
      expect(sum((outcome) => outcome.terms)).toBeGreaterThan(150);
      expect(sum((outcome) => outcome.answered)).toBeGreaterThan(8000);
      expect(sum((outcome) => outcome.unknown)).toBeGreaterThan(60);
      expect(sum((outcome) => outcome.reads)).toBeGreaterThan(2000);
      expect(sum((outcome) => outcome.sessions)).toBeGreaterThan(200);
      expect(sum((outcome) => outcome.snapshotsSent)).toBeGreaterThan(50);
      expect(sum((outcome) => outcome.changes)).toBeGreaterThan(20);
      expect(sum((outcome) => outcome.replaced)).toBeGreaterThan(5);
      expect(sum((outcome) => outcome.undecided)).toBe(0);
    },
    SIMULATION_MS_MAX,
  );

  it('does the same again with the same seed, and something else with another', async () => {
    const first = await run({ seed: 7, minutes: 1 });
    const again = await run({ seed: 7, minutes: 1 });
    const other = await run({ seed: 8, minutes: 1 });
    expect(again).toEqual(first);
    expect(other.traceHash).not.toBe(first.traceHash);
  });

  it('keeps its promises where it once did not', async () => {
    const regressions = JSON.parse(readFileSync(REGRESSIONS, 'utf8')) as SimulationOptions[];
    expect(Array.isArray(regressions)).toBe(true);
    for (const options of regressions) await run(options);
  });
});
