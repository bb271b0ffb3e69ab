import { describe, expect, it } from '@jest/globals';
import { RecordQueue, type QueuedRecord } from './record-queue.ts';

const bootEpoch = '0f8fad5b-d9cb-469f-a165-70867728950e';
const record = (
  sequence: number,
  { priority = 'normal', deviceId = 'a', bytes = 100 } = {},
): QueuedRecord => ({ deviceId, bytes, record: { bootEpoch, sequence, priority } });
const sequences = (batch: readonly QueuedRecord[]) =>
  batch.map(({ record: { sequence } }) => sequence);
const queueOf = (limits: Partial<ConstructorParameters<typeof RecordQueue>[0]> = {}) =>
  new RecordQueue({ recordsMax: 100, bytesMax: 100_000, recordsPerDeviceMax: 100, ...limits });

describe('RecordQueue', () => {
  it('keeps priorities apart and each in its order', () => {
    const queue = queueOf();
    queue.offer(record(1));
    queue.offer(record(2, { priority: 'critical' }));
    queue.offer(record(3));
    expect(sequences(queue.take('critical', 10, 1_000))).toEqual([2]);
    expect(sequences(queue.take('normal', 10, 1_000))).toEqual([1, 3]);
  });

  it('knows a record that is sent again, while it waits and while it is on its way', () => {
    const queue = queueOf();
    expect(queue.offer(record(1))).toBe('queued');
    expect(queue.offer(record(1))).toBe('known');
    const batch = queue.take('normal', 10, 1_000);
    expect(queue.offer(record(1))).toBe('known');
    queue.settle(batch);
    expect(queue.size).toBe(0);
    expect(queue.offer(record(1))).toBe('queued');
  });

  it('takes the same sequence of two devices for two records', () => {
    const queue = queueOf();
    expect(queue.offer(record(1))).toBe('queued');
    expect(queue.offer(record(1, { deviceId: 'b' }))).toBe('queued');
  });

  it('ends a batch at its number and at its bytes, but never sends an empty one', () => {
    const queue = queueOf();
    for (const sequence of [1, 2, 3, 4]) queue.offer(record(sequence));
    expect(sequences(queue.take('normal', 2, 1_000))).toEqual([1, 2]);
    expect(sequences(queue.take('normal', 10, 150))).toEqual([3]);
    expect(sequences(queue.take('normal', 10, 1))).toEqual([4]);
  });

  it('sends first what is put back', () => {
    const queue = queueOf();
    for (const sequence of [1, 2, 3]) queue.offer(record(sequence));
    queue.putBack('normal', queue.take('normal', 2, 1_000));
    expect(sequences(queue.take('normal', 10, 1_000))).toEqual([1, 2, 3]);
  });

  it('is bounded in records, in bytes, and for each device', () => {
    const byRecords = queueOf({ recordsMax: 1 });
    byRecords.offer(record(1));
    expect(byRecords.offer(record(2))).toBe('full');
    const byBytes = queueOf({ bytesMax: 150 });
    byBytes.offer(record(1));
    expect(byBytes.offer(record(2))).toBe('full');
    const byDevice = queueOf({ recordsPerDeviceMax: 1 });
    byDevice.offer(record(1));
    expect(byDevice.offer(record(2))).toBe('full');
    expect(byDevice.offer(record(2, { deviceId: 'b' }))).toBe('queued');
  });

  it('has room for an alarm when a backlog fills it', () => {
    const queue = queueOf({ recordsMax: 10 });
    for (let sequence = 1; sequence <= 12; sequence += 1) queue.offer(record(sequence));
    expect(queue.offer(record(13, { priority: 'critical' }))).toBe('queued');
  });

  it('has room again when the cloud has answered', () => {
    const queue = queueOf({ recordsMax: 1, bytesMax: 100, recordsPerDeviceMax: 1 });
    queue.offer(record(1));
    queue.settle(queue.take('normal', 10, 1_000));
    expect(queue.offer(record(2))).toBe('queued');
  });
});
