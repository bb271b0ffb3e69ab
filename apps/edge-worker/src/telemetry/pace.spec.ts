import { describe, expect, it } from '@jest/globals';
import { missOf } from '../capture/capture-failure.ts';
import { Pace } from './pace.ts';

describe('the pace of captures', () => {
  it('leaves every second frame out, and says why', () => {
    let strain: 'heat' | 'power' | null = null;
    const pace = new Pace(() => strain);
    const next = (): string => {
      try {
        pace.require();
        return 'taken';
      } catch (error) {
        return missOf(error).reason;
      }
    };
    expect([next(), next()]).toEqual(['taken', 'taken']);
    strain = 'heat';
    expect([next(), next(), next(), next()]).toEqual(['taken', 'heat', 'taken', 'heat']);
    strain = 'power';
    expect([next(), next()]).toEqual(['taken', 'power']);
    strain = null;
    expect([next(), next()]).toEqual(['taken', 'taken']);
  });
});
