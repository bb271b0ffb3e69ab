import { describe, expect, it } from '@jest/globals';
import { AnswerCache } from './answer-cache.ts';

describe('answers that are kept', () => {
  it('are worked out once for all who ask, and anew when they are old', async () => {
    let now = 0;
    let made = 0;
    const cache = new AnswerCache<number>({ ttlMs: 100, entriesMax: 2, now: () => now });
    const ask = (key: string) => cache.get(key, () => Promise.resolve((made += 1)));
    expect(await Promise.all([ask('a'), ask('a')])).toEqual([1, 1]);
    expect(await ask('b')).toBe(2);
    now = 99;
    expect(await ask('a')).toBe(1);
    now = 100;
    expect(await ask('a')).toBe(3);
  });

  it('are not kept where they failed', async () => {
    const cache = new AnswerCache<number>({ ttlMs: 100, entriesMax: 2 });
    await expect(cache.get('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect(await cache.get('a', () => Promise.resolve(1))).toBe(1);
  });

  it('make room for others, the oldest first', async () => {
    let made = 0;
    const cache = new AnswerCache<number>({ ttlMs: 100, entriesMax: 2 });
    const ask = (key: string) => cache.get(key, () => Promise.resolve((made += 1)));
    for (const key of ['a', 'b', 'c']) await ask(key);
    expect(await ask('c')).toBe(3);
    expect(await ask('a')).toBe(4);
  });
});
