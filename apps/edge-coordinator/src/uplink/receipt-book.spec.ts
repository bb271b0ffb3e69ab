import { describe, expect, it } from '@jest/globals';
import type { SequenceRanges } from '@eyrie/contracts';
import { ReceiptBook } from './receipt-book.ts';
import { unionOf } from './sequence-ranges.ts';

describe('unionOf', () => {
  it.each([
    [[], [[1, 3]], [[1, 3]]],
    [[[1, 3]], [[4, 6]], [[1, 6]]],
    [
      [[1, 3]],
      [[5, 6]],
      [
        [1, 3],
        [5, 6],
      ],
    ],
    [[[1, 9]], [[3, 4]], [[1, 9]]],
    [
      [
        [5, 6],
        [9, 9],
      ],
      [
        [1, 1],
        [7, 8],
      ],
      [
        [1, 1],
        [5, 9],
      ],
    ],
  ] as [SequenceRanges, SequenceRanges, SequenceRanges][])(
    'of %j and %j is %j',
    (left, right, union) => {
      const before = JSON.stringify([left, right]);
      expect(unionOf(left, right)).toEqual(union);
      expect(unionOf(right, left)).toEqual(union);
      expect(JSON.stringify([left, right])).toBe(before);
    },
  );
});

describe('ReceiptBook', () => {
  const receipt = (deviceId: string, bootEpoch: string, ...have: SequenceRanges) => ({
    deviceId,
    bootEpoch,
    have,
  });

  it('keeps the boot epochs of a device apart, and the devices', () => {
    const book = new ReceiptBook();
    const told = book.enter(
      [receipt('a', 'x', [1, 5]), receipt('a', 'y', [1, 1]), receipt('b', 'z', [2, 2])],
      0,
    );
    expect(told).toEqual(new Set(['a', 'b']));
    expect(book.messageFor('a').receipts).toEqual([
      { bootEpoch: 'x', have: [[1, 5]] },
      { bootEpoch: 'y', have: [[1, 1]] },
    ]);
    expect(book.messageFor('nobody').receipts).toEqual([]);
  });

  it('takes nothing back when an older answer comes later', () => {
    const book = new ReceiptBook();
    book.enter([receipt('a', 'x', [1, 9])], 0);
    book.enter([receipt('a', 'x', [1, 5])], 0);
    expect(book.messageFor('a').receipts[0]?.have).toEqual([[1, 9]]);
  });

  it('forgets boot epochs that nothing is sent of any more, and keeps only so many', () => {
    const book = new ReceiptBook();
    book.enter([receipt('a', 'old', [1, 1])], 0);
    book.enter([receipt('a', 'new', [1, 1])], 31 * 60 * 1000);
    expect(book.messageFor('a').receipts.map(({ bootEpoch }) => bootEpoch)).toEqual(['new']);
    for (let epoch = 0; epoch < 50; epoch += 1) {
      book.enter([receipt('a', `epoch-${epoch}`, [1, 1])], 31 * 60 * 1000);
    }
    const { receipts } = book.messageFor('a');
    expect(receipts).toHaveLength(32);
    expect(receipts.at(-1)?.bootEpoch).toBe('epoch-49');
  });
});
