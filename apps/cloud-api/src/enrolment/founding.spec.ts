import { describe, expect, it } from '@jest/globals';
import { foundingVoters } from './founding.ts';

const voter = (nodeId: number) => ({ deviceId: `dev_${nodeId}`, nodeId });

describe('foundingVoters', () => {
  it('waits for all of them', () => {
    expect(foundingVoters(null, 3, [voter(1), voter(2)])).toBeNull();
  });

  it('is the list of all in the order of their numbers', () => {
    expect(foundingVoters(null, 2, [voter(2), voter(1)])).toEqual([voter(1), voter(2)]);
  });

  it('never changes once it is fixed', () => {
    const fixed = [voter(1)];
    expect(foundingVoters(fixed, 1, [voter(1), voter(2)])).toBe(fixed);
  });
});
