import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Place } from './limit-store.ts';
import { SharedPlaces } from './shared-places.ts';

/** A store that several replicas share. */
function sharedStore() {
  const held = new Map<string, Map<string, number>>();
  let questions = 0;
  return {
    get questions() {
      return questions;
    },
    held: (key: string) => [...(held.get(key)?.values() ?? [])].reduce((sum, n) => sum + n, 0),
    forget: () => held.clear(),
    hold: ({ key, holder, wanted, most }: Place) => {
      questions += 1;
      const holders = held.get(key) ?? new Map<string, number>();
      held.set(key, holders);
      holders.delete(holder);
      const others = [...holders.values()].reduce((sum, n) => sum + n, 0);
      const got = Math.min(wanted, Math.max(0, most - others));
      if (got > 0) holders.set(holder, got);
      return Promise.resolve(got);
    },
  };
}

describe('places that replicas share', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const replicas = (most: number) => {
    const store = sharedStore();
    const make = () => new SharedPlaces({ name: 'stream', most }, store);
    return { store, one: make(), other: make() };
  };

  it('are so many for each key, however many come at once and wherever', async () => {
    const { one, other } = replicas(5);
    const all = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 ? one : other).enter('a')),
    );
    expect(all.filter((leave) => leave !== null)).toHaveLength(5);
    const exactly = await Promise.all(Array.from({ length: 5 }, () => one.enter('c')));
    expect(exactly).not.toContain(null);
    expect(await one.enter('b')).not.toBeNull();
  });

  it('come back once, and soon to the other replica too', async () => {
    const { one, other, store } = replicas(2);
    const leave = await one.enter('a');
    await one.enter('a');
    expect(await other.enter('a')).toBeNull();
    leave?.();
    leave?.();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(store.held('stream:a')).toBe(1);
    expect(await other.enter('a')).not.toBeNull();
    expect(await other.enter('a')).toBeNull();
  });

  it('cost a question for each fortieth of them, and one for each that is held in ten seconds', async () => {
    const { one, store } = replicas(400);
    const leaves = [];
    for (let count = 0; count < 100; count += 1) leaves.push(await one.enter('a'));
    expect(store.questions).toBe(10);
    // Restarted, the store knows nothing; what is held here is told to it again.
    store.forget();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(store.questions).toBe(11);
    expect(store.held('stream:a')).toBe(100);
  });

  it('cost no question while all are taken, and are asked for again a moment later', async () => {
    const { one, other, store } = replicas(2);
    const leave = await one.enter('a');
    await one.enter('a');
    const before = store.questions;
    for (let count = 0; count < 100; count += 1) expect(await other.enter('a')).toBeNull();
    expect(store.questions - before).toBe(1);
    for (let count = 0; count < 100; count += 1) expect(await one.enter('a')).toBeNull();
    expect(store.questions - before).toBe(2);
    // What is given back here is had here at once.
    leave?.();
    expect(await one.enter('a')).not.toBeNull();
    await one.close();
    await jest.advanceTimersByTimeAsync(250);
    expect(await other.enter('a')).not.toBeNull();
  });

  it('are all given back when the replica ends', async () => {
    const { one, other, store } = replicas(2);
    await one.enter('a');
    await one.enter('a');
    await one.close();
    expect(store.held('stream:a')).toBe(0);
    expect(await other.enter('a')).not.toBeNull();
  });
});
