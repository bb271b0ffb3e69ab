/** Which part of the picture an automatic weighs. */
export type Metering = 'centre' | 'spot' | 'average';

/** How strongly noise is taken out; what a driver has no word for it takes the nearest of. */
export type Denoise = 'off' | 'fast' | 'high';

export interface FocusControl {
  readonly mode: 'auto' | 'manual';
  /** Dioptres, 0 is infinity; only with `manual`. */
  readonly lensPosition?: number | undefined;
}

/** What tells the exposures of a bracket apart; the rest of the controls holds for each of them. */
export type ExposureControls = Pick<CaptureControls, 'shutterUs' | 'gain' | 'ev'>;

/**
 * How one frame shall be taken. Every field is optional: what is missing is the camera's automatic,
 * and never what the frame before had. A driver that cannot obey a field leaves it to the automatic
 * and says in the frame's `exposure` what it did; it never refuses a frame for it.
 */
export interface CaptureControls {
  /** Microseconds. With `gain` missing the camera finds the gain for it, and the other way round. */
  readonly shutterUs?: number | undefined;
  /** Analogue and digital gain together, 1 = base sensitivity (about ISO 100). */
  readonly gain?: number | undefined;
  /** Gains of red and blue against green. Take precedence over `colourTemperatureK`. */
  readonly colourGains?: readonly [red: number, blue: number] | undefined;
  /** Kelvin of the light that shall look white; `colourGainsOf` turns it into gains. */
  readonly colourTemperatureK?: number | undefined;
  /** Stops by which an automatic exposure shall deviate from what it meters. */
  readonly ev?: number | undefined;
  readonly metering?: Metering | undefined;
  /** 1 is the camera's own look, for these three; 0 is none at all. */
  readonly sharpness?: number | undefined;
  readonly contrast?: number | undefined;
  readonly saturation?: number | undefined;
  readonly denoise?: Denoise | undefined;
  readonly focus?: FocusControl | undefined;
  /** The sensor's own high dynamic range, where it has one. A bracket is several captures instead. */
  readonly hdr?: boolean | undefined;
  /**
   * Several exposures, from dark to bright, fused to one frame. Each stands in the place of the
   * `shutterUs`, `gain` and `ev` above.
   */
  readonly bracket?: readonly ExposureControls[] | undefined;
}

/** What the camera itself measured of the scene; a driver leaves out what it does not know. */
export interface FrameMetering {
  readonly lux?: number | undefined;
  readonly colourTemperatureK?: number | undefined;
}
