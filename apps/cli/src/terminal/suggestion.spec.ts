import { describe, expect, it } from '@jest/globals';
import { didYouMean, nearest } from './suggestion.ts';

const sites = ['Ridge', 'Gornergrat', 'Hut'];

describe('did you mean', () => {
  it('names what is a slip away: a letter, two that are swapped, a beginning', () => {
    expect(nearest('rigde', sites)).toEqual(['Ridge']);
    expect(nearest('Gornegrat', sites)).toEqual(['Gornergrat']);
    expect(nearest('gorn', sites)).toEqual(['Gornergrat']);
    expect(didYouMean('Rdge', sites)).toBe(' Did you mean "Ridge"?');
  });

  it('says nothing where nothing is near', () => {
    expect(didYouMean('Matterhorn', sites)).toBe('');
  });
});
