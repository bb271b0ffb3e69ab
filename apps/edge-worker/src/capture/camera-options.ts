import type { CameraOptions } from '@eyrie/camera';
import type { CameraConfiguration, Place } from '@eyrie/contracts';

/** A camera's configuration in the words of its driver. */
export function cameraOptionsOf(
  { driver, quality }: CameraConfiguration,
  place: Place,
): CameraOptions {
  return {
    driver: driver.type,
    seed: driver.seed,
    place,
    width: driver.widthPx,
    height: driver.heightPx,
    quality,
    facingDeg: driver.facingDeg,
    timeScale: driver.timeScale,
    timeAnchorMs: Date.parse(driver.anchorAt),
  };
}
