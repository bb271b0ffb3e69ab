import type { Denoise, Metering } from '../capture-controls.ts';

/** A part of the picture, in shares of its sides. */
export interface PictureRegion {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How a camera shall take its pictures, with nothing left open. */
export interface Profile {
  readonly exposure: {
    readonly mode: 'ramped' | 'automatic' | 'fixed';
    /** With `fixed`. */
    readonly shutterUs?: number | undefined;
    readonly gain?: number | undefined;
    readonly shutterUsMax: number;
    readonly gainMax: number;
    readonly ev: number;
    readonly evByLux: readonly { readonly lux: number; readonly ev: number }[];
    readonly luminanceBySun: readonly {
      readonly altitudeDeg: number;
      readonly luminance: number;
    }[];
    readonly stopsPerFrameMax: number;
    readonly metering: Metering;
    readonly region: PictureRegion | null;
    /** Exposures about the usual one, and stops from each to the next; null: that one alone. */
    readonly bracket: { readonly shots: number; readonly stepEv: number } | null;
  };
  readonly whiteBalance: {
    readonly mode: 'automatic' | 'fixed' | 'adaptive';
    readonly kelvin: number;
    readonly kelvinByLux: readonly { readonly lux: number; readonly kelvin: number }[];
  };
  readonly focus: { readonly mode: 'auto' | 'manual'; readonly lensPosition?: number | undefined };
  readonly look: {
    readonly sharpness: number;
    readonly contrast: number;
    readonly saturation: number;
    readonly denoise: Denoise;
    readonly hdr: boolean;
  };
}
