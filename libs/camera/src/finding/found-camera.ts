/** A camera that is plugged in, whether somebody uses it or not. */
export type FoundCamera =
  | {
      readonly driver: 'rpicam';
      /** Its number, for the options of the driver. */
      readonly camera: number;
      /** Of the sensor, such as imx477. */
      readonly name: string;
      /** Of the whole sensor. */
      readonly width: number;
      readonly height: number;
    }
  | { readonly driver: 'v4l2'; readonly device: string; readonly name: string };

export interface FoundCameras {
  readonly cameras: readonly FoundCamera[];
  /** What could not be looked at, in a sentence each. */
  readonly notes: readonly string[];
}
