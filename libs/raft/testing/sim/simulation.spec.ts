import { describe, expect, it } from '@jest/globals';
import { type Outcome, Simulation } from './simulation.ts';

const SEEDS = 100;
const STORM_MS = 40_000;

function runSeed(seed: number): Outcome {
  try {
    return new Simulation(seed).run(STORM_MS);
  } catch (error) {
    throw new Error(`The simulation fails with seed ${seed}.`, { cause: error });
  }
}

describe('a simulated cluster', () => {
  it('keeps its promises in any weather, and comes to rest when the weather is over', () => {
    const outcomes = Array.from({ length: SEEDS }, (_, at) => runSeed(at + 1));
    const sum = (of: (outcome: Outcome) => number): number =>
      outcomes.reduce((total, outcome) => total + of(outcome), 0);
    // The weather must have been bad, and work done in it, or the run has shown nothing.
    expect(sum((outcome) => outcome.crashes)).toBeGreaterThan(500);
    expect(sum((outcome) => outcome.terms)).toBeGreaterThan(250);
    expect(sum((outcome) => outcome.acknowledged)).toBeGreaterThan(10_000);
  });

  it('does the same again with the same seed, and something else with another', () => {
    const [first, again, other] = [runSeed(7), runSeed(7), runSeed(8)];
    expect(again).toEqual(first);
    expect(other.traceHash).not.toBe(first.traceHash);
  });
});
