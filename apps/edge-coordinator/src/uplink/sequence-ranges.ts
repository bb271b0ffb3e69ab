import type { SequenceRanges } from '@eyrie/contracts';

/** The union of two sets of sequences: inclusive ranges, ascending and apart (`[[1, 40], [42, 50]]`). */
export function unionOf(left: SequenceRanges, right: SequenceRanges): SequenceRanges {
  const sorted = [...left, ...right].sort(([a], [b]) => a - b);
  const union: SequenceRanges = [];
  for (const [from, to] of sorted) {
    const last = union.at(-1);
    // Neighbours are one range: nothing lies between 40 and 41.
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else union.push([from, to]);
  }
  return union;
}
