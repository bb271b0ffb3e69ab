import { allMet, isMet } from './goal.ts';
import { median, spread } from './statistics.ts';

/** Something that is measured on our side and, where there is a peer, on the peer's. */
export interface MeasureSpec {
  readonly unit: string;
  readonly peer: string | null;
  /** As goal.ts reads it; null where the value is only reported. */
  readonly goal: string | null;
  /** How the two sides are compared: ours ÷ theirs, or theirs − ours. Default: ratio. */
  readonly compare?: 'ratio' | 'difference';
  /** Samples are trials that do not belong together in pairs: the ratio then has no spread. */
  readonly trials?: true;
}

/** A row of a bench's table. It is met when its own goal and those of its parts are. */
export interface FigureSpec extends MeasureSpec {
  readonly id: string;
  readonly title: string;
  readonly parts?: Readonly<Record<string, MeasureSpec>>;
}

export type Side = 'ours' | 'theirs';

/** What a run cost: processor seconds of all processes involved, and seconds by the clock. */
export interface Cost {
  readonly processorSeconds: number;
  readonly wallSeconds: number;
}

/** What was measured of one spec; one value per repeat or trial. */
export interface Samples {
  readonly ours: number[];
  readonly theirs: number[];
  readonly costs: Record<Side, Cost[]>;
  reason: string | null;
}

export interface Measure {
  readonly unit: string;
  readonly ours: number | null;
  readonly peer: string | null;
  readonly theirs: number | null;
  readonly ratio: number | null;
  /** Theirs − ours, for what is compared by difference. */
  readonly difference?: number | null;
  /** Least and greatest ratio (or difference) of the repeats. */
  readonly spread: readonly [number, number] | null;
  readonly goal: string | null;
  readonly met: boolean | null;
  readonly reason?: string;
  readonly processorSeconds?: Readonly<Record<Side, number | null>>;
  readonly wallSeconds?: Readonly<Record<Side, number | null>>;
}

export interface Figure extends Measure {
  readonly id: string;
  readonly parts?: Readonly<Record<string, Measure>>;
}

export function noSamples(): Samples {
  return { ours: [], theirs: [], costs: { ours: [], theirs: [] }, reason: null };
}

/** The row of a figure from what was measured; what was not measured is null, with a reason. */
export function concludeFigure(
  spec: FigureSpec,
  samplesOf: (part: string | null) => Samples | undefined,
): Figure {
  const own = concludeMeasure(spec, samplesOf(null));
  if (!spec.parts) return { id: spec.id, ...own };
  const parts = Object.entries(spec.parts).map(
    ([name, part]) => [name, concludeMeasure(part, samplesOf(name))] as const,
  );
  const judged = [own, ...parts.map(([, part]) => part)].filter(({ goal }) => goal !== null);
  const met = judged.length === 0 ? null : allMet(judged.map((measure) => measure.met));
  return { id: spec.id, ...own, met, parts: Object.fromEntries(parts) };
}

export function concludeMeasure(spec: MeasureSpec, samples: Samples | undefined): Measure {
  const { unit, peer, goal, compare = 'ratio' } = spec;
  const ours = middle(samples?.ours);
  const theirs = peer === null ? null : middle(samples?.theirs);
  const comparison = compared(compare, ours, theirs);
  const met = goal === null ? null : isMet(goal, { ours, comparison, hasPeer: peer !== null });
  const isWhole = ours !== null && (peer === null || theirs !== null);
  const reason = samples?.reason ?? (isWhole ? null : 'not measured yet');
  return {
    unit,
    ours,
    peer,
    theirs,
    ratio: compare === 'ratio' ? comparison : null,
    ...(compare === 'difference' ? { difference: comparison } : {}),
    spread: samples && !spec.trials ? pairSpread(compare, samples) : null,
    goal,
    met,
    ...(reason === null ? {} : { reason }),
    ...costOf(samples),
  };
}

function middle(values: readonly number[] | undefined): number | null {
  return values === undefined || values.length === 0 ? null : median(values);
}

function compared(
  compare: 'ratio' | 'difference',
  ours: number | null,
  theirs: number | null,
): number | null {
  if (ours === null || theirs === null) return null;
  if (compare === 'difference') return theirs - ours;
  // A peer that needed nothing at all cannot be divided by.
  return theirs === 0 ? null : ours / theirs;
}

function pairSpread(
  compare: 'ratio' | 'difference',
  { ours, theirs }: Samples,
): [number, number] | null {
  if (ours.length !== theirs.length) return null;
  const pairs = ours.map((value, index) => compared(compare, value, theirs[index] ?? null));
  const known = pairs.filter((value) => value !== null);
  return known.length === 0 ? null : spread(known);
}

function costOf(samples: Samples | undefined): Pick<Measure, 'processorSeconds' | 'wallSeconds'> {
  const costs = samples?.costs;
  if (!costs || costs.ours.length + costs.theirs.length === 0) return {};
  const of = (side: Side, which: keyof Cost) => middle(costs[side].map((cost) => cost[which]));
  return {
    processorSeconds: {
      ours: of('ours', 'processorSeconds'),
      theirs: of('theirs', 'processorSeconds'),
    },
    wallSeconds: { ours: of('ours', 'wallSeconds'), theirs: of('theirs', 'wallSeconds') },
  };
}
