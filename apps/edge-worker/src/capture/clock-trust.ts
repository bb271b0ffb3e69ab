import { existsSync } from 'node:fs';

/** No clock of a device that runs this software can show less: it was not written yet. */
const builtAfterMs = Date.UTC(2026, 0, 1);
const synchronized = '/run/systemd/timesync/synchronized';
const timesync = '/run/systemd/timesync';

/**
 * Whether the wall clock can be believed. A Pi without a battery clock boots with an old date;
 * systemd-timesyncd says when it has set it. Where another program keeps the time, only an
 * impossible date tells.
 */
export function isClockTrusted(
  nowMs: number,
  exists: (path: string) => boolean = existsSync,
): boolean {
  if (nowMs < builtAfterMs) return false;
  return !exists(timesync) || exists(synchronized);
}
