import { join } from 'node:path';
import { BracketCamera } from './bracket/bracket-camera.ts';
import { type CameraEnvironment, defaultCameraEnvironment } from './camera-environment.ts';
import type { Camera } from './camera.ts';
import { FfmpegCamera } from './ffmpeg/ffmpeg-camera.ts';
import type { RtspOptions, V4l2Options } from './ffmpeg/options.ts';
import { rtspParts, v4l2Parts } from './ffmpeg/ffmpeg-parts.ts';
import { AllowedNetworks } from './network/allowed-networks.ts';
import { HttpSnapshotCamera, type HttpSnapshotOptions } from './network/http-snapshot-camera.ts';
import { requireProgram } from './process/require-program.ts';
import type { RpicamOptions } from './rpicam/options.ts';
import { RpicamCamera } from './rpicam/rpicam-camera.ts';
import type { SimulatedSkyOptions } from './simulated-sky/options.ts';
import { SimulatedSkyCamera } from './simulated-sky/simulated-sky-camera.ts';

/** One member per driver, told apart by `driver`. */
export type CameraOptions =
  SimulatedSkyOptions | RpicamOptions | V4l2Options | RtspOptions | HttpSnapshotOptions;

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
  const { nowMs, scratchFolder, rpicamStill, ffmpeg } = environment;
  const networks = new AllowedNetworks(environment.networks);
  const folder = join(scratchFolder, id);
  switch (options.driver) {
    case 'simulated-sky':
      return new BracketCamera(new SimulatedSkyCamera(id, options, nowMs), options.quality);
    case 'rpicam': {
      const command = await requireProgram(rpicamStill, 'rpicam-apps');
      const camera = await RpicamCamera.open(id, options, { command, folder, nowMs });
      return new BracketCamera(camera, options.quality);
    }
    case 'v4l2':
      return FfmpegCamera.open(id, v4l2Parts(options), { command: await ffmpeg(), folder, nowMs });
    case 'rtsp': {
      const place = { command: await ffmpeg(), folder, nowMs };
      return FfmpegCamera.open(id, rtspParts(options, networks), place);
    }
    case 'http-snapshot':
      return new HttpSnapshotCamera(id, options, { networks, nowMs });
  }
}
