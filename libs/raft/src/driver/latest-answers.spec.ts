import { describe, expect, it } from '@jest/globals';
import type { Message } from '../core/types.ts';
import { latestAnswers } from './latest-answers.ts';

const accepted = (match: number, change: { to?: number; term?: number; epoch?: number } = {}) =>
  ({ type: 'append-accepted', from: 2, to: 1, term: 5, epoch: 3, match, ...change }) as const;

describe('answers that leave together', () => {
  it('are the last one of those that say the same and more', () => {
    expect(latestAnswers([accepted(4), accepted(7), accepted(7)])).toEqual([accepted(7)]);
  });

  it.each([
    ['to another', { to: 3 }],
    ['of another term', { term: 6 }],
    ['of another epoch', { epoch: 4 }],
  ])('keep one %s', (_, change) => {
    const both = [accepted(4), accepted(7, change)];
    expect(latestAnswers(both)).toEqual(both);
  });

  it('keep one that says more than a later one, and all else in its order', () => {
    const vote: Message = { type: 'vote-reply', from: 2, to: 3, term: 5, granted: true };
    const all = [accepted(9), vote, accepted(7)];
    expect(latestAnswers(all)).toEqual(all);
  });
});
