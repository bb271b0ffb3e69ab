import { describe, expect, it } from '@jest/globals';
import { InvalidRequest } from '../problems/index.ts';
import { isCurrent, readFence } from './fence.ts';

describe('a fence', () => {
  it.each([
    [1, 5, true],
    [1, 6, true],
    [1, 4, false],
    [2, 1, true],
    [0, 99, false],
  ])('of epoch %d and term %d is current after (1, 5): %p', (siteEpoch, term, current) => {
    expect(isCurrent({ siteEpoch, term }, { siteEpoch: 1, term: 5 })).toBe(current);
  });

  it('is read from the headers', () => {
    expect(readFence({ 'eyrie-site-epoch': '2', 'eyrie-term': '17' })).toEqual({
      siteEpoch: 2,
      term: 17,
    });
  });

  it.each([undefined, '', '0', '-1', '1.5', '1e3', '99999999999999999999', 'one'])(
    'is refused where the term is %p',
    (term) => {
      expect(() =>
        readFence({
          'eyrie-site-epoch': '1',
          ...(term === undefined ? {} : { 'eyrie-term': term }),
        }),
      ).toThrow(InvalidRequest);
    },
  );
});
