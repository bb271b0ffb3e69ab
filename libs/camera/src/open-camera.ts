import type { Camera } from './camera.ts';
import type { SimulatedSkyOptions } from './simulated-sky/options.ts';
import { SimulatedSkyCamera } from './simulated-sky/simulated-sky-camera.ts';

/** One member per driver, told apart by `driver`. */
export type CameraOptions = SimulatedSkyOptions;

/**
 * Opens a camera with the driver its options name, and with no other: a camera that cannot be
 * opened is an error, never quietly a simulated one. `nowMs` is the clock, for tests.
 * Rejects with a RangeError for options out of range.
 */
export function openCamera(
  id: string,
  options: CameraOptions,
  nowMs: () => number = () => Date.now(),
): Promise<Camera> {
  return new Promise((resolve) => {
    resolve(new SimulatedSkyCamera(id, options, nowMs));
  });
}
