import { bulkItemsMax } from '@eyrie/contracts';
import { describe, expect, it } from '@jest/globals';
import { choose } from './choose.ts';

describe('what is chosen of the device list', () => {
  it('adds to what is chosen and takes out of it, and leaves the set before as it was', () => {
    const chosen = new Set(['a']);
    expect([...choose(chosen, ['b', 'c'], true)]).toEqual(['a', 'b', 'c']);
    expect([...choose(chosen, ['a', 'b'], false)]).toEqual([]);
    expect([...chosen]).toEqual(['a']);
  });

  it('chooses no more than one request can be about', () => {
    const many = Array.from({ length: bulkItemsMax + 3 }, (_, index) => `dev_${index}`);
    expect(choose(new Set(['mine']), many, true).size).toBe(bulkItemsMax);
  });
});
