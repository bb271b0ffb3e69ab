import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sequenceRangesSchema, type SequenceRanges } from '@eyrie/contracts';
import {
  contains,
  fromMultirange,
  missing,
  toMultirange,
  union,
  watermark,
  withSequences,
} from './sequence-ranges.ts';

const universe = 60;
const sequences = fc.array(fc.integer({ min: 1, max: universe }), { maxLength: 80 });

/** The model: a plain set. */
function members(ranges: SequenceRanges): number[] {
  return ranges.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i),
  );
}
const sorted = (numbers: Iterable<number>) => [...new Set(numbers)].sort((a, b) => a - b);

function expectCanonical(ranges: SequenceRanges): void {
  expect(sequenceRangesSchema.safeParse(ranges).success).toBe(true);
  for (const [i, [first, last]] of ranges.entries()) {
    expect(first).toBeLessThanOrEqual(last);
    if (i > 0) expect(first).toBeGreaterThan(ranges[i - 1]![1] + 1);
  }
}

describe('sequence ranges', () => {
  it('are the same set whatever the order and however often it was said', () => {
    fc.assert(
      fc.property(sequences, sequences, (a, b) => {
        const ranges = withSequences(withSequences([], a), [...b, ...a]);
        expectCanonical(ranges);
        expect(members(ranges)).toEqual(sorted([...a, ...b]));
        expect(withSequences(withSequences([], b), a)).toEqual(ranges);
        expect(union(withSequences([], a), withSequences([], b))).toEqual(ranges);
      }),
    );
  });

  it('do not change what they were made from', () => {
    const have: SequenceRanges = [[1, 3]];
    expect(withSequences(have, [4])).toEqual([[1, 4]]);
    expect(have).toEqual([[1, 3]]);
  });

  it('know their members, their holes and their beginning', () => {
    fc.assert(
      fc.property(sequences, fc.integer({ min: 1, max: universe + 5 }), (list, upTo) => {
        const have = withSequences([], list);
        const set = new Set(list);
        const all = Array.from({ length: upTo }, (_, i) => i + 1);
        expect(contains(have, upTo)).toBe(set.has(upTo));
        expectCanonical(missing(have, upTo));
        expect(members(missing(have, upTo))).toEqual(all.filter((n) => !set.has(n)));
        const mark = watermark(have);
        expect(set.has(mark + 1)).toBe(false);
        expect(missing(have, mark)).toEqual([]);
      }),
    );
  });

  it('survive Postgres', () => {
    fc.assert(
      fc.property(sequences, (list) => {
        const have = withSequences([], list);
        expect(fromMultirange(toMultirange(have))).toEqual(have);
      }),
    );
    expect(toMultirange([[1, 40], [42, 42]])).toBe('{[1,41),[42,43)}'); // prettier-ignore
    expect(toMultirange([])).toBe('{}');
  });
});
