import type { SequenceRanges } from '@eyrie/contracts';

/** Whether the ranges (ascending, inclusive, apart) have this sequence. */
export function covers(ranges: SequenceRanges, sequence: number): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = ranges[middle] ?? [1, 0];
    if (sequence < first) high = middle - 1;
    else if (sequence > last) low = middle + 1;
    else return true;
  }
  return false;
}
