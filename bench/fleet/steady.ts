import type { BenchContext, Findings } from '../harness/bench.ts';
import { percentile } from '../harness/statistics.ts';
import type { Fleet } from './fleet.ts';

/** Seconds of processor for a device and minute, with all sites sending. */
export async function measureSteady(
  { progress }: BenchContext,
  fleet: Fleet,
  seconds: number,
): Promise<number> {
  await fleet.begin();
  const perDevice = fleet.processorPerDevice();
  await fleet.wait(seconds);
  const used = perDevice();
  const { waiting } = await fleet.pause();
  progress(`${fleet.devices} devices: ${cores(used, fleet)}, ${waiting} records wait`);
  return used;
}

/** The ten minutes, with people who look at lists meanwhile. */
export async function measureSustained(
  { progress }: BenchContext,
  findings: Findings,
  fleet: Fleet,
  seconds: number,
): Promise<void> {
  await fleet.begin();
  let peakBytes = 0;
  const perDevice = fleet.processorPerDevice();
  const [latencies] = await Promise.all([
    fleet.readLists(seconds),
    fleet.wait(seconds, () => {
      peakBytes = Math.max(peakBytes, fleet.bytes());
    }),
  ]);
  const used = perDevice();
  const { due, acknowledged, waiting } = await fleet.pause();
  const p95 = percentile([...latencies], 95);
  // More than was due is there: what became due in the last moment.
  findings.record('sustained', 'ours', Math.min(1, acknowledged / due));
  findings.record('sustained/backlog', 'ours', waiting);
  findings.record('read-p95', 'ours', p95);
  findings.record('memory', 'ours', peakBytes / 1e9);
  progress(
    `sustained: ${acknowledged} of ${due} records, ${waiting} wait; ${cores(used, fleet)}; ` +
      `lists p95 ${p95.toFixed(0)} ms; ${(peakBytes / 1e9).toFixed(2)} GB`,
  );
}

function cores(perDeviceAndMinute: number, { devices }: Fleet): string {
  return `${((perDeviceAndMinute * devices) / 60).toFixed(2)} cores`;
}
