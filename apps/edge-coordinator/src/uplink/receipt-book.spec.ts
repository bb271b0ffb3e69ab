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

  const enter = (
    book: ReceiptBook,
    receipts: ReturnType<typeof receipt>[],
    { history, now = 0, askedAt = now }: { history?: number; now?: number; askedAt?: number } = {},
  ) => book.enter(history === undefined ? { receipts } : { receipts, history }, { askedAt, now });

  it('keeps the boot epochs of a device apart, and the devices', () => {
    const book = new ReceiptBook();
    const told = enter(book, [
      receipt('a', 'x', [1, 5]),
      receipt('a', 'y', [1, 1]),
      receipt('b', 'z', [2, 2]),
    ]);
    expect(told).toEqual(new Set(['a', 'b']));
    expect(book.messageFor('a').receipts).toEqual([
      { bootEpoch: 'x', have: [[1, 5]] },
      { bootEpoch: 'y', have: [[1, 1]] },
    ]);
    expect(book.messageFor('nobody').receipts).toEqual([]);
  });

  it('takes nothing back when an older answer comes later', () => {
    const book = new ReceiptBook();
    enter(book, [receipt('a', 'x', [1, 9])]);
    enter(book, [receipt('a', 'x', [1, 5])]);
    expect(book.messageFor('a').receipts[0]?.have).toEqual([[1, 9]]);
  });

  it('lets nothing of before count once the cloud’s database went on from an earlier moment', () => {
    const book = new ReceiptBook();
    enter(book, [receipt('a', 'x', [1, 9]), receipt('b', 'y', [1, 3])], { history: 1 });
    expect(book.messageFor('a')).toEqual({
      receipts: [{ bootEpoch: 'x', have: [[1, 9]] }],
      history: 1,
    });
    enter(book, [receipt('a', 'x', [1, 4])], { history: 2, now: 1_000 });
    expect(book.messageFor('a')).toEqual({
      receipts: [{ bootEpoch: 'x', have: [[1, 4]] }],
      history: 2,
    });
    expect(book.messageFor('b')).toEqual({ receipts: [], history: 2 });
    // On its way since before: it speaks of what is gone.
    const late = enter(book, [receipt('a', 'x', [1, 9])], { history: 1, askedAt: 900, now: 1_100 });
    expect(late).toEqual(new Set());
    expect(book.messageFor('a').receipts[0]?.have).toEqual([[1, 4]]);
  });

  it('goes on where the cloud counts its histories anew', () => {
    const book = new ReceiptBook();
    enter(book, [receipt('a', 'x', [1, 9])], { history: 7, now: 1_000 });
    enter(book, [receipt('a', 'x', [1, 2])], { history: 1, askedAt: 2_000, now: 2_100 });
    expect(book.messageFor('a')).toEqual({
      receipts: [{ bootEpoch: 'x', have: [[1, 2]] }],
      history: 1,
    });
  });

  it('keeps what it knows with a cloud that says no history', () => {
    const book = new ReceiptBook();
    enter(book, [receipt('a', 'x', [1, 4])], { history: 3 });
    enter(book, [receipt('a', 'x', [5, 9])]);
    expect(book.messageFor('a')).toEqual({
      receipts: [{ bootEpoch: 'x', have: [[1, 9]] }],
      history: 3,
    });
  });

  it('forgets boot epochs that nothing is sent of any more, and keeps only so many', () => {
    const book = new ReceiptBook();
    enter(book, [receipt('a', 'old', [1, 1])]);
    enter(book, [receipt('a', 'new', [1, 1])], { now: 31 * 60 * 1000 });
    expect(book.messageFor('a').receipts.map(({ bootEpoch }) => bootEpoch)).toEqual(['new']);
    for (let epoch = 0; epoch < 50; epoch += 1) {
      enter(book, [receipt('a', `epoch-${epoch}`, [1, 1])], { now: 31 * 60 * 1000 });
    }
    const { receipts } = book.messageFor('a');
    expect(receipts).toHaveLength(32);
    expect(receipts.at(-1)?.bootEpoch).toBe('epoch-49');
  });
});
