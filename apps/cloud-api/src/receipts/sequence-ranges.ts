import type { SequenceRanges } from '@eyrie/contracts';

/**
 * Arithmetic on sets of sequences. A set is written as inclusive ranges, ascending and apart, so
 * that there is one way to write it: `[[1, 40], [42, 50]]`.
 */

/** Whether the set has the sequence. */
export function contains(have: SequenceRanges, sequence: number): boolean {
  let low = 0;
  let high = have.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const [, last] = have[middle] ?? [0, 0];
    if (last < sequence) low = middle + 1;
    else high = middle;
  }
  const range = have[low];
  return range !== undefined && range[0] <= sequence;
}

/** The set with some more sequences, given in any order. */
export function withSequences(have: SequenceRanges, sequences: Iterable<number>): SequenceRanges {
  const added = [...sequences].sort((a, b) => a - b).map((n): [number, number] => [n, n]);
  return union(have, added);
}

/** All that is in either set. `b` may also have ranges that touch each other. */
export function union(a: SequenceRanges, b: SequenceRanges): SequenceRanges {
  const united: SequenceRanges = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [left, right] = [a[i], b[j]];
    const next = left && (!right || left[0] <= right[0]) ? left : right;
    if (!next) return united;
    if (next === left) i += 1;
    else j += 1;
    const last = united.at(-1);
    if (last && next[0] <= last[1] + 1) last[1] = Math.max(last[1], next[1]);
    else united.push([...next]);
  }
}

/** What is not in the set between 1 and `upTo`: losses, or records on their way. */
export function missing(have: SequenceRanges, upTo: number): SequenceRanges {
  const holes: SequenceRanges = [];
  let next = 1;
  for (const [first, last] of have) {
    if (first > upTo) break;
    if (first > next) holes.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= upTo) holes.push([next, upTo]);
  return holes;
}

/** The end of the contiguous beginning: everything up to here is there. 0 when 1 is missing. */
export function watermark(have: SequenceRanges): number {
  const first = have[0];
  return first?.[0] === 1 ? first[1] : 0;
}

/** As Postgres writes an int8multirange: `{[1,41),[42,51)}`. */
export function toMultirange(have: SequenceRanges): string {
  return `{${have.map(([first, last]) => `[${first},${last + 1})`).join(',')}}`;
}

/** Reads Postgres's canonical text of an int8multirange, whose ranges are finite. */
export function fromMultirange(text: string): SequenceRanges {
  return [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, first, end]) => [
    Number(first),
    Number(end) - 1,
  ]);
}
