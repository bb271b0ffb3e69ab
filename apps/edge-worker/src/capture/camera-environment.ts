import path from 'node:path';
import type { CameraEnvironment } from '@eyrie/camera';
import { findFfmpeg } from '@eyrie/timelapse';
import type { Environment } from '../configuration.ts';

/** Where this machine has what the camera drivers need, as its environment says. */
export function cameraEnvironmentOf(environment: Environment): Partial<CameraEnvironment> {
  const { EYRIE_DATA, EYRIE_SCRATCH, EYRIE_RPICAM_STILL, EYRIE_CAMERA_NETWORKS } = environment;
  return {
    scratchFolder: EYRIE_SCRATCH ?? path.join(EYRIE_DATA, 'scratch'),
    rpicamStill: EYRIE_RPICAM_STILL,
    // The one that renders: a device has one ffmpeg.
    ffmpeg: async () => (await findFfmpeg()).path,
    networks: EYRIE_CAMERA_NETWORKS,
  };
}
