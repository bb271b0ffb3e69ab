import { describe, expect, it } from '@jest/globals';
import { UploadQueue } from './upload-queue.ts';

function drain(queue: UploadQueue, nowMs = 0): string[] {
  const order: string[] = [];
  for (let next = queue.take(nowMs); next !== null; next = queue.take(nowMs)) order.push(next);
  return order;
}

describe('the upload queue', () => {
  it('sends thumbnails first, the newest before the others', () => {
    const queue = new UploadQueue();
    queue.add({ sha256: 'o1', kind: 'original' });
    queue.add({ sha256: 't1', kind: 'thumbnail' });
    queue.add({ sha256: 't2', kind: 'thumbnail' });
    expect(drain(queue)).toEqual(['t2', 't1', 'o1']);
  });

  it('sends the newest and the oldest frame in turn, so that a backlog drains from both ends', () => {
    const queue = new UploadQueue();
    for (const sha256 of ['1', '2', '3', '4']) queue.add({ sha256, kind: 'original' });
    expect(drain(queue)).toEqual(['4', '1', '3', '2']);
  });

  it('sends videos last, but one of them for every eight pictures', () => {
    const queue = new UploadQueue();
    queue.add({ sha256: 'v1', kind: 'video' });
    queue.add({ sha256: 'v2', kind: 'video' });
    for (let n = 0; n < 10; n += 1) queue.add({ sha256: `o${n}`, kind: 'original' });
    const order = drain(queue);
    expect(order.indexOf('v1')).toBe(8);
    expect(order.at(-1)).toBe('v2');
    expect(order).toHaveLength(12);
  });

  it('holds nothing up for what waits out a pause', () => {
    const queue = new UploadQueue();
    queue.add({ sha256: 'bad', kind: 'thumbnail' });
    queue.add({ sha256: 'good', kind: 'original' });
    expect(queue.take(0)).toBe('bad');
    queue.delay({ sha256: 'bad', kind: 'thumbnail' }, 1_000);
    expect(drain(queue, 999)).toEqual(['good']);
    expect(queue.nextDueAt()).toBe(1_000);
    expect(drain(queue, 1_000)).toEqual(['bad']);
  });

  it('has everything once, however often it is added', () => {
    const queue = new UploadQueue();
    queue.add({ sha256: 'a', kind: 'original' });
    queue.add({ sha256: 'a', kind: 'original' });
    expect(drain(queue)).toEqual(['a']);
    queue.add({ sha256: 'a', kind: 'original' });
    expect(drain(queue)).toEqual(['a']);
  });
});
