/** The exposure a frame was taken with: what the camera did, not what it was asked for. */
export interface FrameExposure {
  /** Microseconds. */
  readonly shutterUs: number;
  /** Analogue and digital gain together, 1 = base sensitivity. */
  readonly gain: number;
  /** Wanted deviation from the metered exposure, in stops. */
  readonly ev?: number;
  /** Gains of red and blue against green, where the driver knows them. */
  readonly colourGains?: readonly [red: number, blue: number] | undefined;
}
