import { setTimeout as delay } from 'node:timers/promises';
import type { BenchContext, Findings } from '../harness/bench.ts';
import { percentile } from '../harness/statistics.ts';
import type { Fleet } from './fleet.ts';

const sitesThatAsk = 1_000;

/** One change for an organisation, while all sites send: until each of its sites has it. */
export async function measureChange(
  { progress, quick }: BenchContext,
  findings: Findings,
  fleet: Fleet,
): Promise<void> {
  await fleet.begin();
  const { simulator } = fleet;
  const watching = await simulator.ask<number>('watchConfiguration', quick ? 20 : sitesThatAsk);
  await delay(quick ? 1_000 : 5_000);
  const changedAt = Date.now();
  await fleet.changeConfiguration();
  const seen = await simulator.ask<Float64Array>('changesSeen');
  const seconds = [...seen].map((at) => (at - changedAt) / 1000);
  const p99 = percentile(seconds, 99);
  findings.record('config-p99', 'ours', p99);
  progress(`config-p99: ${p99.toFixed(2)} s at ${watching} sites`);
  await fleet.pause();
}
