import { until } from '../harness/wait.ts';
import type { BenchContext, Findings } from '../harness/bench.ts';
import type { Fleet } from './fleet.ts';

const awaySeconds = 600;
const withinSeconds = 60;

/**
 * All sites come back within a minute, each with ten minutes of records. What the machine takes in a second is
 * its rate limit: it is measured first, of sites that are all there at once with as much.
 */
export async function measureHerd(
  { progress, quick }: BenchContext,
  findings: Findings,
  fleet: Fleet,
): Promise<void> {
  const away = quick ? awaySeconds / 5 : awaySeconds;
  await fleet.comeBack({ awaySeconds: away, withinSeconds: 0 });
  const startedAt = performance.now();
  await fleet.wait(quick ? 2 : 30);
  const { acknowledged } = await fleet.pause();
  const rate = acknowledged / ((performance.now() - startedAt) / 1000);

  const spread = quick ? 5 : withinSeconds;
  await fleet.comeBack({ awaySeconds: away, withinSeconds: spread });
  const due = await fleet.standing();
  const perSecond = fleet.recordsPerSecond;
  // What comes meanwhile has to be taken too.
  const predicted = Math.max(spread, due.due / Math.max(1, rate - perSecond));
  const cameBackAt = performance.now();
  await until('no backlog', async () => (await fleet.standing()).waiting === 0, {
    withinMs: 4 * predicted * 1000 + 60_000,
    everyMs: 250,
  });
  const seconds = (performance.now() - cameBackAt) / 1000;
  findings.record('herd', 'ours', seconds);
  findings.record('herd', 'theirs', predicted);
  const { turnedAway } = await fleet.pause();
  progress(
    `herd: ${due.due} records in ${seconds.toFixed(0)} s; ${predicted.toFixed(0)} s predicted ` +
      `of ${rate.toFixed(0)} records/s; ${turnedAway} requests were told to come later`,
  );
}
