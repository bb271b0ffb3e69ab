import { describe, expect, it } from '@jest/globals';
import { describeStanding } from './standing-text.ts';

describe('the standing of a coordinator', () => {
  const there = { leads: false, reachable: true };

  it('is told apart from whether it can be reached', () => {
    expect(describeStanding({ ...there, standing: 'voter' })).toEqual({
      text: 'Votes',
      tone: 'good',
    });
    expect(describeStanding({ ...there, standing: 'voter', leads: true }).text).toBe('Leads');
    expect(describeStanding({ leads: true, reachable: false, standing: 'voter' })).toEqual({
      text: 'Votes, unreachable',
      tone: 'bad',
    });
  });

  it('of one outside of the group is nothing to worry about', () => {
    for (const standing of ['waiting', 'removed', null] as const) {
      expect(describeStanding({ leads: false, reachable: false, standing }).tone).toBe('quiet');
    }
  });
});
