import { describe, expect, it } from '@jest/globals';
import type { Priority } from '@eyrie/contracts';
import { PendingRecords } from './pending-records.ts';
import type { PendingRecord } from './record.ts';

const bootEpoch = '00000000-0000-4000-8000-000000000001';
const window = { recordsMax: 4, bytesMax: 1_000, resendMs: 15_000 };

function record(sequence: number, priority: Priority = 'normal', bytes = 10): PendingRecord {
  return {
    bootEpoch,
    sequence,
    position: sequence,
    kind: 'event',
    priority,
    bytes,
    expiresAt: null,
  };
}

const live = { held: false, live: true };
const sequences = (records: readonly PendingRecord[]): number[] => records.map((r) => r.sequence);

describe('pending records', () => {
  it('go critical first, and live ones before the backlog of the same and of higher-volume lanes', () => {
    const pending = new PendingRecords({ ...window, recordsMax: 100 });
    pending.add(record(1), live);
    pending.add(record(2, 'critical'), live);
    pending.reconnected();
    pending.add(record(3, 'low'), live);
    pending.add(record(4), live);
    pending.add(record(5, 'critical'), live);
    expect(sequences(pending.take(0, 10))).toEqual([5, 2, 4, 3, 1]);
  });

  it('leave only as many as the window has room for, but alarms get out beyond it', () => {
    const pending = new PendingRecords(window);
    for (let n = 1; n <= 6; n += 1) pending.add(record(n), live);
    expect(sequences(pending.take(0, 10))).toEqual([1, 2, 3, 4]);
    pending.add(record(7, 'critical'), live);
    expect(sequences(pending.take(1, 10))).toEqual([7]);
    pending.applyReceipts([{ bootEpoch, have: [[1, 2]] }]);
    expect(sequences(pending.take(2, 10))).toEqual([5]);
  });

  it('count bytes as well, yet let a single large one through', () => {
    const pending = new PendingRecords(window);
    pending.add(record(1, 'normal', 5_000), live);
    pending.add(record(2), live);
    expect(sequences(pending.take(0, 10))).toEqual([1]);
  });

  it('are sent again after fifteen seconds without a receipt, in their old order', () => {
    const pending = new PendingRecords(window);
    for (let n = 1; n <= 3; n += 1) pending.add(record(n), live);
    pending.take(0, 10);
    expect(pending.take(14_999, 10)).toEqual([]);
    expect(sequences(pending.take(15_000, 10))).toEqual([1, 2, 3]);
  });

  it('are sent again when the clock was set back, and not held for as long as it went', () => {
    const pending = new PendingRecords(window);
    pending.add(record(1), live);
    pending.take(1_000_000, 10);
    expect(sequences(pending.take(0, 10))).toEqual([1]);
  });

  it('that are held neither go nor can be confirmed, and keep their place in the journal', () => {
    const pending = new PendingRecords(window);
    pending.add(record(1), { held: true, live: true });
    pending.add(record(2), live);
    expect(sequences(pending.take(0, 10))).toEqual([2]);
    expect(pending.applyReceipts([{ bootEpoch, have: [[1, 2]] }])).toBe(1);
    expect(pending.droppableBefore(3)).toBe(1);
    pending.release({ bootEpoch, sequence: 1 });
    expect(sequences(pending.take(0, 10))).toEqual([1]);
    pending.applyReceipts([{ bootEpoch, have: [[1, 2]] }]);
    expect(pending.droppableBefore(3)).toBe(3);
  });

  it('that come again are backlog at their old places', () => {
    const pending = new PendingRecords(window);
    for (let n = 1; n <= 3; n += 1) pending.add(record(n), live);
    pending.applyReceipts([{ bootEpoch, have: [[1, 2]] }]);
    expect(pending.droppableBefore(4)).toBe(3);
    pending.addAgain([record(1), record(2)]);
    expect(pending.droppableBefore(4)).toBe(1);
    expect(pending.count).toBe(3);
    expect(sequences(pending.take(0, 10))).toEqual([3, 1, 2]);
    pending.applyReceipts([{ bootEpoch, have: [[1, 1]] }]);
    expect(pending.droppableBefore(4)).toBe(2);
  });

  it('free the journal up to the first that is not confirmed', () => {
    const pending = new PendingRecords(window);
    for (let n = 1; n <= 4; n += 1) pending.add(record(n), live);
    pending.applyReceipts([
      {
        bootEpoch,
        have: [
          [1, 2],
          [4, 4],
        ],
      },
    ]);
    expect(pending.droppableBefore(5)).toBe(3);
    expect(pending.count).toBe(1);
    expect(pending.bytes).toBe(10);
  });
});
