import type { CaRotationPhase } from '@eyrie/contracts';

/** How many of a site's devices have done what; all of them are those that are let in. */
export interface TrustCounts {
  readonly devices: number;
  /** Trust the new authority. */
  readonly trusting: number;
  /** Use a certificate of it. */
  readonly renewed: number;
  /** And trust no other. */
  readonly settled: number;
}

/**
 * Where a rotation goes from here by itself: on where nobody is left behind. What all trust may issue;
 * what nobody has a certificate of any more may go; the end is where nobody trusts it any more.
 */
export function phaseAfter(phase: CaRotationPhase, counts: TrustCounts): CaRotationPhase {
  switch (phase) {
    case 'distributing':
      return counts.trusting >= counts.devices ? 'renewing' : phase;
    case 'renewing':
      return counts.renewed >= counts.devices ? 'retiring' : phase;
    case 'retiring':
      return counts.settled >= counts.devices ? 'done' : phase;
    case 'done':
      return phase;
  }
}

/** Where it goes when a person says that those who are missing are not waited for. */
export function phaseWithoutMissing(phase: CaRotationPhase): CaRotationPhase {
  return { distributing: 'renewing', renewing: 'retiring', retiring: 'done', done: 'done' }[
    phase
  ] as CaRotationPhase;
}
