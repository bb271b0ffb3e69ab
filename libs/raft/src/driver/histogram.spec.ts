import { describe, expect, it } from '@jest/globals';
import { Latencies } from './histogram.ts';

describe('latencies', () => {
  it('count in every bucket whose bound they do not exceed, as Prometheus wants it', () => {
    const latencies = new Latencies();
    for (const tookMs of [0.1, 1, 1.5, 99, 20_000]) latencies.observe(tookMs);
    const { boundsMs, counts, count, sumMs, maxMs } = latencies.histogram;
    const atMost = (boundMs: number): number | undefined => counts[boundsMs.indexOf(boundMs)];
    expect([atMost(0.25), atMost(1), atMost(2.5), atMost(100), atMost(10_000)]).toEqual([
      1, 2, 3, 4, 4,
    ]);
    expect({ count, maxMs }).toEqual({ count: 5, maxMs: 20_000 });
    expect(sumMs).toBeCloseTo(20_101.6);
    expect(counts).toHaveLength(boundsMs.length);
  });

  it('are all zero before the first', () => {
    expect(new Latencies().histogram).toMatchObject({ count: 0, sumMs: 0, maxMs: 0 });
  });
});
