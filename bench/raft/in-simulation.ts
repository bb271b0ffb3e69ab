import path from 'node:path';
import type { BenchContext, Findings } from '../harness/bench.ts';
import type { SpeedResult } from './simulation-process.ts';

/** What is told by simulated nodes: hours of it take seconds. */
export async function measureSimulated(
  { processes, progress, quick, repeats }: BenchContext,
  findings: Findings,
): Promise<void> {
  const child = processes.fork(path.join(import.meta.dirname, 'simulation-process.ts'));
  for (let repeat = 1; repeat <= repeats; repeat += 1) {
    const seed = repeat;
    const idle = await child.ask<number>('idleFsyncs', { hours: quick ? 0.05 : 1, seed });
    findings.record('idle-fsyncs', 'ours', idle);
    progress(`idle-fsyncs, repeat ${repeat} of ${repeats}: ${idle}`);

    const changes = await child.ask<number>('leaderChanges', { hours: quick ? 0.05 : 24, seed });
    findings.record('stable', 'ours', changes);
    progress(`stable, repeat ${repeat} of ${repeats}: ${changes} new terms`);

    const request = { seconds: quick ? 0.3 : 10, firstSeed: 1 + (repeat - 1) * 1_000 };
    const speed = await child.ask<SpeedResult>('speed', request);
    const { processorSeconds, wallSeconds } = speed;
    const cost = { processorSeconds, wallSeconds };
    const rate = speed.simulatedSeconds / speed.processorSeconds;
    findings.record('sim-speed', 'ours', rate, cost);
    progress(`sim-speed, repeat ${repeat} of ${repeats}: ${rate.toFixed(0)} s/s`);
  }
  await processes.end(child.process);
}
