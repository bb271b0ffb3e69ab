import { describe, expect, it } from '@jest/globals';
import { LeasedQuota } from './leased-quota.ts';
import { LocalLimits } from './local-limits.ts';

/** Replicas that share one store. */
function replicas(count: number, most: number, burst?: number) {
  const clock = { now: 1_000_000, questions: 0 };
  const now = () => clock.now;
  const shared = new LocalLimits(now);
  const store = {
    take: async (...taken: Parameters<LocalLimits['take']>) => {
      clock.questions += 1;
      await Promise.resolve();
      return shared.take(...taken);
    },
  };
  const quota = { name: 'test', most, windowMs: 10_000, ...(burst === undefined ? {} : { burst }) };
  return { clock, all: Array.from({ length: count }, () => new LeasedQuota(quota, store, now)) };
}

describe('LeasedQuota', () => {
  it.each([1, 7, 40, 1_000])(
    'gives away what there is and never more, over three replicas (%i)',
    async (most) => {
      const { all, clock } = replicas(3, most);
      const asked = all.flatMap((replica) =>
        Array.from({ length: most + 10 }, () => replica.take('one organisation')),
      );
      const admitted = (await Promise.all(asked)).filter(({ isAdmitted }) => isAdmitted);
      expect(admitted.length).toBe(most);
      clock.now += 10_001;
      expect((await all[0]?.take('one organisation'))?.isAdmitted).toBe(true);
    },
  );

  it('asks the shared store once for many requests, and never while there is nothing', async () => {
    const { all, clock } = replicas(1, 400);
    for (let count = 0; count < 400; count += 1) await all[0]?.take('a');
    expect(clock.questions).toBe(40);
    const refused = await all[0]?.take('a');
    expect(refused).toMatchObject({ isAdmitted: false, remaining: 0, resetMs: 10_000 });
    expect(clock.questions).toBe(40);
    expect(all[0]?.isExhausted('a')).toMatchObject({ isAdmitted: false });
    expect(all[0]?.isExhausted('b')).toBeNull();
  });

  it('says how much is left, and takes back what cost nothing', async () => {
    const { all } = replicas(1, 10);
    expect(await all[0]?.take('a')).toMatchObject({ remaining: 9 });
    all[0]?.giveBack('a');
    expect(await all[0]?.take('a')).toMatchObject({ remaining: 9 });
  });
});

describe('LeasedQuota with a burst', () => {
  /** Asks without end for so long, every ten milliseconds at each replica, and says how many were let in at which. */
  async function flood({ clock, all }: ReturnType<typeof replicas>, forMs: number) {
    const admitted: number[] = [];
    for (const until = clock.now + forMs; clock.now < until; clock.now += 10) {
      let count = 0;
      for (const replica of all) while ((await replica.take('a')).isAdmitted) count += 1;
      admitted.push(count);
    }
    return admitted;
  }

  it.each([1, 3])(
    'lets the burst in at once and the rest evenly, and all of it, at %i replicas',
    async (count) => {
      const most = 1_000;
      const set = replicas(count, most, 100);
      const [first = 0, ...rest] = await flood(set, 10_000);
      const leases = (count * most) / 40;
      expect(first).toBeGreaterThanOrEqual(100);
      expect(first).toBeLessThanOrEqual(100 + leases);
      expect(Math.max(...rest)).toBeLessThanOrEqual(2);
      const sum = rest.reduce((a, b) => a + b, first);
      expect(sum).toBeLessThanOrEqual(most);
      expect(sum).toBeGreaterThan(most - leases - 10);
      expect(set.clock.questions).toBeLessThanOrEqual(40 + count);
    },
  );

  it('has no second burst in the next window for who never stopped, and one after a rest', async () => {
    const set = replicas(1, 1_000, 100);
    const admitted = await flood(set, 30_000);
    expect(Math.max(...admitted.slice(1))).toBeLessThanOrEqual(2);
    const all = admitted.reduce((sum, count) => sum + count, 0);
    expect(all).toBeLessThanOrEqual(3_000);
    expect(all).toBeGreaterThan(2_900);
    set.clock.now += 20_000;
    expect((await flood(set, 10))[0]).toBe(100);
  });

  it('lets each replica give its first lease, however many there are', async () => {
    const { all } = replicas(12, 1_000, 100);
    for (const replica of all) expect((await replica.take('a')).isAdmitted).toBe(true);
  });

  it('says when the next one may come, and counts those who are let on before they take', async () => {
    const { all, clock } = replicas(1, 1_000, 100);
    const quota = all[0]!;
    for (let count = 0; count < 100; count += 1) await quota.take('a');
    expect((await quota.take('a')).resetMs).toBeCloseTo(1_000 / 90);
    clock.now += 23;
    expect(quota.isExhausted('a')).toBeNull();
    const ends = [quota.expect('a'), quota.expect('a')];
    expect(quota.isExhausted('a')).toMatchObject({ isAdmitted: false, remaining: 0 });
    for (const end of ends) end();
    expect(quota.isExhausted('a')).toBeNull();
  });
});
