import { assert } from './assert.ts';

const { imul, floor } = Math;

/** Numbers that look random and are the same for the same seed. Not for secrets. */
export interface Prng {
  /** An unsigned 32-bit integer. */
  next(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
}

/** xoshiro128** (Blackman and Vigna), its state filled from the seed by splitmix32. */
export function prng(seed: number): Prng {
  let [a, b, c, d] = fill(seed);
  function next(): number {
    const result = imul(rotateLeft(imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  }
  return {
    next,
    below(limit) {
      assert(Number.isInteger(limit) && limit > 0 && limit <= 0xffffffff, 'a limit in 1…2³²−1');
      return floor((next() / 0x100000000) * limit);
    },
  };
}

function fill(seed: number): [number, number, number, number] {
  let state = seed | 0;
  const draw = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  return [draw(), draw(), draw(), draw() | 1];
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
