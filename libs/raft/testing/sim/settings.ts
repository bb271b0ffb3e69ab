import type { Prng } from '../../src/core/prng.ts';
import type { RaftConfig } from '../../src/index.ts';

/** What a seed decides of the product's configuration; the rest is the product's own. */
export type Limits = Omit<RaftConfig, 'diskLowWaterBytes' | 'slowWriteTicks'>;

const FOUNDERS = [1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 4, 5, 5, 6, 7];
/** Machines that may be taken in, besides those that found the cluster. */
const SPARES = [0, 0, 1, 2, 4];
const HOSTS_MAX = 7;

export function drawSize(
  rng: Prng,
  wanted: number | undefined,
): { founders: number; hosts: number } {
  const founders = FOUNDERS[rng.below(FOUNDERS.length)]!;
  const spares = SPARES[rng.below(SPARES.length)]!;
  if (wanted !== undefined) return { founders: wanted, hosts: wanted };
  return { founders, hosts: Math.min(HOSTS_MAX, founders + spares) };
}

export function drawConfig(rng: Prng): Limits {
  const of = <T>(...choices: readonly T[]): T => choices[rng.below(choices.length)]!;
  return {
    tickMs: of(100, 100, 50),
    electionTicks: of(10, 10, 6),
    heartbeatTicks: of(3, 2),
    appendBytesMax: of(200, 600, 4096),
    inflightMessagesMax: of(2, 4, 32),
    inflightBytesMax: of(300, 2000, 65_536),
    uncommittedBytesMax: of(500, 4000),
    commandBytesMax: 1024,
    snapshotEntries: of(5, 40, 300, 100_000),
    retainedEntries: of(0, 3, 50),
    votersMax: of(3, 5, 7),
    promotionTicks: of(5, 20, 40),
    promotionLagMax: of(0, 5, 100),
  };
}

/** A snapshot is resumed by whole blocks of 64 KiB. */
export function drawPadding(rng: Prng, { snapshotEntries }: Limits): number {
  const isSeldom = snapshotEntries >= 40;
  return isSeldom && rng.below(6) === 0 ? 140_000 : 0;
}
