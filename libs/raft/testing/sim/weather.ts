import { prng, type Prng } from '../../src/core/prng.ts';
import { foldText } from './chain.ts';
import { FAULT_KINDS, type FaultKind, type Strike, STRIKES } from './fault-kinds.ts';
import { CALM, type NetworkFaults } from './network.ts';

export interface Weather {
  readonly kinds: readonly FaultKind[];
  readonly network: NetworkFaults;
  readonly diskMsMax: number;
  readonly applyStallMs: number;
  /** Clocks run at a rate of 1 ± this. */
  readonly clockDrift: number;
  /** Mean time between two strikes of a kind, each at one random node. */
  readonly everyMs: ReadonlyMap<Strike, number>;
}

/** A source of chance that does not change when other kinds are taken away: failures shrink by that. */
export function streamOf(seed: number, name: string): Prng {
  return prng(foldText(0x811c9dc5 ^ seed, name));
}

/** The mean time between two of a kind: from the first of these on, so much more by chance. */
const USUAL_MS = [5000, 40_000] as const;
const RHYTHMS_MS: Partial<Record<Strike, readonly [number, number]>> = {
  // What takes long to get over comes seldom.
  wipe: [30_000, 60_000],
  rot: [30_000, 60_000],
  // Most are refused, as another one is under way or nobody leads.
  membership: [2000, 15_000],
};

function drawRhythm(seed: number, strike: Strike): number {
  const [least, spread] = RHYTHMS_MS[strike] ?? USUAL_MS;
  return least + streamOf(seed, `how ${strike}`).below(spread);
}

export function drawWeather(seed: number, without: readonly string[]): Weather {
  const kinds = FAULT_KINDS.filter(
    (kind) => streamOf(seed, `has ${kind}`).below(100) < 35 && !without.includes(kind),
  );
  const draw = <T>(kind: FaultKind, some: (rng: Prng) => T, none: T): T =>
    kinds.includes(kind) ? some(streamOf(seed, `how ${kind}`)) : none;
  return {
    kinds,
    network: {
      ...CALM,
      dropPermille: draw('drop', (rng) => 1 + rng.below(250), 0),
      duplicatePermille: draw('duplicate', (rng) => 1 + rng.below(200), 0),
      isReordering: draw('reorder', () => true, false),
      delayMsMean: draw('delay', (rng) => 5 + rng.below(150), CALM.delayMsMean),
      asymmetryMax: draw('asymmetry', (rng) => 2 + rng.below(12), 1),
    },
    diskMsMax: draw('disk-slow', (rng) => 20 + rng.below(400), 8),
    applyStallMs: draw('slow-apply', (rng) => 1 + rng.below(300), 0),
    clockDrift: draw('clock-rate', () => 0.02, 0),
    everyMs: new Map(
      STRIKES.filter((strike) => kinds.includes(strike)).map((strike) => [
        strike,
        drawRhythm(seed, strike),
      ]),
    ),
  };
}
