import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LimitCounters } from '../tenancy/index.ts';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { hasRedis, TestRedis } from '../testing/redis.ts';
import type { LimitStore } from './limit-store.ts';
import { RedisLimits } from './redis-limits.ts';

const delays = { free: 2, delayMs: 60_000, delayMsMax: 600_000, forgottenMs: 3_600_000 };

let cloud: TestApp;
let redis: TestRedis | null = null;
let redisLimits: RedisLimits | null = null;
beforeAll(async () => {
  cloud = await startTestApp();
  if (!hasRedis) return;
  redis = await TestRedis.start();
  redisLimits = new RedisLimits(redis.url, 5_000);
  const deadline = Date.now() + 10_000;
  // Until it is connected, it refuses at once.
  for (;;) {
    try {
      await redisLimits.take('first', 1, 1_000);
      break;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
});
afterAll(async () => {
  redisLimits?.close();
  await redis?.stop();
  await cloud.close();
});

const stores: [string, () => Omit<LimitStore, 'name'>][] = [
  ['Postgres', () => cloud.app.get(LimitCounters)],
];
if (hasRedis) {
  stores.push([
    'Redis',
    () => {
      if (!redisLimits) throw new Error('Redis was not started.');
      return redisLimits;
    },
  ]);
}

describe.each(stores)('limits counted in %s', (_name, storeOf) => {
  it('add up what many take at once, and begin again when the window is over', async () => {
    const [store, key] = [storeOf(), randomUUID()];
    const usages = await Promise.all(Array.from({ length: 20 }, () => store.take(key, 5, 60_000)));
    expect(usages.map(({ used }) => used).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => 5 * (index + 1)),
    );
    for (const { resetMs } of usages) expect(resetMs).toBeLessThanOrEqual(60_000);
    const short = randomUUID();
    expect((await store.take(short, 3, 1)).used).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await store.take(short, 2, 60_000)).used).toBe(2);
  });

  it('let the free attempts of many who try at once through, and no more', async () => {
    const [store, key] = [storeOf(), randomUUID()];
    const waits = await Promise.all(Array.from({ length: 20 }, () => store.attempt(key, delays)));
    expect(waits.filter((wait) => wait === null)).toHaveLength(2);
    for (const wait of waits.filter((one) => one !== null)) {
      expect(wait).toBeGreaterThan(50_000);
      expect(wait).toBeLessThanOrEqual(60_000);
    }
  });

  it('double the delay with each attempt, up to the most', async () => {
    const [store, key] = [storeOf(), randomUUID()];
    const quick = { free: 1, delayMs: 40, delayMsMax: 80, forgottenMs: 60_000 };
    const waits: number[] = [];
    for (let passed = 0; passed < 4;) {
      const wait = await store.attempt(key, quick);
      if (wait === null) passed += 1;
      else {
        waits.push(wait);
        await new Promise((resolve) => setTimeout(resolve, wait + 1));
      }
    }
    for (const wait of waits) expect(wait).toBeLessThanOrEqual(80);
    expect(waits.length).toBeGreaterThanOrEqual(3);
  });

  it('take one attempt back, and forget all of them', async () => {
    const [store, key] = [storeOf(), randomUUID()];
    await store.attempt(key, delays);
    await store.attempt(key, delays);
    expect(await store.attempt(key, delays)).not.toBeNull();
    await store.undo(key);
    expect(await store.attempt(key, delays)).toBeNull();
    expect(await store.attempt(key, delays)).not.toBeNull();
    await store.forget(key);
    expect(await store.attempt(key, delays)).toBeNull();
    expect(await store.attempt(key, delays)).toBeNull();
    expect(await store.attempt(key, delays)).not.toBeNull();
  });

  it('hand out places to several holders, never more than there are', async () => {
    const [store, key] = [storeOf(), randomUUID()];
    const hold = (holder: string, wanted: number, ttlMs = 60_000) =>
      store.hold({ key, holder, wanted, most: 5, ttlMs });
    expect(await hold('a', 3)).toBe(3);
    expect(await hold('b', 4)).toBe(2);
    expect(await hold('c', 1)).toBe(0);
    expect(await hold('a', 1)).toBe(1);
    expect(await hold('c', 9)).toBe(2);
    expect(await hold('b', 0)).toBe(0);
    expect(await hold('a', 9)).toBe(3);
    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        store.hold({
          key: `${key} race`,
          holder: String(index),
          wanted: 1,
          most: 5,
          ttlMs: 60_000,
        }),
      ),
    );
    expect(taken.reduce((sum, held) => sum + held, 0)).toBe(5);
  });

  it('take the places of a holder that has died back', async () => {
    const [store, key] = [storeOf(), randomUUID()];
    await store.hold({ key, holder: 'dead', wanted: 5, most: 5, ttlMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 10));
    const alive = { key, holder: 'alive', wanted: 5, most: 5, ttlMs: 60_000 };
    expect(await store.hold(alive)).toBe(5);
  });
});
