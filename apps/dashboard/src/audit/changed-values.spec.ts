import { describe, expect, it } from '@jest/globals';
import { changedValues } from './changed-values.ts';

describe('what an entry changed', () => {
  it('is told value by value, and what stayed is not', () => {
    const before = { name: 'Roof', place: { latitude: 1, longitude: 2 }, tags: ['a'] };
    const after = {
      name: 'Roof',
      place: { latitude: 1, longitude: 3 },
      tags: ['a', 'b'],
      note: 'x',
    };
    expect(changedValues(before, after)).toEqual([
      { path: 'place.longitude', before: 2, after: 3 },
      { path: 'tags', before: ['a'], after: ['a', 'b'] },
      { path: 'note', before: null, after: 'x' },
    ]);
    expect(changedValues(before, before)).toEqual([]);
  });

  it.each([
    [null, { name: 'new' }],
    [{ name: 'gone' }, null],
    ['text', 'other'],
  ])('cannot be told of %j and %j', (before, after) => {
    expect(changedValues(before, after)).toBeNull();
  });
});
