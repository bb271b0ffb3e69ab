import type { CameraConfiguration } from '@eyrie/contracts';
import type { TimelapseWindow } from '../media/ledger-entry.ts';
import type { WindowFrames } from '../media/ledger-state.ts';

/** The window of wall time that a slot lies in: consecutive, whole multiples of their length. */
export function windowOfSlot(
  { timelapse }: Pick<CameraConfiguration, 'timelapse'>,
  slotAtMs: number,
): TimelapseWindow | null {
  if (!timelapse) return null;
  const lengthMs = timelapse.windowSeconds * 1000;
  const from = Math.floor(slotAtMs / lengthMs) * lengthMs;
  return { from, to: from + lengthMs, fps: timelapse.fps, crf: timelapse.crf };
}

/**
 * The window to render now, the one that ended first; null where there is none. A window is ripe a
 * little after its end, when the frame of its last slot is in.
 */
export function nextRipe(
  windows: readonly WindowFrames[],
  nowMs: number,
  graceMs: number,
): WindowFrames | null {
  let best: WindowFrames | null = null;
  for (const window of windows) {
    if (window.to + graceMs > nowMs) continue;
    const { progress } = window;
    if (progress && (progress.state !== 'open' || progress.notBefore > nowMs)) continue;
    if (!best || window.to < best.to) best = window;
  }
  return best;
}
