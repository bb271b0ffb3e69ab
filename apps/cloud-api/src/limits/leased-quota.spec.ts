import { describe, expect, it } from '@jest/globals';
import { LeasedQuota } from './leased-quota.ts';
import { LocalLimits } from './local-limits.ts';

/** Replicas that share one store. */
function replicas(count: number, most: number) {
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
  const quota = { name: 'test', most, windowMs: 10_000 };
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
