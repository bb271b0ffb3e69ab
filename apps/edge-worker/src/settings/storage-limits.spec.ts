import { describe, expect, it } from '@jest/globals';
import { StorageLimits, whyReserveIsTooLarge } from './storage-limits.ts';

describe('the limits of storage', () => {
  it('go back to what the environment says when a configuration leaves them open again', () => {
    const limits = new StorageLimits({ diskReserveBytes: 500 });
    const shown = () => {
      const { limits: kinds, reserveBytes, whenFull } = limits.rules();
      return [
        kinds.pictures.keepMs,
        kinds.videos.keepMs,
        kinds.videos.bytesMax,
        reserveBytes,
        whenFull,
      ];
    };
    expect(shown()).toEqual([Infinity, Infinity, Infinity, 500, 'drop_oldest']);
    limits.set({
      keepFramesSeconds: 60,
      diskReserveBytes: 7,
      storage: { keepVideosSeconds: 90, videosMaxBytes: 10, whenFull: 'stop' },
    });
    expect(shown()).toEqual([60_000, 90_000, 10, 7, 'stop']);
    limits.set({ keepFramesSeconds: 30 });
    expect(shown()).toEqual([30_000, 30_000, Infinity, 500, 'drop_oldest']);
  });

  it('are refused where the disk is not even as large', () => {
    expect(whyReserveIsTooLarge(99, 100)).toBeNull();
    expect(whyReserveIsTooLarge(undefined, 100)).toBeNull();
    expect(whyReserveIsTooLarge(100, 100)).toBe(
      '100 bytes cannot be kept free: the whole disk has 100.',
    );
  });
});
