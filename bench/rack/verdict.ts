import type { Command } from './command-line.ts';
import type { RackReport } from './rack.ts';
import type { StartReport } from './start.ts';

/** Docs/reliability.md F47. */
const leaderSecondsMost = 10;
/** For each device and second at the worst: what one start asks, all in one second. */
const requestsPerDeviceMost = 4;
const megabytesPerDeviceMost = 160;

/** What is not as it must be, one sentence each. */
export function violationsOf(report: RackReport, { pis }: Command): string[] {
  const { slots, devices } = report;
  const told = (isWrong: boolean, sentence: string) => (isWrong ? [sentence] : []);
  return [
    ...startViolations('with claims', report.cold, pis),
    ...startViolations('enrolled', report.warm, pis),
    ...told(devices !== pis, `The cloud has ${devices} devices of ${pis}.`),
    ...told(slots.lost > 0, `Nothing was told of ${slots.lost} slots.`),
    ...told(slots.doubled > 0, `${slots.doubled} slots were told of twice.`),
  ];
}

function startViolations(how: string, report: StartReport, pis: number): string[] {
  const { leader, cloud, memory } = report;
  const told = (isWrong: boolean, sentence: string) => (isWrong ? [`${how}: ${sentence}`] : []);
  return [
    ...told(
      leader > leaderSecondsMost,
      `one leader after ${leader.toFixed(1)} s, not ${leaderSecondsMost}.`,
    ),
    ...told(
      cloud.perSecondMost > requestsPerDeviceMost * pis,
      `${Math.round(cloud.perSecondMost)} requests in a second at the cloud.`,
    ),
    ...told(cloud.turnedAway > pis, `the cloud turned ${cloud.turnedAway} requests away.`),
    ...told(memory > megabytesPerDeviceMost * pis, `${Math.round(memory)} MB in all.`),
  ];
}
