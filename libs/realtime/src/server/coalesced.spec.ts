import { describe, expect, it } from '@jest/globals';
import { Coalesced } from './coalesced.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('Coalesced', () => {
  it('never answers with work that began before the question', async () => {
    const ends: (() => void)[] = [];
    let now = 0;
    const shared = new Coalesced(async () => {
      const seen = now;
      await new Promise<void>((resolve) => ends.push(resolve));
      return seen;
    });
    const first = shared.ask();
    now = 1;
    const later = [shared.ask(), shared.ask(), shared.ask()];
    expect(ends).toHaveLength(1);
    ends[0]?.();
    expect(await first).toBe(0);
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    expect(await Promise.all(later)).toEqual([1, 1, 1]);
    await settle();
    expect(shared.isIdle).toBe(true);
  });

  it('goes on after a failure, which only those see who asked for that run', async () => {
    let fails = true;
    const shared = new Coalesced(async () => {
      await settle();
      if (fails) throw new Error('away');
      return 'here';
    });
    const first = shared.ask();
    const second = shared.ask();
    await expect(first).rejects.toThrow('away');
    fails = false;
    expect(await second).toBe('here');
  });
});
