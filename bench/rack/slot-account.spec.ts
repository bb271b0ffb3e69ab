import { describe, expect, it } from '@jest/globals';
import { accountOf } from './slot-account.ts';

const miss = (fromMs: number, untilMs: number, slots: number) => ({
  fromMs,
  untilMs,
  slots,
  reason: 'power',
});

describe('the account of a rack’s slots', () => {
  it('adds up where each slot was told of once', () => {
    const told = { camera: 'a', frameSlotsMs: [0, 10, 40], misses: [miss(20, 30, 2)] };
    expect(accountOf([told], 10)).toEqual({
      captured: 3,
      missed: { power: 2 },
      lost: 0,
      doubled: 0,
    });
  });

  it('finds what nothing was told of, and what was told of twice', () => {
    const told = { camera: 'a', frameSlotsMs: [0, 10, 10, 50], misses: [miss(10, 20, 2)] };
    expect(accountOf([told], 10)).toMatchObject({ lost: 2, doubled: 2 });
  });
});
