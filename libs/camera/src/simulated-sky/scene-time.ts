import type { SimulatedSkyOptions } from './options.ts';

/** What the clock shows in the scene when it shows `wallMs` on the wall; epoch milliseconds. */
export function sceneTimeOf(
  options: Pick<SimulatedSkyOptions, 'timeScale' | 'timeAnchorMs'>,
  wallMs: number,
): number {
  const { timeScale = 1, timeAnchorMs } = options;
  if (timeScale === 1 || timeAnchorMs === undefined) return wallMs;
  return Math.round(timeAnchorMs + (wallMs - timeAnchorMs) * timeScale);
}
