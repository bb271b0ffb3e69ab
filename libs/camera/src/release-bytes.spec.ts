import { describe, expect, it } from '@jest/globals';
import { releaseBytes } from './release-bytes.ts';

describe('bytes that are released', () => {
  it('are empty afterwards, and their memory is no longer theirs', () => {
    const before = process.memoryUsage().arrayBuffers;
    const bytes = new Uint8Array(64 * 1024 * 1024).fill(1);
    expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThanOrEqual(64 * 1024 * 1024);
    releaseBytes(bytes);
    expect(bytes).toHaveLength(0);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('stay where they are a part of something', () => {
    const whole = Uint8Array.of(1, 2, 3, 4);
    releaseBytes(whole.subarray(1, 3));
    expect([...whole]).toEqual([1, 2, 3, 4]);
    const pooled = Buffer.from('a few bytes of the pool');
    const neighbour = Buffer.from('others');
    releaseBytes(pooled);
    expect(neighbour.toString()).toBe('others');
  });
});
