import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { siteNetworks } from './network/allowed-networks.ts';
import { requireProgram } from './process/require-program.ts';

/** What drivers find on the machine they run on. */
export interface CameraEnvironment {
  readonly nowMs: () => number;
  /** Folder of short-lived files, one folder in it per camera; the same one at each start. */
  readonly scratchFolder: string;
  /** Programs: names on the PATH, or paths. */
  readonly rpicamStill: string;
  /** Finds ffmpeg; rejects with what to install. */
  readonly ffmpeg: () => Promise<string>;
  /** Where cameras in the network may be, such as 192.168.0.0/16. */
  readonly networks: readonly string[];
}

/** As a machine is set up where nobody says otherwise. */
export function defaultCameraEnvironment(): CameraEnvironment {
  return {
    nowMs: () => Date.now(),
    scratchFolder: join(tmpdir(), 'eyrie-cameras'),
    rpicamStill: 'rpicam-still',
    ffmpeg: () => requireProgram('ffmpeg', 'ffmpeg'),
    networks: siteNetworks,
  };
}
