import type { MoonPosition, SkyPosition } from '@eyrie/schedule';
import type { CaptureControls, FrameMetering } from '../capture-controls.ts';
import type { FrameExposure } from '../frame-exposure.ts';
import type { Weather } from './options.ts';

/** Everything a frame depends on; plain data, so that it can be sent to the thread that paints. */
export interface Scene {
  readonly seed: string;
  readonly width: number;
  readonly height: number;
  readonly quality: number;
  /** Degrees from north; undefined: by seed. */
  readonly facingDeg: number | undefined;
  /** Undefined: by seed and time. */
  readonly weather: Weather | undefined;
  /** The instant shown, epoch milliseconds. */
  readonly timeMs: number;
  readonly latitude: number;
  readonly sun: SkyPosition;
  readonly moon: MoonPosition;
  readonly controls: CaptureControls;
  readonly automatic: 'steady' | 'camera';
}

export interface PaintedFrame {
  readonly jpeg: Uint8Array;
  readonly exposure: FrameExposure;
  readonly metered: FrameMetering;
  readonly weather: Weather;
  readonly facingDeg: number;
}
