import { describe, expect, it } from '@jest/globals';
import { StorageLimits, whyReserveIsTooLarge } from './storage-limits.ts';

describe('the limits of storage', () => {
  it('go back to what the environment says when a configuration leaves them open again', () => {
    const limits = new StorageLimits({ diskReserveBytes: 500 });
    expect([limits.keepSeconds, limits.reserveBytes]).toEqual([Infinity, 500]);
    limits.set({ keepFramesSeconds: 60, diskReserveBytes: 7 });
    expect([limits.keepSeconds, limits.reserveBytes]).toEqual([60, 7]);
    limits.set({ keepFramesSeconds: 30 });
    expect([limits.keepSeconds, limits.reserveBytes]).toEqual([30, 500]);
  });

  it('are refused where the disk is not even as large', () => {
    expect(whyReserveIsTooLarge(99, 100)).toBeNull();
    expect(whyReserveIsTooLarge(undefined, 100)).toBeNull();
    expect(whyReserveIsTooLarge(100, 100)).toBe(
      '100 bytes cannot be kept free: the whole disk has 100.',
    );
  });
});
