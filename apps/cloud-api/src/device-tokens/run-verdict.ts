import { contradictionOf } from '../devices/contradiction.ts';

/** A start of a device, as its assertion shows it. */
export interface ShownRun {
  /** UUID, drawn at the start and kept in memory. */
  readonly id: string;
  /** How many starts the card has counted. */
  readonly start: number;
}

/** What the cloud knows of a device's starts. */
export interface KnownRuns {
  /** The one that was heard last, and when it was heard first. */
  readonly last: (ShownRun & { readonly since: Date }) | null;
  readonly former: readonly string[];
  /** When the count went back last. */
  readonly contradictedAt: Date | null;
}

/**
 * `same`: the start that is known. `begins`: the next one. `late`: what a start of before had sent when the
 * next one was heard. `contradicts`: the count of the card went back, or came twice. `cloned`: two machines.
 */
export type RunVerdict = 'same' | 'begins' | 'late' | 'contradicts' | 'cloned';

/** An assertion lives for a minute; what a process sent before its end arrives within it. */
const lateMs = 60_000;

/**
 * Whether a start of a device can be of the same machine as those before. A machine never goes back to a
 * start of before, so whoever does is a second one. A count that goes back is one of a card that was
 * copied, or set back: the first time a person is told, the second time it is taken for the copy.
 */
export function judgeRun(
  { last, former, contradictedAt }: KnownRuns,
  shown: ShownRun,
  now: Date,
): RunVerdict {
  if (last === null) return 'begins';
  if (shown.id === last.id) return 'same';
  if (former.includes(shown.id)) {
    return now.getTime() - last.since.getTime() < lateMs ? 'late' : 'cloned';
  }
  if (shown.start > last.start) return 'begins';
  return contradictionOf(contradictedAt, now) === null ? 'contradicts' : 'cloned';
}
