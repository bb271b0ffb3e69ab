import { describe, expect, it } from '@jest/globals';
import { committedIndex, voteResult } from './quorum.ts';

function committed(voters: number[], outgoing: number[], acked: Record<number, number>): number {
  return committedIndex({ voters, votersOutgoing: outgoing }, (id) => acked[id] ?? 0);
}

function decided(voters: number[], outgoing: number[], votes: Record<number, boolean>): string {
  const map = new Map(Object.entries(votes).map(([id, vote]) => [Number(id), vote]));
  return voteResult({ voters, votersOutgoing: outgoing }, map);
}

describe('a quorum', () => {
  it('commits what more than half have (L2: whatever their order)', () => {
    expect(committed([1, 2, 3], [], { 1: 9, 2: 100, 3: 10 })).toBe(10);
    expect(committed([3, 1, 2], [], { 1: 100, 2: 9 })).toBe(9);
    expect(committed([1, 2, 3, 4, 5], [], { 1: 2, 2: 10, 3: 9, 4: 1, 5: 3 })).toBe(3);
  });

  it('is more than half of an even number (L2b)', () => {
    expect(committed([1, 2], [], { 1: 5, 2: 3 })).toBe(3);
    expect(committed([1, 2, 3, 4], [], { 1: 5, 2: 5, 3: 3, 4: 1 })).toBe(3);
  });

  it('is one of one, and an empty half agrees to everything', () => {
    expect(committed([1], [], { 1: 7 })).toBe(7);
    expect(committed([], [], {})).toBe(Infinity);
    expect(committed([1, 2, 3], [], { 1: 4, 2: 4 })).toBe(4);
  });

  it('needs both halves of a joint configuration', () => {
    expect(committed([1, 2, 3], [3, 4, 5], { 1: 9, 2: 9, 3: 2, 4: 1 })).toBe(1);
    expect(committed([1], [2], { 1: 9 })).toBe(0);
  });

  it('is won by half and one, and lost when that cannot be reached any more', () => {
    expect(decided([1, 2, 3], [], { 1: true })).toBe('pending');
    expect(decided([1, 2, 3], [], { 1: true, 2: false })).toBe('pending');
    expect(decided([1, 2, 3], [], { 1: true, 3: true })).toBe('won');
    expect(decided([1, 2, 3], [], { 1: false, 3: false })).toBe('lost');
    expect(decided([1, 2, 3, 4], [], { 1: true, 2: true })).toBe('pending');
    expect(decided([1, 2, 3, 4], [], { 1: false, 2: false })).toBe('lost');
    expect(decided([], [], {})).toBe('won');
  });

  it('is lost in a joint configuration as soon as one half is', () => {
    expect(decided([1, 2], [3, 4], { 1: true, 2: true })).toBe('pending');
    expect(decided([1, 2], [3, 4], { 3: false })).toBe('lost');
    expect(decided([1, 2], [3], { 1: true, 2: true, 3: true })).toBe('won');
    expect(decided([1, 2], [], { 1: true, 2: true })).toBe('won');
  });
});
