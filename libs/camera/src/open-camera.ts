import { join } from 'node:path';
import { type CameraEnvironment, defaultCameraEnvironment } from './camera-environment.ts';
import type { Camera } from './camera.ts';
import { requireProgram } from './process/require-program.ts';
import type { RpicamOptions } from './rpicam/options.ts';
import { RpicamCamera } from './rpicam/rpicam-camera.ts';
import type { SimulatedSkyOptions } from './simulated-sky/options.ts';
import { SimulatedSkyCamera } from './simulated-sky/simulated-sky-camera.ts';

/** One member per driver, told apart by `driver`. */
export type CameraOptions = SimulatedSkyOptions | RpicamOptions;

/**
 * Opens a camera with the driver its options name, and with no other: a camera that cannot be
 * opened is an error, never quietly a simulated one. A device that is not plugged in is no reason not
 * to open: its captures say so, until it is.
 * Rejects with a RangeError for options out of range, and with a `CameraError` where the driver's
 * program is missing.
 */
export async function openCamera(
  id: string,
  options: CameraOptions,
  given: Partial<CameraEnvironment> = {},
): Promise<Camera> {
  const environment = { ...defaultCameraEnvironment(), ...given };
  const { nowMs, scratchFolder, rpicamStill } = environment;
  switch (options.driver) {
    case 'simulated-sky':
      return new SimulatedSkyCamera(id, options, nowMs);
    case 'rpicam': {
      const command = await requireProgram(rpicamStill, 'rpicam-apps');
      return RpicamCamera.open(id, options, { command, folder: join(scratchFolder, id), nowMs });
    }
  }
}
