import { describe, expect, it } from '@jest/globals';
import { allMet, isMet, parseGoal } from './goal.ts';

describe('a goal', () => {
  it('is read clause by clause', () => {
    expect(parseGoal('≤ 3 s, ≤ 0.1')).toEqual([
      { relation: '≤', limit: 3, unit: 's' },
      { relation: '≤', limit: 0.1, unit: null },
    ]);
  });

  it.each(['', '2', '> 2', '≥', '≥ two', '≥ 2 1/s extra', '≥ 2 , ≤ 3'])('is not %p', (text) => {
    expect(() => parseGoal(text)).toThrow(RangeError);
  });

  it.each([
    ['≥ 2', 2, true],
    ['≥ 2', 1.999, false],
    ['≤ 1.15', 1.15, true],
    ['≤ 1.15', 1.16, false],
    ['= 0', 0, true],
    ['= 0', 1, false],
  ])('%s is judged by the comparison %d where there is a peer', (goal, comparison, met) => {
    expect(isMet(goal, { ours: 1e6, comparison, hasPeer: true })).toBe(met);
  });

  it('is judged by our own value where there is no peer', () => {
    expect(isMet('≤ 5', { ours: 4, comparison: null, hasPeer: false })).toBe(true);
    expect(isMet('≤ 5', { ours: 6, comparison: null, hasPeer: false })).toBe(false);
  });

  it('holds a clause with a unit against our own value, whatever the peer does', () => {
    expect(isMet('≤ 2 s', { ours: 1.9, comparison: 40, hasPeer: true })).toBe(true);
    expect(isMet('≤ 3 s, ≤ 0.1', { ours: 2, comparison: 0.2, hasPeer: true })).toBe(false);
  });

  it('is neither met nor missed while something is not known, unless another part is missed', () => {
    expect(isMet('≥ 2', { ours: 10, comparison: null, hasPeer: true })).toBeNull();
    expect(isMet('≤ 3 s, ≤ 0.1', { ours: 2, comparison: null, hasPeer: true })).toBeNull();
    expect(isMet('≤ 3 s, ≤ 0.1', { ours: 4, comparison: null, hasPeer: true })).toBe(false);
    expect(isMet('= 0', { ours: null, comparison: null, hasPeer: false })).toBeNull();
  });
});

describe('several goals', () => {
  it('are met when all are, and missed when one is', () => {
    expect(allMet([true, true])).toBe(true);
    expect(allMet([true, null])).toBeNull();
    expect(allMet([null, false])).toBe(false);
  });
});
