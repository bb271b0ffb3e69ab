import type { CameraOptions } from '@eyrie/camera';
import type { CameraConfiguration, Place } from '@eyrie/contracts';

/** Below this a camera is kept running between its frames: a start alone takes a second or two. */
const keepOpenBelowSeconds = 5;

/** A camera's configuration in the words of its driver. */
export function cameraOptionsOf(
  { driver, quality, schedules }: CameraConfiguration,
  place: Place,
): CameraOptions {
  switch (driver.type) {
    case 'simulated-sky':
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
    case 'rpicam':
      return {
        driver: driver.type,
        camera: driver.camera,
        width: driver.widthPx,
        height: driver.heightPx,
        quality,
        rotationDeg: driver.rotationDeg,
        // Light flickers twice in each period of the mains.
        flickerPeriodUs: driver.mainsHz === undefined ? undefined : 500_000 / driver.mainsHz,
        keepOpen: isKeptOpen(driver.keepOpen, schedules),
      };
    case 'v4l2':
      return {
        driver: driver.type,
        device: driver.device,
        width: driver.widthPx,
        height: driver.heightPx,
        format: driver.format,
        keepOpen: isKeptOpen(driver.keepOpen, schedules),
      };
    case 'rtsp':
      return {
        driver: driver.type,
        url: driver.url,
        user: driver.user,
        password: driver.password,
        keepOpen: isKeptOpen(driver.keepOpen, schedules),
      };
    case 'http-snapshot':
      return {
        driver: driver.type,
        url: driver.url,
        user: driver.user,
        password: driver.password,
        isCertificateChecked: driver.certificateChecked,
      };
  }
}

function isKeptOpen(
  wish: 'auto' | 'always' | 'never',
  schedules: CameraConfiguration['schedules'],
): boolean {
  if (wish !== 'auto') return wish === 'always';
  return schedules.some(
    (schedule) =>
      schedule.enabled &&
      schedule.type !== 'cron' &&
      schedule.intervalSeconds < keepOpenBelowSeconds,
  );
}
