import type { CaptureControls, FrameMetering } from './capture-controls.ts';
import type { FrameExposure } from './frame-exposure.ts';
import type { FrameMeasure } from './frame-measure.ts';

export type CameraDriver = 'simulated-sky' | 'rpicam' | 'v4l2' | 'rtsp' | 'http-snapshot';

/** What can be said of a camera without taking a frame. */
export interface CameraInfo {
  readonly driver: CameraDriver;
  /** For people, such as "Simulated sky". */
  readonly model: string;
  /** True when its pictures show no real place; the dashboard must be able to say so. */
  readonly simulated: boolean;
  /** In pixels. A camera that decides itself has the size of its first frame; 0 until then. */
  readonly width: number;
  readonly height: number;
}

export interface CaptureRequest {
  /** The slot the frame is for, epoch milliseconds. A simulated scene is that of this instant. */
  readonly slotAt: number;
  /**
   * Ends the wait. An `AbortSignal.timeout` (reason `TimeoutError`) makes it a 'hang', any other
   * reason an 'aborted'. A driver may need time after it to be whole again; until then it is 'busy'.
   */
  readonly signal: AbortSignal;
  /** How the frame shall be taken; null or missing: as the camera's automatic sees fit. */
  readonly controls?: CaptureControls | null | undefined;
}

/** One of the exposures that a frame was fused from. */
export interface BracketShot {
  readonly exposureStartedAt: number;
  readonly exposure: FrameExposure | null;
  /** What it alone shows. */
  readonly measure: FrameMeasure;
}

export interface CapturedFrame {
  readonly jpeg: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Epoch milliseconds of the device's clock, when the shutter opened. */
  readonly exposureStartedAt: number;
  /** Null where the camera does not say, as most in a network do not. */
  readonly exposure: FrameExposure | null;
  /** What the camera's own meter said, where it has one. */
  readonly metered?: FrameMetering | undefined;
  /** Flat facts of the driver, fit for a record: e.g. `weather`, `sunAltitudeDeg`, `sceneTime`. */
  readonly metadata: Readonly<Record<string, string | number | boolean>>;
  /** From dark to bright, where the frame is a bracket's; `exposure` is then that of the middle one. */
  readonly bracket?: readonly BracketShot[] | undefined;
}

/** One camera, opened. It takes one frame at a time. */
export interface Camera {
  readonly id: string;
  readonly info: CameraInfo;
  /**
   * Takes one frame. Rejects with a `CameraError`. The bytes are what the driver got: judge them
   * with `validateFrame` before you keep them.
   */
  capture(request: CaptureRequest): Promise<CapturedFrame>;
  /** Lets go of the device; captures under way end as 'closed'. May be called twice. */
  close(): Promise<void>;
}
