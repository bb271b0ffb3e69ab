import type { CameraConfiguration } from '@eyrie/contracts';

/** The instant that a camera shows at a slot: another one only for a simulated sky that runs faster. */
export function sceneTimeOf({ driver }: CameraConfiguration, slotAt: number): number {
  if (!('timeScale' in driver) || driver.timeScale === 1) return slotAt;
  const anchor = Date.parse(driver.anchorAt);
  return anchor + (slotAt - anchor) * driver.timeScale;
}
