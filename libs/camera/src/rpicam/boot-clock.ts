import { readFileSync } from 'node:fs';

/** The kernel gives the time since boot in hundredths of a second, rounded down. */
export const bootClockGrainMs = 10;

/** Milliseconds since boot: the clock by which sensors stamp their frames. */
export function bootMs(): number {
  const [seconds] = readFileSync('/proc/uptime', 'utf8').split(' ');
  return Number(seconds) * 1_000;
}
