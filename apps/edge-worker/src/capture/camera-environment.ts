import path from 'node:path';
import type { CameraEnvironment } from '@eyrie/camera';
import type { Environment } from '../configuration.ts';

/** Where this machine has what the camera drivers need, as its environment says. */
export function cameraEnvironmentOf(environment: Environment): Partial<CameraEnvironment> {
  const { EYRIE_DATA, EYRIE_SCRATCH, EYRIE_RPICAM_STILL } = environment;
  return {
    scratchFolder: EYRIE_SCRATCH ?? path.join(EYRIE_DATA, 'scratch'),
    rpicamStill: EYRIE_RPICAM_STILL,
  };
}
