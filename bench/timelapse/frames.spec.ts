import { describe, expect, it } from '@jest/globals';
import { toAndFro } from './frames.ts';

describe('frames that are walked to and fro', () => {
  it('have neighbours for neighbours', () => {
    expect(Array.from({ length: 9 }, (_, index) => toAndFro(index, 4))).toEqual([
      0, 1, 2, 3, 2, 1, 0, 1, 2,
    ]);
    expect(toAndFro(5, 1)).toBe(0);
    expect([0, 1, 2, 3].map((index) => toAndFro(index, 2))).toEqual([0, 1, 0, 1]);
  });
});
