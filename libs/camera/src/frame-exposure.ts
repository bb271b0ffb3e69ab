/** The exposure a frame was taken with. */
export interface FrameExposure {
  /** Microseconds. */
  readonly shutterUs: number;
  /** Analogue and digital gain together, 1 = base sensitivity. */
  readonly gain: number;
  /** Wanted deviation from the metered exposure, in stops. */
  readonly ev?: number;
}
