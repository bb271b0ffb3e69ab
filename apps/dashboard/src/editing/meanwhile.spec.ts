import { describe, expect, it } from '@jest/globals';
import { changedMeanwhile, changesOf, withTheirs } from './meanwhile.ts';

const before = { name: 'East', notes: '', latitude: '46.5' };

describe('a form whose thing somebody else changes meanwhile', () => {
  it('sends only what it says otherwise than it found', () => {
    expect(changesOf(before, { ...before, name: 'West' })).toEqual({ name: 'West' });
    expect(changesOf(before, before)).toEqual({});
  });

  it('tells what is another thing now, and what it wanted itself', () => {
    const mine = { ...before, name: 'West' };
    const theirs = { name: 'North', notes: 'Ladder broken', latitude: '46.5' };
    expect(changedMeanwhile(before, mine, theirs)).toEqual([
      { field: 'name', before: 'East', theirs: 'North', mine: 'West' },
      { field: 'notes', before: '', theirs: 'Ladder broken', mine: null },
    ]);
  });

  it('makes nothing of what both set alike', () => {
    const mine = { ...before, name: 'West' };
    expect(changedMeanwhile(before, mine, mine)).toEqual([]);
  });

  it('keeps its own wishes and takes the rest over', () => {
    const mine = { ...before, name: 'West' };
    const theirs = { name: 'North', notes: 'Ladder broken', latitude: '46.5' };
    expect(withTheirs(before, mine, theirs)).toEqual({ ...theirs, name: 'West' });
  });
});
