import { describe, expect, it } from '@jest/globals';
import { foundingRight } from './founding-rights.ts';

describe('the right to found', () => {
  const foundingVoters = [
    { deviceId: 'a', nodeId: 1 },
    { deviceId: 'b', nodeId: 2 },
  ];
  const site = { foundingVoters, foundingCards: { a: 'first' } };

  it('is of the first card of each founding voter, however often it asks', () => {
    expect(foundingRight(site, 'a', 'first')).toBe('found');
    expect(foundingRight(site, 'b', 'any')).toBe('found');
  });

  it('is not of a second card of the same voter', () => {
    expect(foundingRight(site, 'a', 'second')).toBe('join');
  });

  it('is not of those who came later, nor of anybody before the founders are fixed', () => {
    expect(foundingRight(site, 'c', 'any')).toBe('join');
    expect(foundingRight({ foundingVoters: null, foundingCards: {} }, 'a', 'any')).toBe('join');
  });
});
