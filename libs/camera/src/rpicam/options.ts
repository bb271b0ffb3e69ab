/** A camera of the Raspberry Pi, by the programs of rpicam-apps. */
export interface RpicamOptions {
  readonly driver: 'rpicam';
  /** Its number in `rpicam-still --list-cameras`, from 0. */
  readonly camera: number;
  readonly width: number;
  readonly height: number;
  /** JPEG quality; the program's own 93 where absent. */
  readonly quality?: number | undefined;
  readonly rotationDeg?: 0 | 180 | undefined;
  readonly tuningFile?: string | undefined;
  /** Of artificial light, in microseconds: 10,000 where the mains have 50 Hz. */
  readonly flickerPeriodUs?: number | undefined;
  /**
   * Keeps the camera running between frames that are taken with the same controls: for intervals
   * below those in which a start of the program fits.
   */
  readonly keepOpen?: boolean | undefined;
}
